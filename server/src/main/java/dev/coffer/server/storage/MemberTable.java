package dev.coffer.server.storage;

import java.util.Optional;
import java.util.UUID;

/** The people: accounts, and their memberships in sites. Threads may share it. */
public final class MemberTable {

  private final Database database;

  /**
   * A row of the account table.
   *
   * @param id the account's id
   * @param email the address that its owner logs in with, in lower case
   * @param passwordHash the password's hash with its parameters and salt
   * @param createdAt when it was made, in milliseconds since 1970 UTC
   */
  public record StoredAccount(UUID id, String email, String passwordHash, long createdAt) {

    /** Does not show the hash. */
    @Override
    public String toString() {
      return "account " + id;
    }
  }

  /** What came of setting up a Members Area. */
  public enum SetUp {
    /** The Members Area is set up, with its first owner. */
    DONE,
    /** It was set up before. */
    WAS_SET_UP,
    /** There is no such site. */
    NO_SITE
  }

  /**
   * @param database where the rows are
   */
  public MemberTable(Database database) {
    this.database = database;
  }

  /**
   * @param email an address in lower case
   * @return the account of that address, if there is one
   */
  public Optional<StoredAccount> findAccount(String email) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM account WHERE email = :email")
            .bind("email", email)
            .map((row, context) ->
                new StoredAccount(
                    Columns.uuid(row, "id"),
                    row.getString("email"),
                    row.getString("password_hash"),
                    row.getLong("created_at")))
            .findOne());
  }

  /**
   * Makes an account the first owner of a site, whose Members Area is thereby set up.
   *
   * @param site the site's id
   * @param owner the owner's account, which is stored if it is new
   * @param role the owner's role
   * @param now the time, in milliseconds since 1970 UTC
   * @return what came of it; nothing is changed unless it is {@link SetUp#DONE}
   * @throws UniqueViolation if another account has taken the address meanwhile
   */
  public SetUp setUp(UUID site, StoredAccount owner, String role, long now) {
    return database.write(handle -> {
      int marked =
          handle
              .createUpdate(
                  """
                  UPDATE site SET members_area_set_up_at = :now
                  WHERE id = :site AND members_area_set_up_at IS NULL
                  """)
              .bind("now", now)
              .bind("site", Columns.bytes(site))
              .execute();
      if (marked == 0) {
        boolean exists =
            handle
                .createQuery("SELECT 1 FROM site WHERE id = :site")
                .bind("site", Columns.bytes(site))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        return exists ? SetUp.WAS_SET_UP : SetUp.NO_SITE;
      }
      handle
          .createUpdate(
              """
              INSERT INTO account (id, email, password_hash, created_at)
              VALUES (:id, :email, :passwordHash, :createdAt) ON CONFLICT (id) DO NOTHING
              """)
          .bind("id", Columns.bytes(owner.id()))
          .bind("email", owner.email())
          .bind("passwordHash", owner.passwordHash())
          .bind("createdAt", owner.createdAt())
          .execute();
      handle
          .createUpdate(
              """
              INSERT INTO member (site_id, account_id, role, created_at)
              VALUES (:site, :account, :role, :now)
              """)
          .bind("site", Columns.bytes(site))
          .bind("account", Columns.bytes(owner.id()))
          .bind("role", role)
          .bind("now", now)
          .execute();
      return SetUp.DONE;
    });
  }
}
