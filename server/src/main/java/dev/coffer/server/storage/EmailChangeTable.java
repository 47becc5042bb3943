package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The emails that people want to have, at most one for each account, with the hashes of the links
 * by which they prove it. Threads may share it.
 */
public final class EmailChangeTable {
  private static final String SELECT =
      """
      SELECT email_change.account_id, account.email AS email_before, email_change.email,
             email_change.expires_at, email_change.site_id, email_change.made_by
      FROM email_change JOIN account ON account.id = email_change.account_id
      """;

  /**
   * A row of the table, and the address that the account has until then.
   *
   * @param account the account's id
   * @param before the address that it has
   * @param email the address that its person wants
   * @param expiresAt when this ends, in milliseconds since 1970 UTC
   * @param link who has made a link for it; empty if nobody has
   */
  public record StoredEmailChange(
      UUID account, String before, String email, long expiresAt, Optional<LinkMaker> link) {}

  /**
   * Who has made a link.
   *
   * @param site the id of the site on which they could
   * @param account the id of their account
   */
  public record LinkMaker(UUID site, UUID account) {}

  /**
   * Notes which address an account's person wants. What they wanted before, and a link that was
   * made for it, are void.
   *
   * @param account the account's id
   * @param email the address
   * @param expiresAt when this ends, in milliseconds since 1970 UTC
   * @throws ForeignKeyViolation if there is no such account
   */
  public void put(Tx tx, UUID account, String email, long expiresAt) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO email_change (account_id, email, expires_at)
            VALUES (:account, :email, :expiresAt)
            ON CONFLICT (account_id) DO UPDATE
            SET email = excluded.email, expires_at = excluded.expires_at,
                hash = NULL, site_id = NULL, made_by = NULL
            """)
        .bind("account", Columns.bytes(account))
        .bind("email", email)
        .bind("expiresAt", expiresAt)
        .execute();
  }

  /**
   * {@return what the account's person wants, if it has not expired}
   *
   * @param account the account's id
   * @param now the time, in milliseconds since 1970 UTC
   */
  public Optional<StoredEmailChange> find(Tx tx, UUID account, long now) {
    return tx.handle()
        .createQuery(SELECT + "WHERE account_id = :account AND expires_at > :now")
        .bind("account", Columns.bytes(account))
        .bind("now", now)
        .map((row, context) -> change(row))
        .findOne();
  }

  /**
   * {@return what a link is for, if that has not expired}
   *
   * @param hash the SHA-256 hash of the link's token
   * @param now the time, in milliseconds since 1970 UTC
   */
  public Optional<StoredEmailChange> find(Tx tx, byte[] hash, long now) {
    return tx.handle()
        .createQuery(SELECT + "WHERE hash = :hash AND expires_at > :now")
        .bind("hash", hash)
        .bind("now", now)
        .map((row, context) -> change(row))
        .findOne();
  }

  /**
   * {@return what members of the site want and has not expired, by the address that they have}
   *
   * @param site the site's id
   * @param now the time, in milliseconds since 1970 UTC
   */
  public List<StoredEmailChange> list(Tx tx, UUID site, long now) {
    return tx.handle()
        .createQuery(
            SELECT
                + """
                JOIN member ON member.account_id = email_change.account_id
                WHERE member.site_id = :site AND expires_at > :now ORDER BY account.email
                """)
        .bind("site", Columns.bytes(site))
        .bind("now", now)
        .map((row, context) -> change(row))
        .list();
  }

  /**
   * Notes a link, in whose place an earlier one is void.
   *
   * @param account the id of the account that it is for
   * @param hash the SHA-256 hash of its token
   * @param maker who makes it
   * @param now the time, in milliseconds since 1970 UTC
   * @return whether the account's person wants another address, and that has not expired
   */
  public boolean link(Tx tx, UUID account, byte[] hash, LinkMaker maker, long now) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE email_change SET hash = :hash, site_id = :site, made_by = :maker
                WHERE account_id = :account AND expires_at > :now
                """)
            .bind("hash", hash)
            .bind("site", Columns.bytes(maker.site()))
            .bind("maker", Columns.bytes(maker.account()))
            .bind("account", Columns.bytes(account))
            .bind("now", now)
            .execute()
        == 1;
  }

  /**
   * Uses a link up.
   *
   * @param hash the SHA-256 hash of its token
   * @return whether there was such a link; false also if another transaction was first
   */
  public boolean delete(Tx tx, byte[] hash) {
    return tx.handle()
            .createUpdate("DELETE FROM email_change WHERE hash = :hash")
            .bind("hash", hash)
            .execute()
        == 1;
  }

  /**
   * Forgets what an account's person wants, and a link for it.
   *
   * @param account the account's id
   */
  public void delete(Tx tx, UUID account) {
    tx.handle()
        .createUpdate("DELETE FROM email_change WHERE account_id = :account")
        .bind("account", Columns.bytes(account))
        .execute();
  }

  /**
   * Forgets what has expired.
   *
   * @param now the time, in milliseconds since 1970 UTC
   */
  public void deleteExpired(Tx tx, long now) {
    tx.handle()
        .createUpdate("DELETE FROM email_change WHERE expires_at <= :now")
        .bind("now", now)
        .execute();
  }

  private static StoredEmailChange change(ResultSet row) throws SQLException {
    boolean linked = row.getBytes("site_id") != null;
    return new StoredEmailChange(
        Columns.uuid(row, "account_id"),
        row.getString("email_before"),
        row.getString("email"),
        row.getLong("expires_at"),
        linked
            ? Optional.of(new LinkMaker(Columns.uuid(row, "site_id"), Columns.uuid(row, "made_by")))
            : Optional.empty());
  }
}
