package dev.coffer.server.dashboard.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Making and revoking API keys with a browser. */
class KeyPagesTest {
  private static final String EMAIL = "owner@example.com";

  private static final TestClock CLOCK = new TestClock();
  private static TestServer server;
  private static TestSite site;
  private static Browser owner;
  private static String keys;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), CLOCK);
    site = People.siteOf(server, EMAIL);
    owner = People.loggedIn(server, EMAIL);
    keys = People.path(site.id()) + "/keys";
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String keyIn(Answer page) {
    return page.body().replaceAll("(?s).*<output[^>]*id=\"key\">(coffer_\\w+)<.*", "$1");
  }

  private static JsonNode listed(String name) {
    JsonNode all = server.call("GET", site.administration() + "/api-keys").json().path("apiKeys");
    for (JsonNode key : all) {
      if (key.path("name").asText().equals(name)) {
        return key;
      }
    }
    throw new AssertionError("no API key named " + name);
  }

  private static int status(String key, String method, String path) {
    return server.call(key, method, path, Optional.empty(), Map.of()).status();
  }

  @Test
  void aKeyMayWhatWasTickedAndIsShownOnce() {
    site.created("readable", "x");
    Answer made = owner.post(keys, "name", "shop <1>", "permission", "SECRET_READ", "expiry", "30");
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.header("Cache-Control")).contains("no-store");
    String key = keyIn(made);
    assertThat(key).matches("coffer_[0-9A-Za-z]{49}");
    assertThat(made.text()).contains("$COFFER_KEY").contains(owner.origin() + "/api/v1/secrets/");
    assertThat(status(key, "GET", "/api/v1/secrets/name/readable")).isEqualTo(200);
    assertThat(status(key, "GET", "/api/v1/secrets")).isEqualTo(403);
    Answer page = owner.get(keys);
    assertThat(page.body()).doesNotContain(key).contains(key.substring(0, 11));
    assertThat(page.text()).contains("shop <1>").contains("by " + EMAIL).contains("Get values");
    JsonNode listed = listed("shop <1>");
    assertThat(listed.path("createdBy").asText()).isEqualTo(EMAIL);
    assertThat(listed.path("expiryDate").asText()).isEqualTo("2026-03-31T12:00:00.000Z");
  }

  @Test
  void aKeyIsShownAsExpiredWhenItIsRefused() {
    TestClock clock = new TestClock();
    try (TestServer own = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), clock)) {
      String path = People.path(People.siteOf(own, EMAIL).id()) + "/keys";
      Answer made =
          People.loggedIn(own, EMAIL)
              .post(path, "name", "k", "permission", "SECRET_READ", "expiry", "1");
      assertThat(made.text()).doesNotContain(">Expired<");
      clock.pass(Duration.ofDays(1));
      assertThat(People.loggedIn(own, EMAIL).get(path).text()).contains(">Expired<");
      String value = "/api/v1/secrets/name/any";
      assertThat(own.call(keyIn(made), "GET", value, Optional.empty(), Map.of()).status())
          .isEqualTo(401);
    }
  }

  @Test
  void theOperatorsKeysSaySo() {
    site.newApiKeyReply("by the operator", "SECRET_READ");
    assertThat(listed("by the operator").path("createdBy").asText()).isEqualTo("operator");
    assertThat(owner.get(keys).text()).contains("by operator");
  }

  @Test
  void aKeyOfSeveralPermissionsHasThemAll() {
    Answer made =
        owner.post(
            keys,
            "name",
            "several",
            "permission",
            "SECRET_METADATA_READ",
            "permission",
            "SECRET_CREATE",
            "expiry",
            "");
    assertThat(status(keyIn(made), "GET", "/api/v1/secrets")).isEqualTo(200);
    assertThat(listed("several").path("permissions")).hasSize(2);
    assertThat(listed("several").has("expiryDate")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',   SECRET_READ, 30,   name,       must not be empty
          LONG, SECRET_READ, 30,   name,       at most 100 characters
          k,    NONE,        30,   permissions, at least one permission
          k,    SECRET_READ, 0,    expiry,     from 1 to 3650
          k,    SECRET_READ, 3651, expiry,     from 1 to 3650
          k,    SECRET_READ, x,    expiry,     from 1 to 3650
          """)
  void eachViolationIsToldAtItsField(
      String name, String permission, String expiry, String field, String words) {
    Map<String, ?> before = StoredContent.of(server);
    Answer answer =
        owner.post(
            keys,
            "name",
            name.replace("LONG", "n".repeat(101)),
            "permission",
            permission,
            "expiry",
            expiry);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.fault(field)).contains(words);
    assertThat(StoredContent.of(server)).isEqualTo(before);
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() {
    site.created("revocable", "x");
    String key = keyIn(owner.post(keys, "name", "doomed", "permission", "SECRET_READ"));
    assertThat(status(key, "GET", "/api/v1/secrets/name/revocable")).isEqualTo(200);
    String id = listed("doomed").path("id").asText();
    assertThat(owner.post(keys + "/" + id + "/revoke").location()).isEqualTo(keys);
    assertThat(status(key, "GET", "/api/v1/secrets/name/revocable")).isEqualTo(401);
    assertThat(owner.get(keys).text()).contains("The API key was revoked.");
    assertThat(owner.post(keys + "/" + id + "/revoke").status()).isEqualTo(404);
  }
}
