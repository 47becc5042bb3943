package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.secrets.SecretInfo;
import java.time.Instant;
import java.util.UUID;

/**
 * A secret as pages show it, without its value.
 *
 * @param id the secret's id
 * @param name its name
 * @param description its description; empty if there is none
 * @param created when it was made
 * @param updated when it was last changed
 * @param version which version of it this is
 */
public record SecretRow(
    String id, String name, String description, Instant created, Instant updated, long version) {
  static SecretRow of(SecretInfo info) {
    return new SecretRow(
        info.id().toString(),
        info.name(),
        info.description(),
        info.created(),
        info.updated(),
        info.version());
  }

  /** Returns a secret whose stored record was altered: nothing is known of it but its id. */
  static SecretRow corrupted(UUID id) {
    return new SecretRow(id.toString(), id.toString(), "", Instant.EPOCH, Instant.EPOCH, 0);
  }

  /**
   * Tells whether Wix's own client cannot ask for this name, because it sends the name unencoded in
   * a path, where {@code #} ends it.
   *
   * @return whether to warn about the name
   */
  public boolean cutShortByWixClient() {
    return name.contains("#");
  }

  /** Shows neither name nor description, which are secrets too. */
  @Override
  public String toString() {
    return "SecretRow";
  }
}
