package dev.coffer.client;

import java.time.Instant;

/**
 * A site of a server.
 *
 * @param id never changes
 * @param name unique on its server
 * @param created when it was created
 * @param membersAreaSetUp whether it has had its first owner
 */
public record SiteInfo(String id, String name, Instant created, boolean membersAreaSetUp) {}
