package dev.coffer.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.identity.Passwords;
import dev.coffer.server.metrics.Metrics;
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
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A real server on a loopback port that the system chose, with a data directory of its own that
 * ends with it, and the means to call it.
 */
public final class TestServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path data;
  private final Map<String, String> flags;
  private final HttpClient http = HttpClient.newHttpClient();
  private final InstantSource clock;
  private final Function<Metrics, Passwords> passwords;
  private CofferServer server;

  private TestServer(
      Path data,
      Map<String, String> flags,
      InstantSource clock,
      Function<Metrics, Passwords> passwords) {
    this.data = data;
    this.flags = flags;
    this.clock = clock;
    this.passwords = passwords;
    this.server = CofferServer.start(Settings.load(flags, Map.of()), clock, passwords);
  }

  /** Starts a server with an empty database. */
  public static TestServer start(Backend backend) {
    return start(backend, Map.of());
  }

  /** Starts a server with an empty database and some settings. */
  public static TestServer start(Backend backend, Map<String, String> settings) {
    return start(backend, settings, InstantSource.system());
  }

  /** Starts a server with an empty database, some settings and a clock of the test's own. */
  public static TestServer start(
      Backend backend, Map<String, String> settings, InstantSource clock) {
    return start(backend, settings, clock, Passwords::new);
  }

  /** Starts a server in the same way, with what hashes passwords in another way. */
  public static TestServer start(
      Backend backend,
      Map<String, String> settings,
      InstantSource clock,
      Function<Metrics, Passwords> passwords) {
    Path data = settings.containsKey("data") ? Path.of(settings.get("data")) : temporaryDirectory();
    Map<String, String> flags = new HashMap<>();
    flags.put("data", data.toString());
    flags.put("port", "0");
    flags.putAll(backend.newDatabase());
    flags.putAll(settings);
    try {
      return new TestServer(data, flags, clock, passwords);
    } catch (StartupException e) {
      deleteTree(data);
      throw e;
    }
  }

  /** Stops the server and starts it again on the same data. */
  public void restart() {
    server.close();
    server = CofferServer.start(Settings.load(flags, Map.of()), clock, passwords);
  }

  /** Stops the server and starts it again on the same data with other settings as well. */
  public void restart(Map<String, String> settings) {
    flags.putAll(settings);
    restart();
  }

  public CofferServer server() {
    return server;
  }

  /** Returns where it listens. */
  public URI uri() {
    return server.uri();
  }

  /** Returns the dashboard's routes, each as its method, a space, and its path's pattern. */
  public List<String> pages() {
    return server.routes().stream()
        .filter(route -> route.pattern().equals("/") || route.pattern().startsWith("/dashboard"))
        .map(route -> route.method() + " " + route.pattern())
        .toList();
  }

  public Path data() {
    return data;
  }

  /** Returns the flags that the server was started with. */
  public Map<String, String> flags() {
    return flags;
  }

  public String operatorKey() {
    try {
      return Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server answered. */
  public record Reply(int status, JsonNode json, HttpResponse<String> http) {
    /** Returns the application error's code, or INVALID_ARGUMENT for a validation error. */
    public String code() {
      return json.at("/details/validationError").isMissingNode()
          ? json.at("/details/applicationError/code").asText()
          : "INVALID_ARGUMENT";
    }
  }

  /** Calls the server with the operator key. */
  public Reply call(String method, String path) {
    return call(operatorKey(), method, path, Optional.empty(), Map.of());
  }

  /** Calls the server with the operator key and a JSON body. */
  public Reply call(String method, String path, String body) {
    return call(operatorKey(), method, path, Optional.of(body), Map.of());
  }

  /** Calls the server with any key, body and headers. */
  public Reply call(
      String authorization,
      String method,
      String path,
      Optional<String> body,
      Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .header("Authorization", authorization)
            .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
    if (body.isPresent() && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    return send(request.build());
  }

  /** Sends a request that was made by hand. */
  public Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Reply(response.statusCode(), parsed(response.body()), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parsed(String body) throws IOException {
    return body.startsWith("{") ? JSON.readTree(body) : JSON.missingNode();
  }

  /** Returns the id of a site. */
  public String siteId(String name) {
    for (JsonNode site : call("GET", "/admin/v1/sites").json().path("sites")) {
      if (site.path("name").asText().equals(name)) {
        return site.path("id").asText();
      }
    }
    throw new AssertionError("the server has no site named " + name);
  }

  /** Sets up the Members Area of the default site. */
  public TestServer withMembersArea() {
    Reply reply =
        call(
            "POST",
            "/admin/v1/sites/" + siteId("default") + "/members-area",
            "{\"owner\":{\"email\":\"owner@example.com\",\"password\":\"a long enough password\"}}");
    if (reply.status() != 200) {
      throw new AssertionError("the Members Area was not set up: " + reply.http().body());
    }
    return this;
  }

  /** Makes an API key of the default site with permissions such as SECRET_READ. */
  public String newApiKey(String... permissions) {
    String names =
        Stream.of(permissions)
            .map(permission -> "\"SECRETS_VAULT." + permission + "\"")
            .reduce((left, right) -> left + "," + right)
            .orElseThrow();
    Reply reply =
        call(
            "POST",
            "/admin/v1/sites/" + siteId("default") + "/api-keys",
            "{\"apiKey\":{\"name\":\"test\",\"permissions\":[" + names + "]}}");
    return reply.json().path("key").asText();
  }

  /** Creates a secret with the operator key and returns its id. */
  public String createSecret(String name, String value) {
    Reply reply =
        call(
            "POST",
            "/api/v1/secrets",
            JSON.createObjectNode()
                .set("secret", JSON.createObjectNode().put("name", name).put("value", value))
                .toString());
    if (reply.status() != 200) {
      throw new AssertionError("the secret was not created: " + reply.http().body());
    }
    return reply.json().path("id").asText();
  }

  /** Stops the server and removes its data directory. */
  @Override
  public void close() {
    http.close();
    server.close();
    deleteTree(data);
  }

  /** Returns a new directory under the system's temporary one. */
  public static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("coffer-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a directory with all that is in it. */
  public static void deleteTree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
