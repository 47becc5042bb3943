package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions of people who are logged in, and the devices that they have logged in with, both as
 * hashes of the tokens that their browsers hold. Threads may share it.
 */
public final class SessionTable {
  /**
   * A row of the session table, and the address of whose it is.
   *
   * @param id the session's id
   * @param hash the SHA-256 hash of its token
   * @param account the id of the account
   * @param email the account's address
   * @param browser what the browser calls itself
   * @param address where it was started from
   * @param createdAt when it was started, in milliseconds since 1970 UTC
   * @param lastSeenAt when it was last used, in milliseconds since 1970 UTC
   * @param authenticatedAt when the password was last given, in milliseconds since 1970 UTC
   */
  public record StoredSession(
      UUID id,
      byte[] hash,
      UUID account,
      String email,
      String browser,
      String address,
      long createdAt,
      long lastSeenAt,
      long authenticatedAt) {}

  /**
   * Forgets the sessions of all people that are over.
   *
   * @param startedBefore sessions started before this time are over, in milliseconds since 1970 UTC
   * @param seenBefore sessions last used before this time are over, in milliseconds since 1970 UTC
   */
  public void deleteOver(Tx tx, long startedBefore, long seenBefore) {
    tx.handle()
        .createUpdate(
            """
            DELETE FROM session
            WHERE created_at < :startedBefore OR last_seen_at < :seenBefore
            """)
        .bind("startedBefore", startedBefore)
        .bind("seenBefore", seenBefore)
        .execute();
  }

  /**
   * Stores a new session.
   *
   * @param session the row
   * @throws ForeignKeyViolation if there is no such account
   */
  public void insert(Tx tx, StoredSession session) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO session
              (id, hash, account_id, browser, address, created_at, last_seen_at,
               authenticated_at)
            VALUES
              (:id, :hash, :account, :browser, :address, :createdAt, :lastSeenAt,
               :authenticatedAt)
            """)
        .bind("id", Columns.bytes(session.id()))
        .bind("hash", session.hash())
        .bind("account", Columns.bytes(session.account()))
        .bind("browser", session.browser())
        .bind("address", session.address())
        .bind("createdAt", session.createdAt())
        .bind("lastSeenAt", session.lastSeenAt())
        .bind("authenticatedAt", session.authenticatedAt())
        .execute();
  }

  /**
   * {@return the session, if there is one}
   *
   * @param hash the SHA-256 hash of a token
   */
  public Optional<StoredSession> find(Tx tx, byte[] hash) {
    return tx.handle()
        .createQuery(
            """
            SELECT session.id, hash, account_id, browser, address, session.created_at,
                   last_seen_at, authenticated_at, account.email
            FROM session JOIN account ON account.id = session.account_id
            WHERE hash = :hash
            """)
        .bind("hash", hash)
        .map((row, context) -> session(row))
        .findOne();
  }

  /**
   * {@return the account's sessions, the last used first}
   *
   * @param account the account's id
   */
  public List<StoredSession> list(Tx tx, UUID account) {
    return tx.handle()
        .createQuery(
            """
            SELECT session.id, hash, account_id, browser, address, session.created_at,
                   last_seen_at, authenticated_at, account.email
            FROM session JOIN account ON account.id = session.account_id
            WHERE account_id = :account ORDER BY last_seen_at DESC, session.id
            """)
        .bind("account", Columns.bytes(account))
        .map((row, context) -> session(row))
        .list();
  }

  /**
   * Notes that a session was used.
   *
   * @param id the session's id
   * @param now when it was used, in milliseconds since 1970 UTC
   */
  public void markSeen(Tx tx, UUID id, long now) {
    tx.handle()
        .createUpdate("UPDATE session SET last_seen_at = :now WHERE id = :id")
        .bind("now", now)
        .bind("id", Columns.bytes(id))
        .execute();
  }

  /**
   * Notes that the password was given again.
   *
   * @param id the session's id
   * @param now when, in milliseconds since 1970 UTC
   * @return whether there is still such a session
   */
  public boolean markAuthenticated(Tx tx, UUID id, long now) {
    return tx.handle()
            .createUpdate("UPDATE session SET authenticated_at = :now WHERE id = :id")
            .bind("now", now)
            .bind("id", Columns.bytes(id))
            .execute()
        == 1;
  }

  /**
   * Binds a session to the pages that hold a key, in place of those that held another.
   *
   * @param hash the SHA-256 hash of the session's token
   * @param pageKey the SHA-256 hash of the key
   */
  public void setPageKey(Tx tx, byte[] hash, byte[] pageKey) {
    tx.handle()
        .createUpdate("UPDATE session SET page_key = :pageKey WHERE hash = :hash")
        .bind("pageKey", pageKey)
        .bind("hash", hash)
        .execute();
  }

  /**
   * {@return whether a session is bound to the pages that hold a key}
   *
   * @param id the session's id
   * @param pageKey the SHA-256 hash of the key
   */
  public boolean hasPageKey(Tx tx, UUID id, byte[] pageKey) {
    return tx.handle()
        .createQuery("SELECT 1 FROM session WHERE id = :id AND page_key = :pageKey")
        .bind("id", Columns.bytes(id))
        .bind("pageKey", pageKey)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Tells whether a session has not been ended, and keeps others from ending it before the
   * transaction ends.
   *
   * @param id the session's id
   */
  public boolean exists(Tx tx, UUID id) {
    return tx.handle()
        .createQuery("SELECT 1 FROM session WHERE id = :id" + tx.sharedLock())
        .bind("id", Columns.bytes(id))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * {@return whether the account had such a session, which is now over}
   *
   * @param account the account's id
   * @param id the session's id
   */
  public boolean delete(Tx tx, UUID account, UUID id) {
    return tx.handle()
            .createUpdate("DELETE FROM session WHERE id = :id AND account_id = :account")
            .bind("id", Columns.bytes(id))
            .bind("account", Columns.bytes(account))
            .execute()
        == 1;
  }

  /**
   * Ends all sessions of an account, and forgets its devices.
   *
   * @param account the account's id
   */
  public void deleteAll(Tx tx, UUID account) {
    for (String table : List.of("session", "device")) {
      tx.handle()
          .createUpdate("DELETE FROM " + table + " WHERE account_id = :account")
          .bind("account", Columns.bytes(account))
          .execute();
    }
  }

  /**
   * Ends all sessions of an account but one, and keeps its devices.
   *
   * @param account the account's id
   * @param session the id of the session that goes on
   */
  public void deleteOthers(Tx tx, UUID account, UUID session) {
    tx.handle()
        .createUpdate("DELETE FROM session WHERE account_id = :account AND id <> :session")
        .bind("account", Columns.bytes(account))
        .bind("session", Columns.bytes(session))
        .execute();
  }

  /**
   * Stores a device that an account has logged in with.
   *
   * @param hash the SHA-256 hash of the device's token
   * @param account the account's id
   * @param now the time, in milliseconds since 1970 UTC
   */
  public void insertDevice(Tx tx, byte[] hash, UUID account, long now) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO device (hash, account_id, created_at)
            VALUES (:hash, :account, :now) ON CONFLICT DO NOTHING
            """)
        .bind("hash", hash)
        .bind("account", Columns.bytes(account))
        .bind("now", now)
        .execute();
  }

  /**
   * {@return the id of the account that has logged in with this device, if there is one}
   *
   * @param hash the SHA-256 hash of a device's token
   */
  public Optional<UUID> findDeviceOwner(Tx tx, byte[] hash) {
    return tx.handle()
        .createQuery("SELECT account_id FROM device WHERE hash = :hash")
        .bind("hash", hash)
        .map((row, context) -> Columns.uuid(row, "account_id"))
        .findOne();
  }

  private static StoredSession session(ResultSet row) throws SQLException {
    return new StoredSession(
        Columns.uuid(row, "id"),
        row.getBytes("hash"),
        Columns.uuid(row, "account_id"),
        row.getString("email"),
        row.getString("browser"),
        row.getString("address"),
        row.getLong("created_at"),
        row.getLong("last_seen_at"),
        row.getLong("authenticated_at"));
  }
}
