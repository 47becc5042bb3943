package dev.coffer.server.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coffer.server.sealing.BlindIndex;
import dev.coffer.server.sealing.RecordContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The sealed secrets of all sites. Rows found by name are cached, sealed as they are, where no
 * other process can change them. Threads may share it.
 */
public final class SecretTable {
  private static final String SELECT =
      """
      SELECT id, site_id, version, name_index, created_at, updated_at, info, value FROM secret
      """;

  private static final String INFO_OF_SITE =
      """
      SELECT id, version, name_index, created_at, updated_at, info
      FROM secret WHERE site_id = :site
      """;

  private static final String IN_ORDER = "ORDER BY created_at, id LIMIT :most";
  private static final String FIRST_PAGE = INFO_OF_SITE + IN_ORDER;
  private static final String PAGE_AFTER =
      INFO_OF_SITE + "AND (created_at, id) > (:createdAt, :id) " + IN_ORDER;

  private static final long CACHED_BYTES = 16L << 20;
  private static final int ROW_OVERHEAD_BYTES = 300;

  private final Database database;
  private final Optional<Cache<NameInSite, @Nullable StoredSecret>> cache;

  /** How many secrets sites have, as far as this process knows; to count many takes long. */
  private final Cache<UUID, AtomicLong> counts;

  private record NameInSite(UUID site, BlindIndex nameIndex) {
    static NameInSite of(RecordContext context) {
      return new NameInSite(context.site(), context.nameIndex());
    }
  }

  /**
   * @param database where the rows are
   */
  public SecretTable(Database database) {
    this.database = database;
    Caffeine<Object, Object> counted = Caffeine.newBuilder().maximumSize(10_000);
    this.counts =
        (database.soleWriter() ? counted : counted.expireAfterWrite(Duration.ofMinutes(1))).build();
    this.cache =
        database.soleWriter()
            ? Optional.of(
                Caffeine.newBuilder()
                    .maximumWeight(CACHED_BYTES)
                    .<NameInSite, StoredSecret>weigher(
                        (name, row) -> row.info().length + row.value().length + ROW_OVERHEAD_BYTES)
                    .build())
            : Optional.empty();
  }

  /**
   * Stores a new secret.
   *
   * @param secret the row
   * @throws UniqueViolation if the site has a secret with this name index
   * @throws ForeignKeyViolation if there is no such site
   */
  public void insert(Tx tx, StoredSecret secret) {
    RecordContext context = secret.context();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO secret
              (id, site_id, version, name_index, created_at, updated_at, info, value)
            VALUES
              (:id, :site, :version, :nameIndex, :createdAt, :updatedAt, :info, :value)
            """)
        .bind("id", Columns.bytes(context.secret()))
        .bind("site", Columns.bytes(context.site()))
        .bind("version", context.version())
        .bind("nameIndex", context.nameIndex().bytes())
        .bind("createdAt", context.createdAt())
        .bind("updatedAt", context.updatedAt())
        .bind("info", secret.info())
        .bind("value", secret.value())
        .execute();
    changeCount(tx, context.site(), 1);
  }

  /**
   * Tells how many secrets a site has, those included that this transaction and, where there is one
   * writer, those before it in its batch have made. Where there are several writers, what others
   * change at the same time may not be counted for up to a minute.
   *
   * @param site the site's id
   * @return how many it has
   */
  public long count(Tx tx, UUID site) {
    return counts.get(site, absent -> new AtomicLong(RowCount.ofSite(tx, "secret", absent))).get();
  }

  private void changeCount(Tx tx, UUID site, int by) {
    changeCount(site, by);
    tx.afterRollback(() -> changeCount(site, -by));
  }

  private void changeCount(UUID site, int by) {
    AtomicLong known = counts.getIfPresent(site);
    if (known != null) {
      known.addAndGet(by);
    }
  }

  /**
   * {@return the secret of that name, if the site has one}
   *
   * @param site the site's id
   * @param nameIndex the index of the name
   */
  public Optional<StoredSecret> findByName(UUID site, BlindIndex nameIndex) {
    if (cache.isEmpty()) {
      return selectByName(site, nameIndex);
    }
    // Loading and forgetting one name exclude each other, so no forgotten row comes back.
    return Optional.ofNullable(
        cache
            .get()
            .get(
                new NameInSite(site, nameIndex),
                absent -> selectByName(site, nameIndex).orElse(null)));
  }

  private Optional<StoredSecret> selectByName(UUID site, BlindIndex nameIndex) {
    return database.read(tx ->
        tx.handle()
            .createQuery(SELECT + "WHERE site_id = :site AND name_index = :nameIndex")
            .bind("site", Columns.bytes(site))
            .bind("nameIndex", nameIndex.bytes())
            .map((row, context) -> secret(row))
            .findOne());
  }

  /**
   * {@return the secret of that id, if the site has one}
   *
   * @param site the site's id
   * @param id the secret's id
   */
  public Optional<StoredSecret> findById(Tx tx, UUID site, UUID id) {
    return tx.handle()
        .createQuery(SELECT + "WHERE id = :id AND site_id = :site")
        .bind("id", Columns.bytes(id))
        .bind("site", Columns.bytes(site))
        .map((row, context) -> secret(row))
        .findOne();
  }

  /**
   * {@return a page of the secrets of the site without their values, oldest first, and by their ids
   * if they were created in the same millisecond}
   *
   * @param site the site's id
   * @param after the place behind which the page begins; empty for the first
   * @param most how many rows it may have
   */
  public List<StoredInfo> page(Tx tx, UUID site, Optional<StoredPlace> after, int most) {
    try (Query query =
        tx.handle()
            .createQuery(after.isPresent() ? PAGE_AFTER : FIRST_PAGE)
            .bind("site", Columns.bytes(site))
            .bind("most", most)) {
      after.ifPresent(place -> query.bind("createdAt", place.createdAt()).bind("id", place.id()));
      return query.map((row, context) -> storedInfo(row, site)).list();
    }
  }

  /**
   * Replaces a secret by its next version.
   *
   * @param before the row as it was read
   * @param after the row as it shall be, of the same secret
   * @return whether it was replaced; false if the row was changed or deleted since it was read
   * @throws UniqueViolation if another secret of the site has the new name index
   */
  public boolean replace(Tx tx, StoredSecret before, StoredSecret after) {
    RecordContext context = after.context();
    forgetCached(tx, NameInSite.of(before.context()));
    return tx.handle()
            .createUpdate(
                """
                UPDATE secret
                SET version = :version, name_index = :nameIndex,
                    updated_at = :updatedAt, info = :info, value = :value
                WHERE id = :id AND site_id = :site AND version = :versionBefore
                """)
            .bind("version", context.version())
            .bind("nameIndex", context.nameIndex().bytes())
            .bind("updatedAt", context.updatedAt())
            .bind("info", after.info())
            .bind("value", after.value())
            .bind("id", Columns.bytes(context.secret()))
            .bind("site", Columns.bytes(context.site()))
            .bind("versionBefore", before.context().version())
            .execute()
        == 1;
  }

  /**
   * {@return whether there was such a secret, which is now deleted}
   *
   * @param site the site's id
   * @param id the secret's id
   */
  public boolean delete(Tx tx, UUID site, UUID id) {
    Optional<BlindIndex> deleted =
        tx.handle()
            .createQuery(
                "DELETE FROM secret WHERE id = :id AND site_id = :site RETURNING name_index")
            .bind("id", Columns.bytes(id))
            .bind("site", Columns.bytes(site))
            .map((row, context) -> Columns.nameIndex(row, "name_index"))
            .findOne();
    deleted.ifPresent(nameIndex -> {
      forgetCached(tx, new NameInSite(site, nameIndex));
      changeCount(tx, site, -1);
    });
    return deleted.isPresent();
  }

  private void forgetCached(Tx tx, NameInSite name) {
    cache.ifPresent(rows -> tx.afterCommit(() -> rows.invalidate(name)));
  }

  private static StoredSecret secret(ResultSet row) throws SQLException {
    return new StoredSecret(
        recordContext(row, Columns.uuid(row, "site_id")),
        row.getBytes("info"),
        row.getBytes("value"));
  }

  private static StoredInfo storedInfo(ResultSet row, UUID site) throws SQLException {
    return new StoredInfo(
        recordContext(row, site),
        row.getBytes("info"),
        new StoredPlace(row.getObject("created_at"), row.getObject("id")));
  }

  private static RecordContext recordContext(ResultSet row, UUID site) throws SQLException {
    return new RecordContext(
        site,
        Columns.uuid(row, "id"),
        row.getLong("version"),
        Columns.nameIndex(row, "name_index"),
        row.getLong("created_at"),
        row.getLong("updated_at"));
  }
}
