package dev.coffer.server.quotas;

import dev.coffer.server.errors.ResourceExhausted;

/**
 * How much there may be. What is above a quota stays usable; only more is refused.
 *
 * @param sites how many sites
 * @param secrets how many secrets in a site
 * @param keys how many API keys in a site, expired ones included
 * @param members how many members in a site, with the invitations that can still be accepted
 * @param requestsPerSecond how many requests an API key may make a second, and twice as many at
 *     once; 0 for any number
 */
public record Quotas(int sites, int secrets, int keys, int members, int requestsPerSecond) {
  /** What a server has that was told nothing else. */
  public static final Quotas USUAL = new Quotas(10_000, 2_000_000, 1_000, 1_000, 0);

  /**
   * Requires that there is room for one more site.
   *
   * @param sites how many there are
   * @throws ResourceExhausted if there is none
   */
  public void requireRoomForSite(long sites) {
    require(sites, this.sites, "this server", "site", "sites", "max-sites");
  }

  /**
   * Requires that a site has room for one more secret.
   *
   * @param secrets how many it has
   * @throws ResourceExhausted if it has none
   */
  public void requireRoomForSecret(long secrets) {
    require(secrets, this.secrets, "this site", "secret", "secrets", "max-secrets");
  }

  /**
   * Requires that a site has room for one more API key.
   *
   * @param keys how many it has
   * @throws ResourceExhausted if it has none
   */
  public void requireRoomForKey(long keys) {
    require(keys, this.keys, "this site", "API key", "API keys", "max-keys");
  }

  /**
   * Requires that a site has room for one more member or invitation.
   *
   * @param members how many of both it has
   * @throws ResourceExhausted if it has none
   */
  public void requireRoomForMember(long members) {
    require(
        members,
        this.members,
        "this site",
        "member or open invitation",
        "members and open invitations",
        "max-members");
  }

  private static void require(
      long there, int most, String where, String one, String several, String setting) {
    if (there >= most) {
      throw new ResourceExhausted(
          "%s has %d %s".formatted(where, there, there == 1 ? one : several)
              + ", and no more are allowed; the server's setting "
              + setting
              + " allows more");
    }
  }
}
