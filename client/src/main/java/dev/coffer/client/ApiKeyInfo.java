package dev.coffer.client;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An API key without its secret part.
 *
 * @param id never changes
 * @param name what it is for
 * @param prefix how the key begins, by which people recognise it
 * @param permissions the wire names of what it may do; {@link dev.coffer.wire.ApiPermission} has
 *     those that this version knows
 * @param forVelo whether it is a velo key, which may check log-ins too, and extend itself
 * @param createdBy the email of a member, or {@code operator}
 * @param created when it was created
 * @param expiry when it ends; empty if it does not
 */
public record ApiKeyInfo(
    String id,
    String name,
    String prefix,
    Set<String> permissions,
    boolean forVelo,
    String createdBy,
    Instant created,
    Optional<Instant> expiry) {
  /** Takes a copy. */
  public ApiKeyInfo {
    permissions = Set.copyOf(permissions);
  }
}
