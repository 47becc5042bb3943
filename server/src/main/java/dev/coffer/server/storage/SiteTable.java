package dev.coffer.server.storage;

import dev.coffer.server.sealing.WrappedSiteKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The sites. Threads may share it. */
public final class SiteTable {
  private final Database database;

  /**
   * @param database where the rows are
   */
  public SiteTable(Database database) {
    this.database = database;
  }

  /**
   * Stores a new site.
   *
   * @param site the row
   * @throws UniqueViolation if a site has this name
   */
  public void insert(StoredSite site) {
    database.write(handle -> insert(handle, site));
  }

  static int insert(Handle handle, StoredSite site) {
    return handle
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
  public Optional<StoredSite> find(UUID id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM site WHERE id = :id")
            .bind("id", Columns.bytes(id))
            .map((row, context) -> site(row))
            .findOne());
  }

  /**
   * {@return the site, if there is one}
   *
   * @param name a site's name
   */
  public Optional<StoredSite> findByName(String name) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM site WHERE name = :name")
            .bind("name", name)
            .map((row, context) -> site(row))
            .findOne());
  }

  /** {@return all sites, by name} */
  public List<StoredSite> list() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM site ORDER BY name")
            .map((row, context) -> site(row))
            .list());
  }

  /**
   * Gives a site another name.
   *
   * @param id the site's id
   * @param name the new name
   * @return whether there is such a site
   * @throws UniqueViolation if another site has this name
   */
  public boolean rename(UUID id, String name) {
    return database.write(handle ->
        handle
                .createUpdate("UPDATE site SET name = :name WHERE id = :id")
                .bind("name", name)
                .bind("id", Columns.bytes(id))
                .execute()
            == 1);
  }

  /**
   * Deletes a site with its keys, secrets, members and API keys.
   *
   * @param id the site's id
   * @return whether there was such a site
   */
  public boolean delete(UUID id) {
    boolean deleted =
        database.write(handle ->
            handle
                    .createUpdate("DELETE FROM site WHERE id = :id")
                    .bind("id", Columns.bytes(id))
                    .execute()
                == 1);
    if (deleted) {
      database.scrub();
    }
    return deleted;
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
