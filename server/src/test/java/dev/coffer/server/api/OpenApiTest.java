package dev.coffer.server.api;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static dev.coffer.server.testing.TestSite.allPermissions;
import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.Response;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.RawConnection;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server's answers are those that its openapi.yaml describes, and it describes all of them. */
class OpenApiTest {
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";
  private static final String SECRET = "{\"secret\":{\"name\":\"%s\",\"value\":\"v\"}}";
  private static final String API_KEY =
      "{\"apiKey\":{\"name\":\"k\",\"permissions\":[\"SECRETS_VAULT.SECRET_READ\"],"
          + "\"expiryDate\":\"2999-01-01T00:00:00Z\"}}";
  private static final String VELO_KEY = API_KEY.replace("{\"name", "{\"forVelo\":true,\"name");
  private static final String OWN_KEY = "/api/v1/api-key";
  private static final String OWNER =
      "{\"owner\":{\"email\":\"me@example.com\",\"password\":\"a long enough password\"}}";

  private static final String LOG_IN =
      "{\"member\":{\"email\":\"me@example.com\",\"password\":\"a long enough password\","
          + "\"address\":\"192.0.2.1\"}}";

  private static TestServer server;
  private static String text;
  private static JsonNode document;
  private static OpenApiInteractionValidator validator;

  /** What was answered and found as described: "GET /path 200". */
  private final Set<String> seen = new TreeSet<>();

  /** One operation, and a body that it accepts. */
  private record Operation(String method, String path, Optional<String> body) {
    Operation(String method, String path) {
      this(method, path, Optional.empty());
    }

    Operation(String method, String path, String body) {
      this(method, path, Optional.of(body));
    }

    boolean isAdministration() {
      return path.startsWith("/admin/");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
    text = server.call("GET", "/openapi.yaml").http().body();
    document = new YAMLMapper().readTree(text);
    validator = OpenApiInteractionValidator.createForInlineApiSpecification(text).build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyDocumentedStatusOfEveryOperationIsAnsweredAsDescribed() throws Exception {
    TestSite site = TestSite.on(server).withMembersArea();
    List<Operation> operations = operations(site, UNKNOWN, UNKNOWN, "new");
    String strong = site.newApiKey(allPermissions());
    Map<String, String> elsewhere = Map.of("wix-site-id", UNKNOWN);
    String weak = TestSite.on(server).newApiKey(allPermissions());
    successes(site);
    for (Operation operation : operations) {
      call(site, server.operatorKey(), inAnUnknownSite(site, operation), elsewhere);
      call(site, server.operatorKey(), operation);
      call(site, operation.isAdministration() ? strong : weak, operation);
      if (operation.body().isPresent()) {
        call(site, server.operatorKey(), new Operation(operation.method(), operation.path(), "{}"));
        call(site, server.operatorKey(), operation, Map.of("Content-Type", "text/plain"));
        String tooLong = " ".repeat(500_000);
        call(
            site,
            server.operatorKey(),
            new Operation(operation.method(), operation.path(), tooLong));
      } else if (operation.path().contains(UNKNOWN)) {
        String path = operation.path().replace(UNKNOWN, "no-uuid");
        call(site, server.operatorKey(), new Operation(operation.method(), path));
      }
    }
    call(
        site,
        server.operatorKey(),
        new Operation("GET", site.administration().replace(site.id(), "no-uuid") + "/api-keys"));
    call(site, server.operatorKey(), new Operation("GET", SECRETS + "/name/a%20b"));
    conflicts(site);
    TestSite fresh = TestSite.on(server);
    operations(fresh, UNKNOWN, UNKNOWN, "new").stream()
        .filter(operation -> !operation.isAdministration())
        .forEach(operation -> call(fresh, server.operatorKey(), operation));
    seeing(site);
    corruption();
    stopping();
    failedAuthentication(operations, site);
    assertThat(seen).as("the answers that were seen").containsExactlyElementsOf(documented());
  }

  /** All operations that need a key, on things that do not exist, as far as they name any. */
  private static List<Operation> operations(TestSite site, String secret, String key, String name) {
    return List.of(
        new Operation("GET", SECRETS),
        new Operation("POST", SECRETS, SECRET.formatted(name)),
        new Operation("GET", SECRETS + "/name/" + name),
        new Operation("PATCH", SECRETS + "/" + secret, SECRET.formatted(name)),
        new Operation("DELETE", SECRETS + "/" + secret),
        new Operation("DELETE", OWN_KEY),
        new Operation("POST", OWN_KEY + "/extension"),
        new Operation("GET", "/admin/v1/sites"),
        new Operation("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"" + name + "\"}}"),
        new Operation("DELETE", "/admin/v1/sites/" + UNKNOWN),
        new Operation("POST", site.administration() + "/members-area", OWNER),
        new Operation("POST", site.administration() + "/log-in", LOG_IN),
        new Operation("GET", site.administration() + "/members/" + UNKNOWN),
        new Operation("GET", site.administration() + "/api-keys"),
        new Operation("POST", site.administration() + "/api-keys", API_KEY),
        new Operation("DELETE", site.administration() + "/api-keys/" + key));
  }

  private static Operation inAnUnknownSite(TestSite site, Operation operation) {
    String path = operation.path().replace(site.id(), UNKNOWN);
    return new Operation(operation.method(), path, operation.body());
  }

  private void successes(TestSite site) {
    TestSite fresh = TestSite.on(server);
    String key = server.operatorKey();
    call(fresh, key, new Operation("POST", fresh.administration() + "/members-area", OWNER));
    Reply member =
        call(fresh, key, new Operation("POST", fresh.administration() + "/log-in", LOG_IN));
    String members = fresh.administration() + "/members/";
    call(fresh, key, new Operation("GET", members + member.json().at("/member/id").asText()));
    call(site, key, new Operation("POST", SECRETS, SECRET.formatted("a")));
    call(site, key, new Operation("GET", SECRETS + "/name/a?name=a"));
    call(site, key, new Operation("GET", SECRETS));
    call(site, key, new Operation("POST", SECRETS, SECRET.formatted("second")));
    call(site, key, new Operation("GET", SECRETS + "?paging.limit=1"));
    call(site, key, new Operation("GET", SECRETS + "?paging.limit=2"));
    call(site, key, new Operation("GET", SECRETS + "?paging.limit=0"));
    String secret = SECRETS + "/" + site.listed("a").path("id").asText();
    call(site, key, new Operation("PATCH", secret, SECRET.formatted("a")));
    call(site, key, new Operation("DELETE", secret));
    String apiKeys = site.administration() + "/api-keys";
    Reply made = call(site, key, new Operation("POST", apiKeys, API_KEY));
    call(site, key, new Operation("GET", apiKeys));
    String id = made.json().at("/apiKey/id").asText();
    call(site, key, new Operation("DELETE", apiKeys + "/" + id));
    call(site, key, new Operation("POST", apiKeys, VELO_KEY));
    call(site, key, new Operation("GET", apiKeys));
    String velo = site.newVeloKey("SECRET_READ");
    call(site, velo, new Operation("POST", OWN_KEY + "/extension"));
    call(site, velo, new Operation("DELETE", OWN_KEY));
    call(site, key, new Operation("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"s\"}}"));
    call(site, key, new Operation("GET", "/admin/v1/sites"));
    call(site, key, new Operation("DELETE", "/admin/v1/sites/" + server.siteId("s")));
  }

  private void conflicts(TestSite site) {
    site.created("b", "v");
    String id = site.created("c", "v");
    String key = server.operatorKey();
    call(site, key, new Operation("POST", SECRETS, SECRET.formatted("second")));
    call(site, key, new Operation("PATCH", SECRETS + "/" + id, SECRET.formatted("second")));
    call(site, key, new Operation("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"default\"}}"));
    call(site, key, new Operation("POST", site.administration() + "/members-area", OWNER));
  }

  private void seeing(TestSite site) {
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.yaml")) {
      call(site, "", new Operation("GET", path));
    }
  }

  private void corruption() {
    try (TestServer other = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"))) {
      TestSite site = TestSite.on(other).withMembersArea();
      String id = site.created("a", "v");
      alterRecords(other);
      String key = other.operatorKey();
      Reply read = call(other, site, key, new Operation("GET", SECRETS + "/name/a"), Map.of());
      assertThat(read.json().at("/details/applicationError/data/secretId").asText()).isEqualTo(id);
      Operation update = new Operation("PATCH", SECRETS + "/" + id, SECRET.formatted("a"));
      call(other, site, key, update, Map.of());
      Reply list = call(other, site, key, new Operation("GET", SECRETS), Map.of());
      assertThat(list.json().at("/corruptedSecretIds/0").asText()).isEqualTo(id);
    }
  }

  private static void alterRecords(TestServer server) {
    server.server().close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE secret SET updated_at = updated_at + 1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    server.restart();
  }

  /** A server that waits for the rest of a request before it stops refuses all others. */
  private void stopping() throws InterruptedException {
    try (TestServer other = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
        RawConnection slow = RawConnection.to(other.uri())) {
      TestSite site = TestSite.on(other);
      String key = other.operatorKey();
      slow.send(
          ("POST /api/v1/secrets HTTP/1.1\r\nHost: x\r\nAuthorization: " + key)
              + "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(slow.answer().orElseThrow().status()).isEqualTo(100);
      Thread stop = Thread.ofVirtual().start(other.server()::close);
      while (other.call("GET", "/health/ready").status() == 200) {
        Thread.sleep(1);
      }
      for (Operation operation : operations(site, UNKNOWN, UNKNOWN, "new")) {
        call(other, site, key, operation, Map.of());
      }
      call(other, site, "", new Operation("GET", "/health/ready"), Map.of());
      slow.send("{}");
      stop.join();
    }
  }

  private void failedAuthentication(List<Operation> operations, TestSite site) {
    for (Operation operation : operations) {
      call(site, "", operation);
    }
    int status;
    do {
      status = call(site, "", new Operation("GET", SECRETS)).status();
    } while (status != 429);
    for (Operation operation : operations) {
      call(site, "", operation);
    }
  }

  private Reply call(TestSite site, String key, Operation operation) {
    return call(server, site, key, operation, Map.of());
  }

  private Reply call(TestSite site, String key, Operation operation, Map<String, String> headers) {
    return call(server, site, key, operation, headers);
  }

  /** Calls, and holds the answer against the document. */
  private Reply call(
      TestServer server, TestSite site, String key, Operation operation, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.putIfAbsent("wix-site-id", site.id());
    Reply reply = server.call(key, operation.method(), operation.path(), operation.body(), headers);
    ValidationReport report = check(operation.method(), operation.path(), reply);
    assertThat(report.getMessages())
        .as(
            "%s %s answered %d %s",
            operation.method(), operation.path(), reply.status(), reply.http().body())
        .isEmpty();
    seen.add(operation.method() + " " + template(operation) + " " + reply.status());
    return reply;
  }

  private static ValidationReport check(String method, String path, Reply reply) {
    return validator.validateResponse(
        path.replaceFirst("\\?.*", ""), Method.valueOf(method), response(reply));
  }

  private static Response response(Reply reply) {
    SimpleResponse.Builder response =
        SimpleResponse.Builder.status(reply.status()).withBody(reply.http().body());
    reply.http().headers().map().forEach((name, values) -> response.withHeader(name, values));
    return response.build();
  }

  /** Returns the path in the document that leads to an operation. */
  private static String template(Operation operation) {
    String path = operation.path().replaceFirst("\\?.*", "");
    return paths()
        .filter(template -> path.matches(template.replaceAll("\\{[^}]*}", "[^/]+")))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> paths() {
    return document.path("paths").properties().stream().map(Map.Entry::getKey);
  }

  private static Set<String> documented() {
    Set<String> all = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operation
                        .getValue()
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status ->
                            all.add(
                                operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + status))));
    return all;
  }

  @Test
  void whatTheDocumentDoesNotDescribeIsFound() {
    TestSite site = TestSite.on(server).withMembersArea();
    Reply unknownRoute = site.call("GET", "/api/v2/secrets");
    assertThat(unknownRoute.status()).isEqualTo(404);
    assertThat(check("GET", "/api/v2/secrets", unknownRoute).hasErrors())
        .as("an unknown route is found")
        .isTrue();
    Reply missingRoute = site.call("PUT", SECRETS);
    assertThat(missingRoute.status()).isEqualTo(405);
    assertThat(check("PUT", SECRETS, missingRoute).hasErrors())
        .as("an unknown method is found")
        .isTrue();
    assertThat(check("GET", SECRETS, missingRoute).hasErrors())
        .as("an unknown status is found")
        .isTrue();
    assertThat(check("GET", SECRETS + "/name/a", site.call("GET", SECRETS)).hasErrors())
        .as("a body of another shape is found")
        .isTrue();
  }

  @Test
  void thePrefixesOfWixsClientsAreServers() {
    TestSite site = TestSite.on(server).withMembersArea();
    for (JsonNode prefix : document.path("servers")) {
      String url = prefix.path("url").asText();
      String path = url.replaceFirst("/$", "") + SECRETS;
      Reply reply = site.call("GET", path);
      assertThat(reply.status()).as("the status of %s", path).isEqualTo(200);
      OpenApiInteractionValidator under =
          OpenApiInteractionValidator.createForInlineApiSpecification(text)
              .withBasePathOverride(url)
              .build();
      assertThat(under.validateResponse(path, Method.GET, response(reply)).getMessages()).isEmpty();
    }
  }

  @Test
  void theDocumentIsServedAsYaml() {
    Reply reply = server.call("GET", "/openapi.yaml");
    assertThat(reply.http().headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertThat(text).startsWith("openapi: 3.");
  }
}
