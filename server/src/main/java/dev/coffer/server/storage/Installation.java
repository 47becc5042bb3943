package dev.coffer.server.storage;

import java.util.Optional;
import java.util.UUID;

/**
 * The one row by which a database knows its master key and its default site. Threads may share it.
 */
public final class Installation {
  /**
   * What the row holds.
   *
   * @param id the id of this database
   * @param masterKeyCheckValue what recognises its master key
   */
  public record Identity(UUID id, byte[] masterKeyCheckValue) {}

  /** {@return the identity of this database; empty if it is new} */
  public Optional<Identity> find(Tx tx) {
    return tx.handle()
        .createQuery("SELECT id, master_key_proof FROM installation")
        .map((row, context) ->
            new Identity(Columns.uuid(row, "id"), row.getBytes("master_key_proof")))
        .findOne();
  }

  /**
   * Gives a new database its identity. If another process was first, nothing changes.
   *
   * @param identity the identity
   * @param now the time, in milliseconds since 1970 UTC
   */
  public void establish(Tx tx, Identity identity, long now) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO installation (singleton, id, master_key_proof, created_at)
            VALUES (1, :id, :proof, :now) ON CONFLICT DO NOTHING
            """)
        .bind("id", Columns.bytes(identity.id()))
        .bind("proof", identity.masterKeyCheckValue())
        .bind("now", now)
        .execute();
  }

  /**
   * {@return the id of the site that is meant where none is named, which may be gone; empty if
   * there never was one}
   */
  public Optional<UUID> defaultSite(Tx tx) {
    return tx.handle()
        .createQuery("SELECT default_site FROM installation WHERE default_site IS NOT NULL")
        .map((row, context) -> Columns.uuid(row, "default_site"))
        .findOne();
  }

  /**
   * Says which site is meant where none is named.
   *
   * @param id the site's id
   */
  public void makeDefault(Tx tx, UUID id) {
    tx.handle()
        .createUpdate("UPDATE installation SET default_site = :id")
        .bind("id", Columns.bytes(id))
        .execute();
  }
}
