package dev.coffer.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Invitations to sites, as hashes of the links that were handed over. Threads may share it. */
public final class InvitationTable {
  private static final String SELECT =
      """
      SELECT id, site_id, hash, role, sets_up, note, created_by,
             created_by_kind, created_by_id, created_at, expires_at
      FROM invitation
      """;

  /**
   * A row of the invitation table.
   *
   * @param id the invitation's id
   * @param site the id of the site that it leads to
   * @param hash the SHA-256 hash of the link's token
   * @param role the name of the role that it gives
   * @param setsUp whether it makes the first owner of a site, and is void once there is one
   * @param note for whom it is
   * @param createdBy who made it
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
      StoredPrincipal createdBy,
      long createdAt,
      long expiresAt) {}

  /**
   * {@return how many invitations the site has}
   *
   * @param site the site's id
   */
  public long count(Tx tx, UUID site) {
    return RowCount.ofSite(tx, "invitation", site);
  }

  /**
   * Stores a new invitation.
   *
   * @param invitation the row
   * @throws ForeignKeyViolation if there is no such site
   */
  public void insert(Tx tx, StoredInvitation invitation) {
    invitation
        .createdBy()
        .bindTo(
            tx.handle()
                .createUpdate(
                    """
                    INSERT INTO invitation
                      (id, site_id, hash, role, sets_up, note, created_by, created_by_kind,
                       created_by_id, created_at, expires_at)
                    VALUES
                      (:id, :site, :hash, :role, :setsUp, :note, :createdBy, :createdByKind,
                       :createdById, :createdAt, :expiresAt)
                    """))
        .bind("id", Columns.bytes(invitation.id()))
        .bind("site", Columns.bytes(invitation.site()))
        .bind("hash", invitation.hash())
        .bind("role", invitation.role())
        .bind("setsUp", invitation.setsUp() ? 1 : 0)
        .bind("note", invitation.note())
        .bind("createdAt", invitation.createdAt())
        .bind("expiresAt", invitation.expiresAt())
        .execute();
  }

  /**
   * Forgets the invitations to any site that have expired.
   *
   * @param now the time, in milliseconds since 1970 UTC
   */
  public void deleteExpired(Tx tx, long now) {
    tx.handle()
        .createUpdate("DELETE FROM invitation WHERE expires_at <= :now")
        .bind("now", now)
        .execute();
  }

  /**
   * {@return the invitation, if there is one that can still be accepted}
   *
   * @param hash the SHA-256 hash of a link's token
   * @param now the time, in milliseconds since 1970 UTC
   */
  public Optional<StoredInvitation> find(Tx tx, byte[] hash, long now) {
    return tx.handle()
        .createQuery(SELECT + "WHERE hash = :hash AND expires_at > :now")
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
  public List<StoredInvitation> list(Tx tx, UUID site, long now) {
    return tx.handle()
        .createQuery(SELECT + "WHERE site_id = :site AND expires_at > :now ORDER BY created_at, id")
        .bind("site", Columns.bytes(site))
        .bind("now", now)
        .map((row, context) -> invitation(row))
        .list();
  }

  /**
   * Makes void all invitations to a site that make its first owner.
   *
   * @param site the site's id
   */
  public void deleteSetUpLinks(Tx tx, UUID site) {
    tx.handle()
        .createUpdate("DELETE FROM invitation WHERE site_id = :site AND sets_up = 1")
        .bind("site", Columns.bytes(site))
        .execute();
  }

  /**
   * Makes void what a member has handed out to a site.
   *
   * @param site the site's id
   * @param account the member's account
   */
  public void deleteMadeBy(Tx tx, UUID site, UUID account) {
    tx.handle()
        .createUpdate(
            """
            DELETE FROM invitation
            WHERE site_id = :site
              AND (created_by_id = :account
                OR (created_by_kind IS NULL
                  AND created_by = (SELECT email FROM account WHERE id = :account)))
            """)
        .bind("site", Columns.bytes(site))
        .bind("account", Columns.bytes(account))
        .execute();
  }

  /**
   * Notes by its id who has made the invitations of an account that tell it by its address alone,
   * before the account gets another address.
   *
   * @param account the account's id
   */
  public void adoptMadeBy(Tx tx, UUID account) {
    tx.handle()
        .createUpdate(
            """
            UPDATE invitation SET created_by_kind = 'person', created_by_id = :account
            WHERE created_by_kind IS NULL
              AND created_by = (SELECT email FROM account WHERE id = :account)
            """)
        .bind("account", Columns.bytes(account))
        .execute();
  }

  /**
   * Makes an invitation void.
   *
   * @param site the site's id
   * @param id the invitation's id
   * @return whether there was such an invitation; false also if another transaction was first
   */
  public boolean delete(Tx tx, UUID site, UUID id) {
    return tx.handle()
            .createUpdate("DELETE FROM invitation WHERE id = :id AND site_id = :site")
            .bind("id", Columns.bytes(id))
            .bind("site", Columns.bytes(site))
            .execute()
        == 1;
  }

  private static StoredInvitation invitation(ResultSet row) throws SQLException {
    return new StoredInvitation(
        Columns.uuid(row, "id"),
        Columns.uuid(row, "site_id"),
        row.getBytes("hash"),
        row.getString("role"),
        row.getInt("sets_up") == 1,
        row.getString("note"),
        StoredPrincipal.of(row),
        row.getLong("created_at"),
        row.getLong("expires_at"));
  }
}
