package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The accounts that people log in to. Threads may share it. */
public final class AccountTable {
  /**
   * A row of the account table.
   *
   * @param id the account's id
   * @param email the address that its owner logs in with, in lower case; in Unicode's composed form
   *     (NFC) unless it is older than that rule
   * @param passwordHash the password's hash with its parameters and salt
   * @param createdAt when it was made, in milliseconds since 1970 UTC
   */
  public record StoredAccount(UUID id, String email, String passwordHash, long createdAt) {
    /**
     * {@return the account with another hash}
     *
     * @param hash the hash
     */
    public StoredAccount withPasswordHash(String hash) {
      return new StoredAccount(id, email, hash, createdAt);
    }

    /** Does not show the hash. */
    @Override
    public String toString() {
      return "account " + id;
    }
  }

  /**
   * {@return the account of that address, if there is one}
   *
   * @param email an address in lower case
   */
  public Optional<StoredAccount> find(Tx tx, String email) {
    return tx.handle()
        .createQuery(
            "SELECT id, email, password_hash, created_at FROM account WHERE email = :email")
        .bind("email", email)
        .map((row, context) -> account(row))
        .findOne();
  }

  /**
   * {@return the account, if there is one}
   *
   * @param id the account's id
   */
  public Optional<StoredAccount> find(Tx tx, UUID id) {
    return tx.handle()
        .createQuery("SELECT id, email, password_hash, created_at FROM account WHERE id = :id")
        .bind("id", Columns.bytes(id))
        .map((row, context) -> account(row))
        .findOne();
  }

  /**
   * Tells whether a password that was verified is still the account's, and keeps others from
   * changing it before the transaction ends.
   *
   * @param id the account's id
   * @param passwordHash the hash that the password was verified by
   */
  public boolean hasPasswordHash(Tx tx, UUID id, String passwordHash) {
    return tx.handle()
        .createQuery("SELECT password_hash FROM account WHERE id = :id" + tx.sharedLock())
        .bind("id", Columns.bytes(id))
        .mapTo(String.class)
        .findOne()
        .filter(passwordHash::equals)
        .isPresent();
  }

  /**
   * Stores a new account.
   *
   * @throws UniqueViolation if another account has this address
   */
  public void insert(Tx tx, StoredAccount account) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO account (id, email, password_hash, created_at)
            VALUES (:id, :email, :passwordHash, :createdAt)
            """)
        .bind("id", Columns.bytes(account.id()))
        .bind("email", account.email())
        .bind("passwordHash", account.passwordHash())
        .bind("createdAt", account.createdAt())
        .execute();
  }

  /**
   * Changes a password that nobody else has changed meanwhile.
   *
   * @param account the account's id
   * @param before the hash of the password until now
   * @param after the hash of the new one
   * @return whether the password was still the one of {@code before}, and is now the new one
   */
  public boolean changePassword(Tx tx, UUID account, String before, String after) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE account SET password_hash = :after
                WHERE id = :id AND password_hash = :before
                """)
            .bind("after", after)
            .bind("before", before)
            .bind("id", Columns.bytes(account))
            .execute()
        == 1;
  }

  /**
   * Tells whether a password that was verified is still the account's, and keeps others both from
   * changing it and from {@linkplain #hasPasswordHash relying on it} before the transaction ends.
   *
   * @param account the account's id
   * @param passwordHash the hash that the password was verified by
   */
  public boolean lock(Tx tx, UUID account, String passwordHash) {
    return changePassword(tx, account, passwordHash, passwordHash);
  }

  /**
   * Gives an account another address.
   *
   * @param account the account's id
   * @param email the address
   * @throws UniqueViolation if another account has this address
   */
  public void changeEmail(Tx tx, UUID account, String email) {
    tx.handle()
        .createUpdate("UPDATE account SET email = :email WHERE id = :id")
        .bind("email", email)
        .bind("id", Columns.bytes(account))
        .execute();
  }

  /**
   * Deletes an account, and with it its memberships, sessions and devices.
   *
   * @param account the account's id
   */
  public void delete(Tx tx, UUID account) {
    tx.handle()
        .createUpdate("DELETE FROM account WHERE id = :id")
        .bind("id", Columns.bytes(account))
        .execute();
  }

  /** {@return the accounts whose addresses have characters that are not ASCII, oldest first} */
  public List<StoredAccount> beyondAscii(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT id, email, password_hash, created_at FROM account
            WHERE octet_length(email) <> length(email) ORDER BY created_at, id
            """)
        .map((row, context) -> account(row))
        .list();
  }

  private static StoredAccount account(ResultSet row) throws SQLException {
    return new StoredAccount(
        Columns.uuid(row, "id"),
        row.getString("email"),
        row.getString("password_hash"),
        row.getLong("created_at"));
  }
}
