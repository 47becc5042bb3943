package dev.coffer.server.secrets;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A part of the list of a site's secrets, as it was in one moment.
 *
 * @param secrets those that can be read, oldest first
 * @param corrupted the ids of those whose stored record was altered and does not open
 * @param next where the next part begins; empty if this is the last
 */
public record SecretPage(
    List<SecretInfo> secrets, List<UUID> corrupted, Optional<SecretPlace> next) {
  /** {@return how many records it is made of, those that do not open included} */
  public int records() {
    return secrets.size() + corrupted.size();
  }
}
