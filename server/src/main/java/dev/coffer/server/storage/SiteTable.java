package dev.coffer.server.storage;

import dev.coffer.server.sealing.WrappedSiteKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The sites. Threads may share it. */
public final class SiteTable {
  private static final String SELECT =
      """
      SELECT id, name, record_keys, name_keys, created_at, members_area_set_up_at FROM site
      """;

  /**
   * Stores a new site.
   *
   * @param site the row
   * @throws UniqueViolation if a site has this name
   */
  public void insert(Tx tx, StoredSite site) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO site
              (id, name, record_keys, name_keys, created_at, members_area_set_up_at)
            VALUES
              (:id, :name, :recordKeys, :nameKeys, :createdAt, :membersAreaSetUpAt)
            """)
        .bind("id", Columns.bytes(site.id()))
        .bind("name", site.name())
        .bind("recordKeys", site.keys().recordKeys())
        .bind("nameKeys", site.keys().nameKeys())
        .bind("createdAt", site.createdAt())
        .bind("membersAreaSetUpAt", Columns.nullable(site.membersAreaSetUpAt()))
        .execute();
  }

  /**
   * {@return the site, if there is one}
   *
   * @param id the site's id
   */
  public Optional<StoredSite> find(Tx tx, UUID id) {
    return tx.handle()
        .createQuery(SELECT + "WHERE id = :id")
        .bind("id", Columns.bytes(id))
        .map((row, context) -> site(row))
        .findOne();
  }

  /** {@return all sites, by name} */
  public List<StoredSite> list(Tx tx) {
    return tx.handle()
        .createQuery(SELECT + "ORDER BY name")
        .map((row, context) -> site(row))
        .list();
  }

  /**
   * Has those who make sites take turns: whoever holds the lock is the only one until the
   * transaction ends.
   */
  public void lockAll(Tx tx) {
    tx.handle().execute("UPDATE installation SET singleton = singleton");
  }

  /**
   * Has changes to a site's members and API keys take turns: whoever holds the lock is the only one
   * until the transaction ends.
   *
   * @param id the site's id
   * @return whether there is such a site
   */
  public boolean lock(Tx tx, UUID id) {
    return tx.handle()
            .createUpdate("UPDATE site SET name = name WHERE id = :id")
            .bind("id", Columns.bytes(id))
            .execute()
        == 1;
  }

  /**
   * Notes that a site has its first owner.
   *
   * @param id the site's id
   * @param now the time, in milliseconds since 1970 UTC
   * @return whether it was set up just now; false if it was before, or there is no such site
   */
  public boolean markSetUp(Tx tx, UUID id, long now) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE site SET members_area_set_up_at = :now
                WHERE id = :id AND members_area_set_up_at IS NULL
                """)
            .bind("now", now)
            .bind("id", Columns.bytes(id))
            .execute()
        == 1;
  }

  /**
   * Gives a site another name.
   *
   * @param id the site's id
   * @param name the new name
   * @return whether there is such a site
   * @throws UniqueViolation if another site has this name
   */
  public boolean rename(Tx tx, UUID id, String name) {
    return tx.handle()
            .createUpdate("UPDATE site SET name = :name WHERE id = :id")
            .bind("name", name)
            .bind("id", Columns.bytes(id))
            .execute()
        == 1;
  }

  /**
   * Deletes a site with its keys, secrets, members and API keys.
   *
   * @param id the site's id
   * @return whether there was such a site
   */
  public boolean delete(Tx tx, UUID id) {
    return tx.handle()
            .createUpdate("DELETE FROM site WHERE id = :id")
            .bind("id", Columns.bytes(id))
            .execute()
        == 1;
  }

  /** {@return how many sites there are} */
  public long count(Tx tx) {
    return tx.handle().createQuery("SELECT COUNT(*) FROM site").mapTo(Long.class).one();
  }

  static StoredSite site(ResultSet row) throws SQLException {
    return new StoredSite(
        Columns.uuid(row, "id"),
        row.getString("name"),
        new WrappedSiteKeys(row.getBytes("record_keys"), row.getBytes("name_keys")),
        row.getLong("created_at"),
        Columns.optionalLong(row, "members_area_set_up_at"));
  }
}
