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
 * @param permissions what it may do with the site's secrets
 * @param forVelo whether it is a velo key, which may check log-ins too, and extend itself
 * @param createdBy who made it: a member's address, or "operator"
 * @param created when it was made
 * @param expiry when it ends; empty if it does not
 */
public record ApiKey(
    UUID id,
    String name,
    String prefix,
    Set<Permission> permissions,
    boolean forVelo,
    String createdBy,
    Instant created,
    Optional<Instant> expiry) {}
