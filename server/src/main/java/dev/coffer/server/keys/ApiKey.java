package dev.coffer.server.keys;

import dev.coffer.server.access.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is known of an API key after it was made. The key itself is not known any more.
 *
 * @param id the key's id
 * @param name what people call it
 * @param prefix its first characters
 * @param permissions what it may do
 * @param createdBy who made it: a member's address, or "operator"
 * @param created when it was made
 * @param expiry when it ends; empty if it does not
 */
public record ApiKey(
    UUID id,
    String name,
    String prefix,
    Set<Permission> permissions,
    String createdBy,
    Instant created,
    Optional<Instant> expiry) {}
