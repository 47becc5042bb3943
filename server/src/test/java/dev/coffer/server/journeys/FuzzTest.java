package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated requests to every route: none is answered with a fault of the server, none
 * hangs, and none gets to see what it may not.
 */
class FuzzTest {
  private static final boolean LONG = Boolean.getBoolean("coffer.long");
  private static final int REQUESTS = LONG ? 200_000 : 4_000;

  /** To repeat a run, give the seed that its failure names. */
  private static final long SEED = Long.getLong("coffer.fuzz.seed", System.nanoTime());

  private static final String VALUE = "planted-value-7c1e";
  private static final String NAME = "planted-name-7c1e";
  private static final String DESCRIPTION = "planted description 7c1e";

  private static final List<String> METHODS =
      List.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "X", "get");
  private static final List<String> PREFIXES =
      List.of(
          "",
          "",
          "",
          "/_api/cloud-secrets-vault-server",
          "/_api/secrets-service",
          "/secrets-service",
          "//");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "application/json",
          "application/json;charset=x",
          "text/plain",
          "",
          "/");
  private static final List<String> PIECES =
      List.of(
          "%",
          "%zz",
          "%00",
          "%2e%2e",
          "%2F",
          "..",
          "/",
          "?",
          "#",
          "&",
          "=",
          "+",
          ";",
          "\\",
          "\"",
          "'",
          "<",
          "{",
          "\0",
          "\t",
          "é",
          "😀",
          "\u202e",
          " ",
          "name",
          "null",
          "-1",
          "1e400",
          "A".repeat(300),
          "${jndi:x}",
          "{{7*7}}",
          "' OR 1=1 --");

  private static final List<String> FIELDS =
      List.of(
          "name",
          "value",
          "description",
          "version",
          "email",
          "password",
          "current",
          "next",
          "typed",
          "role",
          "note",
          "permission",
          "expiry",
          "lines",
          "step=apply&seen");

  private final Random random = new Random(SEED);

  /** What is asked with no key or with a stranger's may see nothing of the site. */
  private enum Key {
    OPERATOR,
    OWN_SITE,
    OTHER_SITE,
    NONE
  }

  private TestSite site;
  private String secretId;
  private String keyId;
  private Map<Key, String> keys;
  private List<String> pages;

  /** At an address of its own, so that the failures of the fuzzing do not lock it out. */
  private Browser owner;

  @Test
  void noRequestMakesAFaultOrHangsOrSeesWhatItMayNot() {
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"))) {
      owner = Browser.at(server, "127.0.0.2");
      pages =
          server.pages().stream()
              .map(route -> route.substring(route.indexOf(' ') + 1))
              .distinct()
              .toList();
      plant(server);
      long end = System.nanoTime() + Duration.ofMinutes(10).toNanos();
      for (int i = 0; i < REQUESTS && System.nanoTime() < end; i++) {
        Key key = Key.values()[random.nextInt(Key.values().length)];
        byte[] request = request(key);
        check(server, key, i, request);
        if (i % 500 == 0) {
          assertHealthy(server, i);
        }
      }
      assertHealthy(server, REQUESTS);
    }
  }

  private void plant(TestServer server) {
    site = TestSite.on(server).withMembersArea();
    plantSecret();
    keyId =
        TestSite.succeeded(site.newApiKeyReply("spare", "SECRET_READ"))
            .json()
            .at("/apiKey/id")
            .asText();
    TestSite other = TestSite.on(server).withMembersArea();
    keys =
        Map.of(
            Key.OPERATOR, server.operatorKey(),
            Key.OWN_SITE, site.newApiKey(TestSite.allPermissions()),
            Key.OTHER_SITE, other.newApiKey(TestSite.allPermissions()),
            Key.NONE, "");
  }

  private void plantSecret() {
    logIn();
    secretId =
        TestSite.succeeded(site.create("name", NAME, "value", VALUE, "description", DESCRIPTION))
            .json()
            .path("id")
            .asText();
  }

  /** Logging out and new passwords are among the requests too, but no password is right. */
  private void logIn() {
    owner.logIn("owner@example.com", People.PASSWORD);
    assertThat(owner.csrfToken()).as("the owner is logged in, with seed %s", SEED).isNotEmpty();
  }

  private void check(TestServer server, Key key, int i, byte[] request) {
    String about =
        "request " + i + " of seed " + SEED + " with key " + key + ", " + printable(request);
    try (RawConnection connection = RawConnection.to(server.uri())) {
      connection.send(request);
      connection.endSending(); // Whoever sends too little must not wait for ever.
      Optional<RawAnswer> answer = connection.answer();
      answer.ifPresent(it -> {
        assertThat(it.status()).as(about).isBetween(100, 499).isNotIn(101);
        if (it.status() != 100) {
          assertThat(it.headers()).as(about).containsKey("x-wix-request-id");
        }
        if (key == Key.NONE || key == Key.OTHER_SITE) {
          assertThat(it.body()).as(about).doesNotContain(VALUE, NAME, DESCRIPTION, secretId, keyId);
        }
        if (it.status() >= 400) {
          assertThat(it.body()).as(about).doesNotContain(VALUE);
        }
        if (it.status() >= 400 && !it.header("content-type").startsWith("text/html")) {
          assertThat(it.body()).as(about).doesNotContain(DESCRIPTION);
        }
      });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " [" + about + "]", e);
    }
  }

  /** Deleting and changing are among the requests, so what was planted may have to be again. */
  private void assertHealthy(TestServer server, int i) {
    String about = "after " + i + " requests of seed " + SEED;
    assertThat(server.call("GET", "/health/ready").status()).as(about).isEqualTo(200);
    TestServer.Reply list = site.call("GET", TestSite.SECRETS);
    if (list.code().equals("NOT_FOUND")) {
      plant(server); // A mutated request with the operator key has deleted the site, rightly.
      return;
    }
    assertThat(list.status()).as(about).isEqualTo(200);
    assertThat(list.json().has("corruptedSecretIds")).as(about).isFalse();
    site.empty();
    plantSecret();
    assertThat(site.value(NAME).json().path("value").asText()).as(about).isEqualTo(VALUE);
  }

  private byte[] request(Key key) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String target = target();
    byte[] body = target.contains("/dashboard") && !chance(6) ? form(key) : body();
    StringBuilder head =
        new StringBuilder(pick(METHODS)).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\n");
    if (key == Key.OWN_SITE || chance(4)) {
      head.append("Cookie: coffer-session=");
      head.append(key == Key.OWN_SITE ? owner.cookies().get("coffer-session") : pick(PIECES));
      head.append(chance(4) ? "; coffer-link=" + pick(PIECES) : "").append("\r\n");
    }
    if (key != Key.NONE) {
      head.append("Authorization: ").append(chance(3) ? "Bearer " : "").append(keys.get(key));
      head.append("\r\n");
    } else if (chance(2)) {
      head.append("Authorization: ").append(damaged(keys.get(Key.OWN_SITE))).append("\r\n");
    }
    if (key == Key.OPERATOR || chance(4)) {
      head.append("wix-site-id: ").append(chance(8) ? pick(PIECES) : site.id()).append("\r\n");
    }
    if (chance(2)) {
      head.append("Content-Type: ").append(pick(CONTENT_TYPES)).append("\r\n");
    }
    if (chance(12)) {
      head.append(pick(PIECES)).append(": ").append(pick(PIECES)).append("\r\n");
    }
    boolean chunked = chance(6);
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (!chance(10)) {
      head.append("Content-Length: ").append(body.length + (chance(20) ? 7 : 0)).append("\r\n");
    }
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    request.writeBytes(chunked ? chunks(body) : body);
    byte[] whole = request.toByteArray();
    return chance(6) ? mutated(whole) : whole;
  }

  private String target() {
    String target = pick(PREFIXES) + path();
    if (chance(4)) {
      target +=
          "?" + pick(List.of("name=" + NAME, "name=" + pick(PIECES), "id=" + pick(PIECES), "&&="));
    }
    return chance(4) ? mutated(target) : target;
  }

  private String path() {
    String site = chance(6) ? pick(PIECES) : this.site.id();
    String own = chance(3) ? pick(PIECES) : secretId;
    return switch (random.nextInt(16)) {
      case 0, 1 -> "/api/v1/secrets";
      case 2, 3 -> "/api/v1/secrets/" + own;
      case 4, 5 -> "/api/v1/secrets/name/" + (chance(2) ? NAME : pick(PIECES));
      case 6 -> "/admin/v1/sites";
      case 7 -> "/admin/v1/sites/" + pick(PIECES);
      case 8 -> "/admin/v1/sites/" + site + pick(List.of("/members-area", "/log-in"));
      case 9 -> "/admin/v1/sites/" + site + "/api-keys";
      case 10 -> "/admin/v1/sites/" + site + "/api-keys/" + pick(PIECES);
      case 11, 12, 13, 14 ->
          pick(pages)
              .replace("{site}", site)
              .replace("{id}", own)
              .replace("{token}", pick(PIECES))
              .replace("*", pick(PIECES));
      default ->
          pick(List.of("/health/live", "/health/ready", "/metrics", "/openapi.yaml", "/", "*"));
    };
  }

  private byte[] form(Key key) {
    StringBuilder form = new StringBuilder("form-token=");
    form.append(key == Key.OWN_SITE ? owner.csrfToken() : pick(PIECES));
    for (String field : FIELDS) {
      if (chance(3)) {
        form.append('&').append(field).append('=');
        form.append(chance(3) ? json() : URLEncoder.encode(pick(PIECES), StandardCharsets.UTF_8));
      }
    }
    return form.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] body() {
    if (chance(3)) {
      return new byte[0];
    }
    String object = pick(List.of("secret", "site", "owner", "apiKey", "x"));
    StringBuilder fields = new StringBuilder();
    for (String field : List.of("name", "value", "description", "email", "permissions", "id")) {
      if (chance(2)) {
        fields.append(fields.isEmpty() ? "" : ",").append('"').append(field).append("\":");
        fields.append(json());
      }
    }
    byte[] body = ("{\"" + object + "\":{" + fields + "}}").getBytes(StandardCharsets.UTF_8);
    return chance(4) ? mutated(body) : body;
  }

  private String json() {
    return switch (random.nextInt(10)) {
      case 0 -> "null";
      case 1 -> Long.toString(random.nextLong());
      case 2 -> "[\"SECRETS_VAULT.SECRET_READ\"," + (chance(2) ? "null" : "\"x\"") + "]";
      case 3 -> "[".repeat(random.nextInt(2_000));
      case 4 -> "\"" + "y".repeat(random.nextInt(70_000)) + "\"";
      case 5 -> "\"\\ud83d" + (chance(2) ? "\\ude00" : "") + "\"";
      case 6 -> "{\"a\":{}}";
      default -> "\"" + pick(PIECES).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    };
  }

  private byte[] chunks(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    String size =
        chance(8) ? pick(List.of("zz", "-1", "ffffffffff", "")) : Integer.toHexString(body.length);
    chunks.writeBytes((size + "\r\n").getBytes(StandardCharsets.UTF_8));
    chunks.writeBytes(body);
    chunks.writeBytes((chance(8) ? "" : "\r\n0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    return chunks.toByteArray();
  }

  private String mutated(String text) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + pick(PIECES) + text.substring(chance(2) ? at : text.length());
  }

  /** Lacks a character, so that no mutation leaves it whole, as white space around it would. */
  private String damaged(String key) {
    int at = random.nextInt(key.length());
    return mutated(key.substring(0, at) + key.substring(at + 1));
  }

  /** Flips, drops or doubles some bytes, or cuts the rest off. */
  private byte[] mutated(byte[] bytes) {
    List<Byte> mutated = new ArrayList<>();
    int cut = chance(4) && bytes.length > 0 ? random.nextInt(bytes.length) : bytes.length;
    for (int i = 0; i < cut; i++) {
      switch (random.nextInt(400)) {
        case 0 -> mutated.add((byte) random.nextInt(256));
        case 1 -> {}
        case 2 -> {
          mutated.add(bytes[i]);
          mutated.add(bytes[i]);
        }
        default -> mutated.add(bytes[i]);
      }
    }
    byte[] result = new byte[mutated.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = mutated.get(i);
    }
    return result;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Returns a request for a failure's message: without keys, and not too long. */
  private String printable(byte[] request) {
    String text = new String(request, StandardCharsets.UTF_8);
    for (Map.Entry<Key, String> key : keys.entrySet()) {
      if (!key.getValue().isEmpty()) {
        text = text.replace(key.getValue(), "‹" + key.getKey() + "›");
      }
    }
    text = text.replace(owner.cookies().getOrDefault("coffer-session", " "), "‹session›");
    return text.substring(0, Math.min(text.length(), 1_500));
  }
}
