package dev.coffer.server.storage;

import dev.coffer.server.sealing.WrappedSiteKeys;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A row of the site table.
 *
 * @param id the site's id
 * @param name the site's name
 * @param keys the site's keys, wrapped by the master key
 * @param createdAt when it was made, in milliseconds since 1970 UTC
 * @param membersAreaSetUpAt when its Members Area was set up, in milliseconds since 1970 UTC; empty
 *     if it was not
 */
public record StoredSite(
    UUID id, String name, WrappedSiteKeys keys, long createdAt, OptionalLong membersAreaSetUpAt) {}
