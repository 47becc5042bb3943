package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A real Coffer server in this process, on a free port of the loopback interface, with a data
 * directory that ends with it.
 */
public final class RunningCoffer implements AutoCloseable {
  /** The password of every owner. */
  public static final String PASSWORD = "a long enough password";

  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger SITES = new AtomicInteger();

  private final Path data;
  private final InstantSource clock;
  private final HttpClient http = HttpClient.newHttpClient();
  private CofferServer server;

  private RunningCoffer(Path data, InstantSource clock) {
    this.data = data;
    this.clock = clock;
    this.server = startAt("0");
  }

  private CofferServer startAt(String port) {
    Map<String, String> flags = Map.of("data", data.toString(), "port", port);
    return CofferServer.start(Settings.load(flags, Map.of()), clock);
  }

  /** Starts one with an empty database. */
  public static RunningCoffer start() {
    return start(InstantSource.system());
  }

  /** Starts one with an empty database and a clock of the test's own. */
  public static RunningCoffer start(InstantSource clock) {
    try {
      return new RunningCoffer(Files.createTempDirectory("coffer-velo-test-"), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it, so that nobody reaches it. */
  public void pause() {
    server.close();
  }

  /** Starts it again where it was. */
  public void resume() {
    server = startAt(String.valueOf(uri().getPort()));
  }

  /** Returns where it listens. */
  public URI uri() {
    return server.uri();
  }

  /** Makes a site whose Members Area is not set up, and answers its id. */
  public String newSite() {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("site").put("name", "velo-" + SITES.incrementAndGet());
    return call("POST", "/admin/v1/sites", Optional.of(body)).at("/site/id").asText();
  }

  /** Makes a site whose Members Area belongs to owner@example.com, and answers its id. */
  public String newSiteWithMembersArea() {
    String site = newSite();
    ObjectNode body = JSON.createObjectNode();
    body.putObject("owner").put("email", "owner@example.com").put("password", PASSWORD);
    call("POST", "/admin/v1/sites/" + site + "/members-area", Optional.of(body));
    return site;
  }

  /** Makes an API key of a site with permissions such as {@code SECRET_READ}. */
  public String newApiKey(String site, String... permissions) {
    return newKey(site, JSON.createObjectNode(), permissions);
  }

  /** Makes a velo key of a site with permissions such as {@code SECRET_READ}. */
  public String newVeloKey(String site, Optional<Instant> expiry, String... permissions) {
    ObjectNode key = JSON.createObjectNode().put("forVelo", true);
    expiry.ifPresent(end -> key.put("expiryDate", end.toString()));
    return newKey(site, key, permissions);
  }

  /** Returns when the one API key of a site ends; empty if it has none. */
  public Optional<Instant> expiryOfKey(String site) {
    return Optional.of(call("GET", "/admin/v1/sites/" + site + "/api-keys", Optional.empty()))
        .map(answer -> answer.at("/apiKeys/0/expiryDate").asText())
        .filter(text -> !text.isEmpty())
        .map(Instant::parse);
  }

  private String newKey(String site, ObjectNode key, String... permissions) {
    ObjectNode body = JSON.createObjectNode();
    body.set("apiKey", key.put("name", "test"));
    Stream.of(permissions)
        .map(permission -> "SECRETS_VAULT." + permission)
        .forEach(key.putArray("permissions")::add);
    return call("POST", "/admin/v1/sites/" + site + "/api-keys", Optional.of(body))
        .path("key")
        .asText();
  }

  /** Revokes all API keys of a site. */
  public void revokeApiKeys(String site) {
    String keys = "/admin/v1/sites/" + site + "/api-keys";
    for (JsonNode key : call("GET", keys, Optional.empty()).path("apiKeys")) {
      call("DELETE", keys + "/" + key.path("id").asText(), Optional.empty());
    }
  }

  /** Returns a site as the operator sees it. */
  public CofferSite site(String id) {
    return new CofferSite(uri(), operatorKey(), Optional.of(id), trust());
  }

  /** Returns the operator's key. */
  public String operatorKey() {
    try {
      return Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode call(String method, String path, Optional<JsonNode> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri() + path))
            .header("Authorization", operatorKey())
            .header("Content-Type", "application/json")
            .method(
                method,
                body.map(it -> BodyPublishers.ofString(it.toString()))
                    .orElse(BodyPublishers.noBody()))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(path + " was answered with " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops it, and removes its data. */
  @Override
  public void close() {
    http.close();
    server.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
