package dev.coffer.server.storage;

import dev.coffer.server.storage.MemberTable.StoredAccount;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Invitations to sites, as hashes of the links that were handed over. Threads may share it. */
public final class InvitationTable {
  private final Database database;

  /**
   * A row of the invitation table.
   *
   * @param id the invitation's id
   * @param site the id of the site that it leads to
   * @param hash the SHA-256 hash of the link's token
   * @param role the name of the role that it gives
   * @param setsUp whether it makes the first owner of a site, and is void once there is one
   * @param note for whom it is
   * @param createdBy the address of the account that made it, or "the server"
   * @param createdAt when it was made, in milliseconds since 1970 UTC
   * @param expiresAt when it ends, in milliseconds since 1970 UTC
   */
  public record StoredInvitation(
      UUID id,
      UUID site,
      byte[] hash,
      String role,
      boolean setsUp,
      String note,
      String createdBy,
      long createdAt,
      long expiresAt) {}

  /** What came of accepting an invitation. */
  public enum Acceptance {
    /** The account is a member of the site. */
    DONE,
    /** The account is a member of the site already; the invitation stays. */
    IS_MEMBER,
    /** The invitation is unknown, used, revoked or expired. */
    VOID
  }

  /**
   * @param database where the rows are
   */
  public InvitationTable(Database database) {
    this.database = database;
  }

  /**
   * Stores a new invitation, and forgets those to any site that have expired.
   *
   * @param invitation the row
   */
  public void insert(StoredInvitation invitation) {
    database.write(handle -> {
      handle
          .createUpdate("DELETE FROM invitation WHERE expires_at <= :now")
          .bind("now", invitation.createdAt())
          .execute();
      return handle
          .createUpdate(
              """
              INSERT INTO invitation
                (id, site_id, hash, role, sets_up, note, created_by, created_at, expires_at)
              VALUES
                (:id, :site, :hash, :role, :setsUp, :note, :createdBy, :createdAt, :expiresAt)
              """)
          .bind("id", Columns.bytes(invitation.id()))
          .bind("site", Columns.bytes(invitation.site()))
          .bind("hash", invitation.hash())
          .bind("role", invitation.role())
          .bind("setsUp", invitation.setsUp() ? 1 : 0)
          .bind("note", invitation.note())
          .bind("createdBy", invitation.createdBy())
          .bind("createdAt", invitation.createdAt())
          .bind("expiresAt", invitation.expiresAt())
          .execute();
    });
  }

  /**
   * {@return the invitation, if there is one that can still be accepted}
   *
   * @param hash the SHA-256 hash of a link's token
   * @param now the time, in milliseconds since 1970 UTC
   */
  public Optional<StoredInvitation> find(byte[] hash, long now) {
    return database.read(handle -> find(handle, hash, now));
  }

  private static Optional<StoredInvitation> find(Handle handle, byte[] hash, long now) {
    return handle
        .createQuery("SELECT * FROM invitation WHERE hash = :hash AND expires_at > :now")
        .bind("hash", hash)
        .bind("now", now)
        .map((row, context) -> invitation(row))
        .findOne();
  }

  /**
   * {@return the invitations to the site that can still be accepted, oldest first}
   *
   * @param site the site's id
   * @param now the time, in milliseconds since 1970 UTC
   */
  public List<StoredInvitation> list(UUID site, long now) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM invitation WHERE site_id = :site AND expires_at > :now
                ORDER BY created_at, id
                """)
            .bind("site", Columns.bytes(site))
            .bind("now", now)
            .map((row, context) -> invitation(row))
            .list());
  }

  /**
   * Makes an account a member by an invitation, which is thereby used up.
   *
   * @param hash the SHA-256 hash of the link's token
   * @param account the account, which is stored if it is new
   * @param now the time, in milliseconds since 1970 UTC
   * @return what came of it; nothing is changed unless it is {@link Acceptance#DONE}
   * @throws UniqueViolation if another account has taken the address meanwhile
   */
  public Acceptance accept(byte[] hash, StoredAccount account, long now) {
    return database.write(handle -> {
      Optional<StoredInvitation> invitation = find(handle, hash, now);
      if (invitation.isEmpty()) {
        return Acceptance.VOID;
      }
      UUID site = invitation.get().site();
      if (isMember(handle, site, account.id())) {
        return Acceptance.IS_MEMBER;
      }
      boolean used =
          handle
                  .createUpdate("DELETE FROM invitation WHERE hash = :hash")
                  .bind("hash", hash)
                  .execute()
              == 1;
      if (!used) {
        return Acceptance.VOID; // Somebody else was first.
      }
      if (invitation.get().setsUp()) {
        markSetUp(handle, site, now);
      }
      MemberTable.insertAccount(handle, account);
      MemberTable.insert(handle, site, account.id(), invitation.get().role(), now);
      return Acceptance.DONE;
    });
  }

  private static boolean isMember(Handle handle, UUID site, UUID account) {
    return handle
        .createQuery("SELECT 1 FROM member WHERE site_id = :site AND account_id = :account")
        .bind("site", Columns.bytes(site))
        .bind("account", Columns.bytes(account))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static void markSetUp(Handle handle, UUID site, long now) {
    handle
        .createUpdate("UPDATE site SET members_area_set_up_at = :now WHERE id = :site")
        .bind("now", now)
        .bind("site", Columns.bytes(site))
        .execute();
    deleteSetUpLinks(handle, site);
  }

  /** A site that has an owner needs no link that makes the first one. */
  static void deleteSetUpLinks(Handle handle, UUID site) {
    handle
        .createUpdate("DELETE FROM invitation WHERE site_id = :site AND sets_up = 1")
        .bind("site", Columns.bytes(site))
        .execute();
  }

  /**
   * Makes void what a person who may not invite any more has handed out to a site. An invitation
   * names its maker by the account's address. That is as good as the account's id: no two accounts
   * have the same one, and nothing changes an account's address or deletes an account. Whatever
   * comes to do so must store the id in the invitation first.
   */
  static void deleteMadeBy(Handle handle, UUID site, UUID account) {
    handle
        .createUpdate(
            """
            DELETE FROM invitation
            WHERE site_id = :site
              AND created_by = (SELECT email FROM account WHERE id = :account)
            """)
        .bind("site", Columns.bytes(site))
        .bind("account", Columns.bytes(account))
        .execute();
  }

  /**
   * {@return whether there was such an invitation, which is now void}
   *
   * @param site the site's id
   * @param id the invitation's id
   */
  public boolean delete(UUID site, UUID id) {
    return database.write(handle ->
        handle
                .createUpdate("DELETE FROM invitation WHERE id = :id AND site_id = :site")
                .bind("id", Columns.bytes(id))
                .bind("site", Columns.bytes(site))
                .execute()
            == 1);
  }

  private static StoredInvitation invitation(ResultSet row) throws SQLException {
    return new StoredInvitation(
        Columns.uuid(row, "id"),
        Columns.uuid(row, "site_id"),
        row.getBytes("hash"),
        row.getString("role"),
        row.getInt("sets_up") == 1,
        row.getString("note"),
        row.getString("created_by"),
        row.getLong("created_at"),
        row.getLong("expires_at"));
  }
}
