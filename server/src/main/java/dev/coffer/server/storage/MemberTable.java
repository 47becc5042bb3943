package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who belongs to which site, as what. Threads may share it. */
public final class MemberTable {
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

  /**
   * Returns the sites that a person belongs to, by name.
   *
   * @param account the account's id
   */
  public List<Membership> memberships(Tx tx, UUID account) {
    return tx.handle()
        .createQuery(
            """
            SELECT site.id, site.name, site.record_keys, site.name_keys, site.created_at,
                   site.members_area_set_up_at, member.role AS member_role
            FROM member JOIN site ON site.id = member.site_id
            WHERE member.account_id = :account ORDER BY site.name
            """)
        .bind("account", Columns.bytes(account))
        .map((row, context) -> new Membership(SiteTable.site(row), row.getString("member_role")))
        .list();
  }

  /**
   * {@return the site's members, by address}
   *
   * @param site the site's id
   */
  public List<StoredMember> list(Tx tx, UUID site) {
    return tx.handle()
        .createQuery(
            """
            SELECT account.id, account.email, member.role, member.created_at
            FROM member JOIN account ON account.id = member.account_id
            WHERE member.site_id = :site ORDER BY account.email
            """)
        .bind("site", Columns.bytes(site))
        .map((row, context) -> member(row))
        .list();
  }

  /**
   * {@return the member of the site that the account is, if it is one}
   *
   * @param site the site's id
   * @param account the account's id
   */
  public Optional<StoredMember> find(Tx tx, UUID site, UUID account) {
    return tx.handle()
        .createQuery(
            """
            SELECT account.id, account.email, member.role, member.created_at
            FROM member JOIN account ON account.id = member.account_id
            WHERE member.site_id = :site AND member.account_id = :account
            """)
        .bind("site", Columns.bytes(site))
        .bind("account", Columns.bytes(account))
        .map((row, context) -> member(row))
        .findOne();
  }

  /**
   * Tells what a person with a session is on a site, and keeps others from changing that, and from
   * ending the session, before the transaction ends.
   *
   * @param site the site's id
   * @param session the id of the person's session
   * @return the name of the role; empty if the session has ended or its person is no member
   */
  public Optional<String> role(Tx tx, UUID site, UUID session) {
    return tx.handle()
        .createQuery(
            """
            SELECT member.role
            FROM session JOIN member ON member.account_id = session.account_id
            WHERE session.id = :session AND member.site_id = :site
            """
                + tx.sharedLock())
        .bind("session", Columns.bytes(session))
        .bind("site", Columns.bytes(site))
        .mapTo(String.class)
        .findOne();
  }

  /**
   * Tells what a person with a session is on all sites, as {@link #role} does on one.
   *
   * @param session the id of the person's session
   * @return the names of the roles that the person has on any site
   */
  public List<String> roles(Tx tx, UUID session) {
    return tx.handle()
        .createQuery(
            """
            SELECT member.role
            FROM session JOIN member ON member.account_id = session.account_id
            WHERE session.id = :session
            """
                + tx.sharedLock())
        .bind("session", Columns.bytes(session))
        .mapTo(String.class)
        .list();
  }

  /**
   * {@return the accounts that have this role on the site}
   *
   * @param site the site's id
   * @param role a role's name
   */
  public List<UUID> withRole(Tx tx, UUID site, String role) {
    return tx.handle()
        .createQuery("SELECT account_id FROM member WHERE site_id = :site AND role = :role")
        .bind("site", Columns.bytes(site))
        .bind("role", role)
        .map((row, context) -> Columns.uuid(row, "account_id"))
        .list();
  }

  /**
   * {@return how many members the site has}
   *
   * @param site the site's id
   */
  public long count(Tx tx, UUID site) {
    return RowCount.ofSite(tx, "member", site);
  }

  /**
   * Makes an account a member of a site.
   *
   * @param site the site's id
   * @param account the account's id
   * @param role the member's role
   * @param now the time, in milliseconds since 1970 UTC
   * @throws UniqueViolation if it is a member already
   * @throws ForeignKeyViolation if there is no such site or account
   */
  public void insert(Tx tx, UUID site, UUID account, String role, long now) {
    tx.handle()
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

  /**
   * Gives a member another role.
   *
   * @param site the site's id
   * @param account the member's account
   * @param role the new role
   * @return whether the site has such a member
   */
  public boolean changeRole(Tx tx, UUID site, UUID account, String role) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE member SET role = :role WHERE site_id = :site AND account_id = :account
                """)
            .bind("role", role)
            .bind("site", Columns.bytes(site))
            .bind("account", Columns.bytes(account))
            .execute()
        == 1;
  }

  /**
   * Removes a member.
   *
   * @param site the site's id
   * @param account the member's account
   * @return whether the site had such a member
   */
  public boolean delete(Tx tx, UUID site, UUID account) {
    return tx.handle()
            .createUpdate("DELETE FROM member WHERE site_id = :site AND account_id = :account")
            .bind("site", Columns.bytes(site))
            .bind("account", Columns.bytes(account))
            .execute()
        == 1;
  }

  private static StoredMember member(ResultSet row) throws SQLException {
    return new StoredMember(
        Columns.uuid(row, "id"),
        row.getString("email"),
        row.getString("role"),
        row.getLong("created_at"));
  }
}
