package dev.coffer.client;

import java.time.Instant;

/**
 * A secret without its value.
 *
 * @param id never changes
 * @param name unique on its site
 * @param description empty if it has none
 * @param created when it was created
 * @param updated when it was last changed
 */
public record SecretMetadata(
    String id, String name, String description, Instant created, Instant updated) {}
