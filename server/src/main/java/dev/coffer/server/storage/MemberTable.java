package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

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
   * {@return the account of that address, if there is one}
   *
   * @param email an address in lower case
   */
  public Optional<StoredAccount> findAccount(String email) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM account WHERE email = :email")
            .bind("email", email)
            .map((row, context) -> account(row))
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
      insertAccount(handle, owner);
      insert(handle, site, owner.id(), role, now);
      InvitationTable.deleteSetUpLinks(handle, site);
      return SetUp.DONE;
    });
  }

  /**
   * A person's membership in a site.
   *
   * @param account the account's id
   * @param email the account's address
   * @param role the role's name
   * @param since when it began, in milliseconds since 1970 UTC
   */
  public record StoredMember(UUID account, String email, String role, long since) {}

  /**
   * A site that a person belongs to.
   *
   * @param site the site
   * @param role the person's role in it
   */
  public record Membership(StoredSite site, String role) {}

  /** What came of a change to a member. */
  public enum Change {
    /** It is done. */
    DONE,
    /** It would leave the site without an owner, so nothing was changed. */
    LAST_OWNER,
    /** The site has no such member. */
    NO_MEMBER
  }

  /**
   * {@return the account, if there is one}
   *
   * @param id the account's id
   */
  public Optional<StoredAccount> findAccount(UUID id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM account WHERE id = :id")
            .bind("id", Columns.bytes(id))
            .map((row, context) -> account(row))
            .findOne());
  }

  /**
   * Stores another password's hash.
   *
   * @param account the account's id
   * @param passwordHash the new password's hash
   */
  public void changePassword(UUID account, String passwordHash) {
    database.write(handle ->
        handle
            .createUpdate("UPDATE account SET password_hash = :hash WHERE id = :id")
            .bind("hash", passwordHash)
            .bind("id", Columns.bytes(account))
            .execute());
  }

  /**
   * {@return the sites that the person belongs to, by name}
   *
   * @param account the account's id
   */
  public List<Membership> memberships(UUID account) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT site.*, member.role AS member_role
                FROM member JOIN site ON site.id = member.site_id
                WHERE member.account_id = :account ORDER BY site.name
                """)
            .bind("account", Columns.bytes(account))
            .map(
                (row, context) -> new Membership(SiteTable.site(row), row.getString("member_role")))
            .list());
  }

  /**
   * {@return the site's members, by address}
   *
   * @param site the site's id
   */
  public List<StoredMember> list(UUID site) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT account.id, account.email, member.role, member.created_at
                FROM member JOIN account ON account.id = member.account_id
                WHERE member.site_id = :site ORDER BY account.email
                """)
            .bind("site", Columns.bytes(site))
            .map((row, context) -> member(row))
            .list());
  }

  /**
   * {@return the member of the site that the account is, if it is one}
   *
   * @param site the site's id
   * @param account the account's id
   */
  public Optional<StoredMember> find(UUID site, UUID account) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT account.id, account.email, member.role, member.created_at
                FROM member JOIN account ON account.id = member.account_id
                WHERE member.site_id = :site AND member.account_id = :account
                """)
            .bind("site", Columns.bytes(site))
            .bind("account", Columns.bytes(account))
            .map((row, context) -> member(row))
            .findOne());
  }

  private static StoredMember member(ResultSet row) throws SQLException {
    return new StoredMember(
        Columns.uuid(row, "id"),
        row.getString("email"),
        row.getString("role"),
        row.getLong("created_at"));
  }

  /**
   * Stores a new site together with its owner, so that there is never one without the other.
   *
   * @param site the row
   * @param account the account's id
   * @param role the owner's role
   * @throws UniqueViolation if a site has this name
   * @throws ForeignKeyViolation if there is no such account
   */
  public void insertOwnedSite(StoredSite site, UUID account, String role) {
    database.write(handle -> {
      SiteTable.insert(handle, site);
      return insert(handle, site.id(), account, role, site.createdAt());
    });
  }

  static int insert(Handle handle, UUID site, UUID account, String role, long now) {
    return handle
        .createUpdate(
            """
            INSERT INTO member (site_id, account_id, role, created_at)
            VALUES (:site, :account, :role, :now)
            """)
        .bind("site", Columns.bytes(site))
        .bind("account", Columns.bytes(account))
        .bind("role", role)
        .bind("now", now)
        .execute();
  }

  static void insertAccount(Handle handle, StoredAccount account) {
    handle
        .createUpdate(
            """
            INSERT INTO account (id, email, password_hash, created_at)
            VALUES (:id, :email, :passwordHash, :createdAt) ON CONFLICT (id) DO NOTHING
            """)
        .bind("id", Columns.bytes(account.id()))
        .bind("email", account.email())
        .bind("passwordHash", account.passwordHash())
        .bind("createdAt", account.createdAt())
        .execute();
  }

  /**
   * Gives a member another role, and makes void the invitations that the member has made.
   *
   * @param site the site's id
   * @param account the member's account
   * @param role the new role
   * @param ownerRole the role that a site must always have a member of
   * @return what came of it
   */
  public Change changeRole(UUID site, UUID account, String role, String ownerRole) {
    return database.write(handle -> {
      Optional<Change> refusal =
          role.equals(ownerRole)
              ? Optional.empty()
              : refusalToLoseOwner(handle, site, account, ownerRole);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      InvitationTable.deleteMadeBy(handle, site, account);
      return changed(
          handle
              .createUpdate(
                  """
                  UPDATE member SET role = :role
                  WHERE site_id = :site AND account_id = :account
                  """)
              .bind("role", role)
              .bind("site", Columns.bytes(site))
              .bind("account", Columns.bytes(account))
              .execute());
    });
  }

  /**
   * Removes a member, and makes void the invitations that the member has made.
   *
   * @param site the site's id
   * @param account the member's account
   * @param ownerRole the role that a site must always have a member of
   * @return what came of it
   */
  public Change remove(UUID site, UUID account, String ownerRole) {
    return database.write(handle -> {
      Optional<Change> refusal = refusalToLoseOwner(handle, site, account, ownerRole);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      InvitationTable.deleteMadeBy(handle, site, account);
      return changed(
          handle
              .createUpdate("DELETE FROM member WHERE site_id = :site AND account_id = :account")
              .bind("site", Columns.bytes(site))
              .bind("account", Columns.bytes(account))
              .execute());
    });
  }

  private static Change changed(int rows) {
    return rows == 1 ? Change.DONE : Change.NO_MEMBER;
  }

  /**
   * Two owners who remove each other at the same time must not both succeed, so changes to a site's
   * members take turns: touching the site's row locks it until the transaction ends.
   */
  private static Optional<Change> refusalToLoseOwner(
      Handle handle, UUID site, UUID account, String ownerRole) {
    handle
        .createUpdate("UPDATE site SET name = name WHERE id = :site")
        .bind("site", Columns.bytes(site))
        .execute();
    List<UUID> owners =
        handle
            .createQuery("SELECT account_id FROM member WHERE site_id = :site AND role = :owner")
            .bind("site", Columns.bytes(site))
            .bind("owner", ownerRole)
            .map((row, context) -> Columns.uuid(row, "account_id"))
            .list();
    return owners.equals(List.of(account)) ? Optional.of(Change.LAST_OWNER) : Optional.empty();
  }

  private static StoredAccount account(ResultSet row) throws SQLException {
    return new StoredAccount(
        Columns.uuid(row, "id"),
        row.getString("email"),
        row.getString("password_hash"),
        row.getLong("created_at"));
  }
}
