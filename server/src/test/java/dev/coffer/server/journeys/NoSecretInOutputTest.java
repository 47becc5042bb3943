package dev.coffer.server.journeys;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.access.Access.Credentials;
import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.Settings.LogFormat;
import dev.coffer.server.config.Settings.MasterKeySource;
import dev.coffer.server.identity.LogIn.LoggedIn;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Token;
import dev.coffer.server.keys.ApiKey;
import dev.coffer.server.keys.NewApiKey;
import dev.coffer.server.secrets.SecretFields;
import dev.coffer.server.secrets.SecretInfo;
import dev.coffer.server.secrets.SecretPage;
import dev.coffer.server.secrets.SecretValue;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.DatabaseLocation;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing that is secret leaves the server by a side door: markers are planted through every route,
 * well and badly, at the most verbose log level, and then searched for in all that the process
 * printed, answered with errors, counted, and wrote to its directory.
 */
class NoSecretInOutputTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** Markers that a caller sends. Each is a valid name, and long enough not to occur by chance. */
  private static final String NAME = "mkName-4f1d9c7b2e";

  private static final String VALUE = "mkValue-8a3c5d1f7e";
  private static final String DESCRIPTION = "mkDescription-6b2e9f4a1c";
  private static final String PASSWORD = "mkPassword-3d7f1b9e5a";
  private static final String STRAY = "mkStray-9e1a7c3f5b";

  private static final Set<String> KEY_FILES = Set.of("operator.key", "master.key");

  private final Path directory = TestServer.temporaryDirectory();
  private final Path data = directory.resolve("data");
  private final Map<String, String> markers = new LinkedHashMap<>();
  private final List<RawAnswer> errors = new ArrayList<>();
  private URI uri;
  private String operatorKey;
  private String site;

  @AfterEach
  void removeFiles() {
    TestServer.deleteTree(directory);
  }

  @ParameterizedTest
  @EnumSource
  void markersAreNowhereButWhereTheyBelong(LogFormat format) throws Exception {
    Path log = directory.resolve("log");
    Map<String, String> flags =
        Map.of(
            "data",
            data.toString(),
            "port",
            "0",
            "log-level",
            "trace",
            "log-format",
            format.name());
    String metrics;
    String commandLine;
    String standardOutput;
    try (ServerProcess server = ServerProcess.start(flags, log)) {
      uri = server.awaitReady();
      operatorKey = Files.readString(data.resolve("operator.key")).strip();
      markers.put("name", NAME);
      markers.put("value", VALUE);
      markers.put("description", DESCRIPTION);
      markers.put("password", PASSWORD);
      markers.put("stray", STRAY);
      markers.put("operator key", operatorKey);
      plantWell();
      plantBadly();
      metrics = send("GET", "/metrics", "", "", "").body();
      commandLine = server.commandLine();
      assertNoMarker("the running server's directory", filesOf(data));
      standardOutput = server.stop();
    }
    String printed = Files.readString(log);
    assertThat(printed).as("the log, which must be worth searching").contains("request answered");
    assertThat(errors)
        .as("the refused requests, which must be worth searching")
        .hasSizeGreaterThan(60);
    assertNoMarker("the log", Map.of("log", Files.readAllBytes(log)));
    assertNoMarker("standard output", Map.of("output", bytes(standardOutput)));
    assertNoMarker("the metrics", Map.of("metrics", bytes(metrics)));
    assertNoMarker("the command line", Map.of("command line", bytes(commandLine)));
    for (RawAnswer error : errors) {
      String headers = error.headers().toString();
      assertNoMarker("an answer", Map.of(error.body(), bytes(error.body() + headers)));
    }
    assertNoMarker("the stopped server's directory", filesOf(data));
  }

  private void plantWell() throws Exception {
    site = json(send("GET", "/admin/v1/sites", operatorKey, "", "")).at("/sites/0/id").asText();
    String admin = "/admin/v1/sites/" + site;
    expect(200, send("POST", admin + "/members-area", operatorKey, "", owner("a@b.c", PASSWORD)));
    expect(200, send("POST", admin + "/log-in", operatorKey, "", member(PASSWORD)));
    String permissions =
        "[\"SECRETS_VAULT.SECRET_READ\",\"SECRETS_VAULT.SECRET_METADATA_READ\","
            + "\"SECRETS_VAULT.SECRET_CREATE\",\"SECRETS_VAULT.SECRET_UPDATE\","
            + "\"SECRETS_VAULT.SECRET_DELETE\"]";
    String body = "{\"apiKey\":{\"name\":\"key\",\"permissions\":" + permissions + "}}";
    String key =
        json(send("POST", admin + "/api-keys", operatorKey, "", body)).path("key").asText();
    markers.put("API key", key);
    String created = "{\"secret\":" + secret(NAME, VALUE, DESCRIPTION) + "}";
    String id = json(send("POST", SECRETS, key, "", created)).path("id").asText();
    expect(200, send("GET", SECRETS + "/name/" + NAME + "?name=" + NAME, "Bearer " + key, "", ""));
    expect(200, send("GET", SECRETS, key, "", ""));
    expect(200, send("PATCH", SECRETS + "/" + id, key, "", created));
    String doomed = created.replace(NAME, NAME + "2");
    String second = json(send("POST", SECRETS, key, "", doomed)).path("id").asText();
    expect(200, send("DELETE", SECRETS + "/" + second, key, "", ""));
    String other =
        json(send("POST", "/admin/v1/sites", operatorKey, "", "{\"site\":{\"name\":\"x\"}}"))
            .at("/site/id")
            .asText();
    expect(
        200,
        send(
            "POST",
            "/admin/v1/sites/" + other + "/members-area",
            operatorKey,
            "",
            owner("a@b.c", PASSWORD)));
    expect(200, send("DELETE", "/admin/v1/sites/" + other, operatorKey, "", ""));
  }

  /** Every marker in every place where it does not belong. */
  private void plantBadly() {
    for (String marker : List.copyOf(markers.values())) {
      for (String key :
          List.of(operatorKey, markers.get("API key"), marker, "Bearer " + marker, "")) {
        refused(
            "POST", SECRETS, key, "", "{\"secret\":{\"name\":\"wix " + marker + "\",\"value\":7}}");
        refused("POST", SECRETS, key, "", "{\"secret\":{\"name\":[\"" + marker + "\"]");
      }
      String key = markers.get("API key");
      for (String body :
          List.of(
              "{\"secret\":{\"name\":\"" + marker + " \",\"value\":\"\"}}",
              "{\"secret\":{\"" + marker + "\":\"" + marker + "\"}}",
              "{\"secret\":{\"name\":\"a\",\"" + marker + "\":1,\"" + marker + "\":2}}",
              "{\"secret\":\"" + marker + "\"}",
              "{\"secret\":{\"name\":\"" + NAME + "\",\"value\":\"" + marker + "\"}}",
              "{\"secret\":{\"value\":\"" + marker + "\\ud800\"}}",
              "{\"secret\":{\"value\":\"" + marker.repeat(4_000) + "\"}}",
              "{\"secret\":{\"description\":\"" + marker.repeat(20) + "\"}}",
              marker,
              "\"" + marker + "\"",
              "{" + marker + "}",
              "[\"" + marker + "\",")) {
        refused("POST", SECRETS, key, "", body);
        refused("PATCH", SECRETS + "/" + UUID.randomUUID(), key, "", body);
        refused("POST", "/admin/v1/sites", operatorKey, "", body);
      }
      refused(
          "POST", "/admin/v1/sites", operatorKey, "", "{\"site\":{\"name\":\"A" + marker + "\"}}");
      refused(
          "POST",
          "/admin/v1/sites/" + marker + "/members-area",
          operatorKey,
          "",
          owner(marker, marker));
      refused(
          "POST",
          "/admin/v1/sites/" + UUID.randomUUID() + "/members-area",
          operatorKey,
          "",
          owner("x@y.z", marker));
      refused(
          "POST", "/admin/v1/sites/" + site + "/log-in", operatorKey, "", member("no " + marker));
      refused(
          "POST",
          "/admin/v1/sites/" + UUID.randomUUID() + "/api-keys",
          operatorKey,
          "",
          "{\"apiKey\":{\"name\":\""
              + marker
              + "\",\"permissions\":[\""
              + marker
              + "\"],\"expiryDate\":\""
              + marker
              + "\"}}");
      refused("GET", "/" + marker, key, "", "");
      refused("GET", SECRETS + "/" + marker + "/" + marker, key, "", "");
      refused("GET", SECRETS + "/name/" + marker + "x?name=" + marker + "x", key, "", "");
      refused("GET", SECRETS + "/name/" + marker + "%zz", key, "", "");
      refused("GET", SECRETS + "/name/" + marker + " " + marker, key, "", "");
      refused("DELETE", SECRETS + "/" + marker + "?id=" + marker, key, "", "");
      refused(marker.replaceAll("[^A-Za-z]", ""), SECRETS, key, "", "");
      refused(marker + "(", SECRETS, key, "", "");
      refused("GET", SECRETS, key, "wix-site-id: " + marker + "\r\n", "");
      refused("GET", SECRETS, operatorKey, "wix-site-id: " + marker + "\r\n", "");
      refused("POST", SECRETS, key, "Content-Type: " + marker + "\r\n", "{}");
      refused("POST", SECRETS, key, "Content-Encoding: " + marker + "\r\n", "{}");
      refused("POST", SECRETS, key, "Transfer-Encoding: " + marker + "\r\n", "{}");
      refused("GET", SECRETS, key, marker + "\r\n", "");
      refused("GET", SECRETS, key, "Cookie: \u007f" + marker + "\r\n", "");
      refused("GET", SECRETS, key, "X: " + marker.repeat(1_000) + "\r\n", "");
      raw(marker + " \r\n\r\n");
      raw("GET / HTTP/" + marker + "\r\nHost: x\r\n\r\n");
      raw("GET / HTTP/1.1\r\nHost: " + marker + " " + marker + "\r\n\r\n");
    }
  }

  private void refused(String method, String path, String key, String headers, String body) {
    RawAnswer answer = send(method, path, key, headers, body);
    assertThat(answer.status())
        .as("the status of %s %s", method, answer.body())
        .isBetween(400, 499);
    errors.add(answer);
  }

  private static void expect(int status, RawAnswer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  private RawAnswer send(String method, String path, String key, String headers, String body) {
    String type = headers.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";
    String length =
        headers.startsWith("Transfer-Encoding") ? "" : "Content-Length: " + body.length() + "\r\n";
    return raw(
        (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n")
            + ("Authorization: " + key + "\r\n" + type + length + headers + "\r\n" + body));
  }

  private RawAnswer raw(String request) {
    try (RawConnection connection = RawConnection.to(uri)) {
      connection.send(request);
      RawAnswer answer =
          connection
              .answer()
              .orElseThrow(() -> new AssertionError("the server closed without an answer"));
      if (answer.status() >= 400) {
        errors.add(answer);
      }
      return answer;
    }
  }

  private static JsonNode json(RawAnswer answer) throws IOException {
    expect(200, answer);
    return JSON.readTree(answer.body());
  }

  private static String owner(String email, String password) {
    return "{\"owner\":" + TestSite.object("email", email, "password", password) + "}";
  }

  private static String member(String password) {
    String member = TestSite.object("email", "a@b.c", "password", password, "address", "192.0.2.1");
    return "{\"member\":" + member + "}";
  }

  private static String secret(String name, String value, String description) {
    return TestSite.object("name", name, "value", value, "description", description);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All files but those that are there to hold a key. */
  private static Map<String, byte[]> filesOf(Path directory) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!KEY_FILES.contains(file.getFileName().toString())) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    assertThat(files).as("the searched files").containsKey("coffer.db");
    return files;
  }

  private void assertNoMarker(String place, Map<String, byte[]> contents) {
    contents.forEach((name, content) -> {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      markers.forEach((kind, marker) -> {
        for (String form : forms(marker)) {
          assertThat(text.contains(form))
              .as("%s (%s) has the marker for a %s", place, name.length() > 40 ? "…" : name, kind)
              .isFalse();
        }
      });
    });
  }

  /** Returns a marker as it is and as it may be disguised, each as the bytes of Latin-1 text. */
  private static List<String> forms(String marker) {
    List<String> forms = new ArrayList<>();
    byte[] utf8 = bytes(marker);
    forms.add(marker);
    forms.add(URLEncoder.encode(marker, StandardCharsets.UTF_8));
    forms.add(latin1(marker.getBytes(StandardCharsets.UTF_16LE)));
    forms.add(latin1(marker.getBytes(StandardCharsets.UTF_16BE)));
    forms.add(HexFormat.of().formatHex(utf8));
    forms.add(HexFormat.of().withUpperCase().formatHex(utf8));
    for (int shift = 0; shift < 3; shift++) {
      // What base64 makes of the marker wherever it begins in a group of three bytes.
      byte[] shifted = new byte[shift + utf8.length];
      System.arraycopy(utf8, 0, shifted, shift, utf8.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      String inner = base64.substring(shift == 0 ? 0 : 4, base64.length() - 2);
      forms.add(inner);
      forms.add(inner.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A search that cannot find anything would pass every test. */
  @Test
  void theSearchFindsMarkersInEveryForm() {
    markers.put("value", VALUE);
    for (int shift = 0; shift < 3; shift++) {
      byte[] around = bytes("x".repeat(shift) + VALUE + "yz");
      for (byte[] disguised :
          List.of(
              around,
              Base64.getEncoder().encode(around),
              Base64.getUrlEncoder().encode(around),
              bytes(HexFormat.of().formatHex(around)),
              new String(around, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE))) {
        String text = latin1(disguised);
        assertThat(forms(VALUE)).as("forms of which one is in %s", text).anyMatch(text::contains);
      }
    }
  }

  @Test
  void nothingThatHoldsASecretPrintsIt() throws Exception {
    OperatorKey operator = OperatorKey.of(OperatorKey.generate());
    SecretValue value = SecretValue.takeOver(bytes(VALUE));
    Instant now = Instant.now();
    SecretInfo info = new SecretInfo(UUID.randomUUID(), NAME, DESCRIPTION, now, now, 1);
    ApiKey apiKey =
        new ApiKey(
            UUID.randomUUID(),
            "key",
            "coffer_abcd",
            Set.of(),
            false,
            "operator",
            now,
            Optional.empty());
    Settings settings =
        Settings.load(
            Map.of("data", directory.toString(), "database-url", "jdbc:postgresql://h/d"),
            Map.of("COFFER_MASTER_KEY", STRAY, "COFFER_DATABASE_PASSWORD", PASSWORD));
    List<Object> holders =
        Arrays.asList(
            operator,
            value,
            info,
            new SecretPage(List.of(info), List.of(), Optional.empty()),
            new SecretFields(
                Optional.of(NAME), Optional.of(value), Optional.of(DESCRIPTION), List.of()),
            new NewApiKey(apiKey, VALUE),
            new Credentials(
                Optional.of(VALUE), Optional.of(STRAY), InetAddress.getLoopbackAddress()),
            settings,
            new MasterKeySource.Text(VALUE),
            new DatabaseLocation.PostgresServer(
                "jdbc:postgresql://h/d?password=" + PASSWORD, Optional.of("u"), Optional.of(VALUE)),
            new Token(VALUE),
            new LoggedIn(new Token(VALUE), new Token(STRAY)),
            new Session(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "a@b.c",
                new Token(VALUE),
                "",
                "",
                now,
                now,
                now),
            new StoredAccount(UUID.randomUUID(), "a@b.c", VALUE, 0));
    for (Object holder : holders) {
      assertThat(holder.toString())
          .as("what a %s prints", holder.getClass().getSimpleName())
          .doesNotContain(NAME, VALUE, DESCRIPTION, PASSWORD, STRAY);
    }
  }
}
