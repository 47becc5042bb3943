package dev.coffer.server.access;

import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.ApiKeyTable.KeyAndSite;
import dev.coffer.wire.KeyFormat;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Turns what a request proves into a {@link Caller}. A valid key is let through however many
 * failures its address has: with 256 random bits a key cannot be guessed, and the limit on failures
 * is there to bound their cost, so it must not shut out good clients behind the same address.
 * Threads may share it.
 */
public final class Access {
  private static final Set<Permission> ALL = Set.copyOf(EnumSet.allOf(Permission.class));
  static final String NO_SUCH_KEY = "this API key is unknown, expired or revoked";

  private static final String BEARER = "Bearer ";

  private final OperatorKey operatorKey;
  private final ApiKeyTable apiKeys;
  private final Sites sites;
  private final InstantSource clock;
  private final FailedAttempts failedAttempts;
  private final Optional<TokenBuckets<UUID>> requestsOfKeys;
  private final Metrics metrics;

  /**
   * What a request brings to prove who sends it.
   *
   * @param authorization the Authorization header, if it was sent
   * @param siteId the wix-site-id header, if it was sent
   * @param address where the request comes from
   */
  public record Credentials(
      Optional<String> authorization, Optional<String> siteId, InetAddress address) {
    /** Does not show the key. */
    @Override
    public String toString() {
      return "Credentials[" + address + "]";
    }
  }

  /**
   * @param operatorKey the key that may do everything
   * @param apiKeys the API keys
   * @param sites the sites
   * @param quotas how many requests a key may make
   * @param clock tells the time
   * @param metrics counts failures
   */
  public Access(
      OperatorKey operatorKey,
      ApiKeyTable apiKeys,
      Sites sites,
      Quotas quotas,
      InstantSource clock,
      Metrics metrics) {
    this.operatorKey = operatorKey;
    this.apiKeys = apiKeys;
    this.sites = sites;
    this.clock = clock;
    this.failedAttempts =
        new FailedAttempts("too many requests without a valid key came from this address", clock);
    this.requestsOfKeys = requestsOfKeys(quotas.requestsPerSecond(), clock);
    this.metrics = metrics;
  }

  private static Optional<TokenBuckets<UUID>> requestsOfKeys(int perSecond, InstantSource clock) {
    return perSecond == 0
        ? Optional.empty()
        : Optional.of(
            new TokenBuckets<>(
                2 * perSecond,
                Duration.ofSeconds(1).dividedBy(perSecond),
                "this API key may make " + perSecond + " requests a second",
                clock));
  }

  /**
   * Finds out who calls on which site.
   *
   * @param credentials what the request brings
   * @return the caller
   * @throws Unauthenticated without a valid key
   * @throws PermissionDenied if an API key is used for a site that is not its own
   * @throws NotFound if the operator names a site that is not there, or none where there is neither
   *     a default one nor only one
   * @throws ResourceExhausted if the key has made too many requests, or the address too many
   *     without a valid one
   */
  public Caller caller(Credentials credentials) {
    String key = presentedKey(credentials);
    if (KeyFormat.isWellFormed(key, KeyFormat.API_KEY_PREFIX)) {
      return apiKeyCaller(key, credentials);
    }
    requireOperator(key, credentials);
    return new Caller(new Principal.Operator(), chosenSite(credentials), ALL);
  }

  /**
   * Lets only the operator pass.
   *
   * @param credentials what the request brings
   * @throws Unauthenticated without a valid key
   * @throws PermissionDenied with the key of anybody else
   */
  public void requireOperator(Credentials credentials) {
    String key = presentedKey(credentials);
    if (KeyFormat.isWellFormed(key, KeyFormat.API_KEY_PREFIX)) {
      apiKeyCaller(key, credentials);
      throw new PermissionDenied("only the operator key may do this");
    }
    requireOperator(key, credentials);
  }

  /**
   * Lets the operator pass, and whoever holds a velo key.
   *
   * @param credentials what the request brings
   * @return the holder of the velo key, on the key's site; empty for the operator
   * @throws Unauthenticated without a valid key
   * @throws PermissionDenied with an API key that is no velo key
   */
  public Optional<Caller> requireOperatorOrVeloKey(Credentials credentials) {
    String key = presentedKey(credentials);
    if (KeyFormat.isWellFormed(key, KeyFormat.API_KEY_PREFIX)) {
      return Optional.of(veloKeyCaller(key, credentials));
    }
    requireOperator(key, credentials);
    return Optional.empty();
  }

  /**
   * Lets only the holder of a velo key pass.
   *
   * @param credentials what the request brings
   * @return the holder, on the key's site
   * @throws Unauthenticated without a valid key
   * @throws PermissionDenied with any other key
   */
  public Caller requireVeloKey(Credentials credentials) {
    return requireOperatorOrVeloKey(credentials)
        .orElseThrow(() -> new PermissionDenied("only a velo key may do this, about itself"));
  }

  private Caller veloKeyCaller(String key, Credentials credentials) {
    KeyAndSite found = apiKey(key, credentials);
    if (!found.key().forVelo()) {
      throw notForVelo();
    }
    return caller(found);
  }

  static PermissionDenied notForVelo() {
    return new PermissionDenied("this needs a velo key, and this API key is not one");
  }

  /**
   * Makes an operator, or the holder of a velo key, the caller about a site.
   *
   * @param holder what {@link #requireOperatorOrVeloKey} has returned
   * @param site the site's id
   * @throws NotFound if there is no such site, or it is not the one of the velo key
   */
  public Caller callerOnSite(Optional<Caller> holder, UUID site) {
    if (holder.isEmpty()) {
      return new Caller(new Principal.Operator(), sites.get(site), ALL);
    }
    return holder.filter(velo -> velo.site().id().equals(site)).orElseThrow(Sites::noSuchSite);
  }

  private String presentedKey(Credentials credentials) {
    String header =
        credentials
            .authorization()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> failed(credentials, "send an API key in the Authorization header"));
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : header;
  }

  private Caller apiKeyCaller(String key, Credentials credentials) {
    return caller(apiKey(key, credentials));
  }

  private KeyAndSite apiKey(String key, Credentials credentials) {
    KeyAndSite found =
        apiKeys
            .findByHash(ApiKeyFormat.hash(key))
            .filter(this::isNotExpired)
            .orElseThrow(() -> failed(credentials, NO_SUCH_KEY));
    if (credentials.siteId().isPresent()
        && !credentials.siteId().get().equalsIgnoreCase(found.site().id().toString())) {
      throw new PermissionDenied("this API key belongs to another site than wix-site-id names");
    }
    requestsOfKeys.ifPresent(requests -> requests.take(found.key().id()));
    return found;
  }

  private static Caller caller(KeyAndSite found) {
    return new Caller(
        new Principal.ApiKeyHolder(found.key().id()),
        Site.of(found.site()),
        Permission.parse(found.key().permissions()));
  }

  private boolean isNotExpired(KeyAndSite found) {
    return found.key().expiresAt().isEmpty()
        || clock.millis() < found.key().expiresAt().getAsLong();
  }

  private void requireOperator(String key, Credentials credentials) {
    if (!KeyFormat.isWellFormed(key, KeyFormat.OPERATOR_KEY_PREFIX)) {
      throw failed(credentials, "this is not a Coffer key, or it is mistyped");
    }
    if (!operatorKey.is(key)) {
      throw failed(credentials, "this operator key is not the one of this server");
    }
  }

  private Site chosenSite(Credentials credentials) {
    if (credentials.siteId().isEmpty()) {
      return sites.unnamed();
    }
    try {
      return sites.get(UUID.fromString(credentials.siteId().get()));
    } catch (IllegalArgumentException e) {
      throw new NotFound("the site that wix-site-id names does not exist");
    }
  }

  /** Counts the failure; if the address has none left, the refusal is to wait instead. */
  private Unauthenticated failed(Credentials credentials, String message) {
    metrics.failedAuthentication();
    failedAttempts.count(credentials.address());
    return new Unauthenticated(message);
  }
}
