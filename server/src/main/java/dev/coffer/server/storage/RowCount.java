package dev.coffer.server.storage;

import java.util.UUID;

/** How many rows a site has in a table. */
final class RowCount {
  private RowCount() {}

  /**
   * Counts.
   *
   * @param table the name of a table with a column {@code site_id}
   * @param site the site's id
   */
  static long ofSite(Tx tx, String table, UUID site) {
    return tx.handle()
        .createQuery("SELECT COUNT(*) FROM " + table + " WHERE site_id = :site")
        .bind("site", Columns.bytes(site))
        .mapTo(Long.class)
        .one();
  }
}
