package dev.coffer.server.storage;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * A row of the API key table. The key itself is not stored, only its hash.
 *
 * @param id the key's id
 * @param site the id of the site that it is bound to
 * @param name what people call it
 * @param prefix the beginning of the key, by which people recognise it
 * @param hash the SHA-256 hash of the key
 * @param permissions the names of its permissions, separated by spaces
 * @param forVelo whether it is a velo key, which may check log-ins too, and extend itself
 * @param createdBy who made it
 * @param createdAt when it was made, in milliseconds since 1970 UTC
 * @param expiresAt when it ends, in milliseconds since 1970 UTC; empty if it does not
 */
public record StoredApiKey(
    UUID id,
    UUID site,
    String name,
    String prefix,
    byte[] hash,
    String permissions,
    boolean forVelo,
    StoredPrincipal createdBy,
    long createdAt,
    OptionalLong expiresAt) {}
