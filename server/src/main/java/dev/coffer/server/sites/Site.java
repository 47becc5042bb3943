package dev.coffer.server.sites;

import dev.coffer.server.storage.StoredSite;
import java.time.Instant;
import java.util.UUID;

/**
 * A closed space: its secrets, its keys, its Members Area.
 *
 * @param id the site's id
 * @param name its name, unique on this server
 * @param created when it was made
 * @param membersAreaSetUp whether it has had its first owner
 */
public record Site(UUID id, String name, Instant created, boolean membersAreaSetUp) {
  /** The name that the first start gives the site that it makes. */
  static final String FIRST_NAME = "default";

  /**
   * {@return the site}
   *
   * @param stored a row of the site table
   */
  public static Site of(StoredSite stored) {
    return new Site(
        stored.id(),
        stored.name(),
        Instant.ofEpochMilli(stored.createdAt()),
        stored.membersAreaSetUpAt().isPresent());
  }
}
