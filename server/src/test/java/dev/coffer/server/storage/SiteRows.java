package dev.coffer.server.storage;

import java.util.List;
import java.util.UUID;

/** The rows of the site table, each change in a transaction of its own. */
record SiteRows(Database database) {
  private static final SiteTable TABLE = new SiteTable();

  void insert(StoredSite site) {
    database.write(tx -> {
      TABLE.insert(tx, site);
      return site;
    });
  }

  void delete(UUID id) {
    database.write(tx -> TABLE.delete(tx, id));
  }

  List<StoredSite> list() {
    return database.read(TABLE::list);
  }
}
