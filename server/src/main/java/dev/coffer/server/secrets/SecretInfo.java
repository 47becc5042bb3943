package dev.coffer.server.secrets;

import java.time.Instant;
import java.util.UUID;

/**
 * All about a secret but its value.
 *
 * @param id the secret's id
 * @param name its name
 * @param description its description; empty if there is none
 * @param created when it was made
 * @param updated when it was last changed
 * @param version 1 for a new secret, one more with each change
 */
public record SecretInfo(
    UUID id, String name, String description, Instant created, Instant updated, long version) {
  /** Shows neither name nor description: they may be as private as a value. */
  @Override
  public String toString() {
    return "SecretInfo[" + id + "]";
  }
}
