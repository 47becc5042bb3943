package dev.coffer.server.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of all sites, as hashes. Keys that were found are cached where no other process can
 * change them. Threads may share it.
 */
public final class ApiKeyTable {
  private static final long CACHED_KEYS = 10_000;

  private static final String SELECT =
      """
      SELECT id, name, prefix, hash, permissions, for_velo, created_by, created_by_kind,
             created_by_id, created_at, expires_at
      FROM api_key
      """;

  private final Database database;
  private final Optional<Cache<HashInGeneration, @Nullable KeyAndSite>> cache;

  /** Grows with {@link #forgetCached}; what an older generation was still loading is never seen. */
  private final AtomicLong generation = new AtomicLong();

  /**
   * What keys may do, as the transactions of the one writer see it, which nobody else changes; it
   * is asked once for every change by a key.
   */
  private final Optional<Cache<KeyOfSite, @Nullable Grant>> grants;

  private record HashInGeneration(long generation, ByteBuffer hash) {}

  private record KeyOfSite(UUID site, UUID id) {}

  /**
   * What an API key may do.
   *
   * @param permissions its permissions as they are stored
   * @param forVelo whether it is a velo key
   * @param expiresAt when it ends, in milliseconds since 1970 UTC; empty if it does not
   */
  public record Grant(String permissions, boolean forVelo, OptionalLong expiresAt) {
    private boolean isAlive(long now) {
      return expiresAt.isEmpty() || expiresAt.getAsLong() > now;
    }
  }

  /**
   * An API key and the site that it opens, as one read finds them.
   *
   * @param key the key
   * @param site its site
   */
  public record KeyAndSite(StoredApiKey key, StoredSite site) {}

  /**
   * @param database where the rows are
   */
  public ApiKeyTable(Database database) {
    this.database = database;
    this.cache = cacheOfSoleWriter(database);
    this.grants = cacheOfSoleWriter(database);
  }

  private static <K, V> Optional<Cache<K, @Nullable V>> cacheOfSoleWriter(Database database) {
    return database.soleWriter()
        ? Optional.of(Caffeine.newBuilder().maximumSize(CACHED_KEYS).build())
        : Optional.empty();
  }

  /**
   * Drops every cached key: at once for transactions, and once this one is on disk for all others.
   * For any change to a key, or to a site that keys open.
   */
  public void forgetCached(Tx tx) {
    grants.ifPresent(Cache::invalidateAll);
    tx.afterCommit(() -> {
      generation.incrementAndGet();
      cache.ifPresent(Cache::invalidateAll);
    });
  }

  /**
   * Stores a new API key.
   *
   * @param key the row
   * @throws ForeignKeyViolation if there is no such site
   */
  public void insert(Tx tx, StoredApiKey key) {
    key.createdBy()
        .bindTo(
            tx.handle()
                .createUpdate(
                    """
                    INSERT INTO api_key
                      (id, site_id, name, prefix, hash, permissions, for_velo, created_by,
                       created_by_kind, created_by_id, created_at, expires_at)
                    VALUES
                      (:id, :site, :name, :prefix, :hash, :permissions, :forVelo, :createdBy,
                       :createdByKind, :createdById, :createdAt, :expiresAt)
                    """))
        .bind("id", Columns.bytes(key.id()))
        .bind("site", Columns.bytes(key.site()))
        .bind("name", key.name())
        .bind("prefix", key.prefix())
        .bind("hash", key.hash())
        .bind("permissions", key.permissions())
        .bind("forVelo", key.forVelo() ? 1 : 0)
        .bind("createdAt", key.createdAt())
        .bind("expiresAt", Columns.nullable(key.expiresAt()))
        .execute();
  }

  /**
   * {@return the key and its site, if there is such a key}
   *
   * @param hash the SHA-256 hash of a key
   */
  public Optional<KeyAndSite> findByHash(byte[] hash) {
    if (cache.isEmpty()) {
      return selectByHash(hash);
    }
    return Optional.ofNullable(
        cache
            .get()
            .get(
                new HashInGeneration(generation.get(), ByteBuffer.wrap(hash)),
                absent -> selectByHash(hash).orElse(null)));
  }

  private Optional<KeyAndSite> selectByHash(byte[] hash) {
    return database.read(tx ->
        tx.handle()
            .createQuery(
                """
                SELECT site.id, site.name, record_keys, name_keys, site.created_at,
                       members_area_set_up_at, api_key.id AS key_id, api_key.name AS key_name,
                       prefix, hash, permissions, for_velo, created_by, created_by_kind,
                       created_by_id,
                       api_key.created_at AS key_created_at, expires_at
                FROM api_key JOIN site ON site.id = api_key.site_id
                WHERE hash = :hash
                """)
            .bind("hash", hash)
            .map((row, context) -> {
              StoredSite site = SiteTable.site(row);
              return new KeyAndSite(
                  key(row, site.id(), "key_id", "key_name", "key_created_at"), site);
            })
            .findOne());
  }

  /**
   * {@return how many API keys the site has}
   *
   * @param site the site's id
   */
  public long count(Tx tx, UUID site) {
    return RowCount.ofSite(tx, "api_key", site);
  }

  /**
   * {@return the site's API keys, oldest first}
   *
   * @param site the site's id
   */
  public List<StoredApiKey> list(Tx tx, UUID site) {
    return tx.handle()
        .createQuery(SELECT + "WHERE site_id = :site ORDER BY created_at, id")
        .bind("site", Columns.bytes(site))
        .map((row, context) -> key(row, site, "id", "name", "created_at"))
        .list();
  }

  /**
   * {@return the API key, if the site has it}
   *
   * @param site the site's id
   * @param id the key's id
   */
  public Optional<StoredApiKey> find(Tx tx, UUID site, UUID id) {
    return tx.handle()
        .createQuery(SELECT + "WHERE id = :id AND site_id = :site")
        .bind("id", Columns.bytes(id))
        .bind("site", Columns.bytes(site))
        .map((row, context) -> key(row, site, "id", "name", "created_at"))
        .findOne();
  }

  /**
   * Lets a velo key that is alive end later. One that was revoked or has expired stays so, and none
   * ends earlier by it.
   *
   * @param site the site's id
   * @param id the key's id
   * @param now the time, in milliseconds since 1970 UTC
   * @param end when it shall end, in milliseconds since 1970 UTC
   */
  public void extend(Tx tx, UUID site, UUID id, long now, long end) {
    forgetCached(tx);
    tx.handle()
        .createUpdate(
            """
            UPDATE api_key SET expires_at = :end
            WHERE id = :id AND site_id = :site AND for_velo = 1
              AND expires_at > :now AND expires_at < :end
            """)
        .bind("id", Columns.bytes(id))
        .bind("site", Columns.bytes(site))
        .bind("now", now)
        .bind("end", end)
        .execute();
  }

  /**
   * Forgets the velo keys of a site that have expired.
   *
   * @param site the site's id
   * @param now the time, in milliseconds since 1970 UTC
   */
  public void deleteExpiredVeloKeys(Tx tx, UUID site, long now) {
    forgetCached(tx);
    tx.handle()
        .createUpdate(
            "DELETE FROM api_key WHERE site_id = :site AND for_velo = 1 AND expires_at <= :now")
        .bind("site", Columns.bytes(site))
        .bind("now", now)
        .execute();
  }

  /**
   * {@return whether there was such a key, which is now gone}
   *
   * @param site the site's id
   * @param id the key's id
   */
  public boolean delete(Tx tx, UUID site, UUID id) {
    forgetCached(tx);
    return tx.handle()
            .createUpdate("DELETE FROM api_key WHERE id = :id AND site_id = :site")
            .bind("id", Columns.bytes(id))
            .bind("site", Columns.bytes(site))
            .execute()
        == 1;
  }

  /**
   * Finds what a key that a request has shown may still do, and keeps others from revoking it
   * before the transaction ends.
   *
   * @param site the site's id
   * @param id the key's id
   * @param now the time, in milliseconds since 1970 UTC
   * @return what the key may do; empty if it was revoked or has expired
   */
  public Optional<Grant> grant(Tx tx, UUID site, UUID id, long now) {
    KeyOfSite key = new KeyOfSite(site, id);
    Optional<Grant> grant =
        grants.isPresent()
            ? Optional.ofNullable(grants.get().get(key, absent -> load(tx, absent)))
            : select(tx, key);
    return grant.filter(found -> found.isAlive(now));
  }

  private @Nullable Grant load(Tx tx, KeyOfSite key) {
    tx.afterRollback(() -> grants.ifPresent(known -> known.invalidate(key)));
    return select(tx, key).orElse(null);
  }

  private static Optional<Grant> select(Tx tx, KeyOfSite key) {
    return tx.handle()
        .createQuery(
            """
            SELECT permissions, for_velo, expires_at FROM api_key
            WHERE id = :id AND site_id = :site
            """
                + tx.sharedLock())
        .bind("id", Columns.bytes(key.id()))
        .bind("site", Columns.bytes(key.site()))
        .map((row, context) ->
            new Grant(
                row.getString("permissions"),
                row.getInt("for_velo") == 1,
                Columns.optionalLong(row, "expires_at")))
        .findOne();
  }

  private static StoredApiKey key(
      ResultSet row, UUID site, String id, String name, String createdAt) throws SQLException {
    return new StoredApiKey(
        Columns.uuid(row, id),
        site,
        row.getString(name),
        row.getString("prefix"),
        row.getBytes("hash"),
        row.getString("permissions"),
        row.getInt("for_velo") == 1,
        StoredPrincipal.of(row),
        row.getLong(createdAt),
        Columns.optionalLong(row, "expires_at"));
  }
}
