package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.client.CofferKey;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.RunnerKey;
import dev.coffer.wire.Limits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * How a site that runs is known to its server: by the API key that was given, or by a velo key that
 * the operator key makes for it. The operator key is forgotten as soon as that is made: afterwards
 * nothing here leads to it.
 */
final class RunnerAccess {
  private static final Duration LIFE = Duration.ofHours(24);

  private final Optional<String> siteId;
  private final Set<KeyPermission> allowed;
  private Optional<Endpoint> endpoint;

  /**
   * A site, and what keeps its key alive.
   *
   * @param key empty with an API key that is no velo key
   */
  record Opened(CofferSite site, Optional<RunnerKey> key) implements AutoCloseable {
    @Override
    public void close() {
      key.ifPresent(RunnerKey::close);
    }
  }

  private RunnerAccess(Endpoint endpoint, Optional<String> siteId, Set<KeyPermission> allowed) {
    this.endpoint = Optional.of(endpoint);
    this.siteId = siteId;
    this.allowed = allowed;
  }

  /**
   * Asks the server who comes with this key, so that a wrong key or site is told at once.
   *
   * @param allowed what a key that is made may do; empty for all
   */
  static RunnerAccess with(
      Endpoint endpoint, SiteOption site, Set<KeyPermission> allowed, Console console) {
    try (Connection connection = endpoint.connect()) {
      if (connection.asOperator()) {
        return new RunnerAccess(
            endpoint,
            Optional.of(site.administered(connection, console).id()),
            allowed.isEmpty() ? Set.of(KeyPermission.values()) : allowed);
      }
      if (!allowed.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--allow goes with the operator key only: an API key may do what it was made for");
      }
      site.chosenOn(connection, console).requireKnownKey();
      return new RunnerAccess(endpoint, connection.siteOfVeloKey(), Set.of());
    }
  }

  /** Returns whether members can log in. */
  boolean knowsMembers() {
    return siteId.isPresent();
  }

  /** Makes the key if there is none yet. May be called once. */
  Opened open() {
    Endpoint given = endpoint.orElseThrow(() -> new IllegalStateException("was opened before"));
    endpoint = Optional.empty();
    if (given.key().isOperatorKey()) {
      CofferSite site = site(given, keyMadeBy(given));
      return new Opened(site, Optional.of(RunnerKey.own(site)));
    }
    CofferSite site = site(given, given.key().text());
    return new Opened(site, siteId.map(_ -> RunnerKey.given(site)));
  }

  private CofferSite site(Endpoint given, String key) {
    return new CofferSite(given.server().client(CofferKey.of(key)), siteId);
  }

  private String keyMadeBy(Endpoint operator) {
    String id = siteId.orElseThrow();
    ObjectNode request = Connection.object();
    ObjectNode apiKey = request.putObject("apiKey").put("name", keyName()).put("forVelo", true);
    KeyPermission.addTo(apiKey, allowed);
    apiKey.put("expiryDate", Instant.now().plus(LIFE).truncatedTo(ChronoUnit.MILLIS).toString());
    try (Connection connection = operator.connect()) {
      JsonNode made = connection.call(api -> api.createApiKey(id, Connection.sent(request)));
      if (!made.at("/apiKey/forVelo").asBoolean()) {
        connection.call(api -> api.revokeApiKey(id, made.at("/apiKey/id").asText()));
        throw new CommandFailure(
            ExitCode.FAILED,
            "the server at "
                + operator.server().name()
                + " is older than this coffer and makes no velo keys; upgrade it");
      }
      return made.path("key").asText();
    }
  }

  /** Tells people who look through the keys where it comes from. */
  private static String keyName() {
    return ("coffer velo on " + hostName())
        .codePoints()
        .filter(character -> !Character.isISOControl(character))
        .limit(Limits.KEY_NAME_CHARACTERS)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a machine without a name";
    }
  }
}
