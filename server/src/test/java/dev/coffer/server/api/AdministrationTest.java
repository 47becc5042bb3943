package dev.coffer.server.api;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static dev.coffer.server.testing.TestSite.object;
import static dev.coffer.server.testing.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites, Members Areas and API keys, as the operator makes and ends them. */
class AdministrationTest extends OnEachDatabase {
  private static final String SITES = "/admin/v1/sites";
  private static final String READ = "\"SECRETS_VAULT.SECRET_READ\"";
  private static final String EMOJI = "😀";

  @Test
  void theFirstStartMakesTheDefaultSite() {
    try (TestServer fresh = TestServer.start(backend, Map.of("log-level", "warn"))) {
      JsonNode sites = fresh.call("GET", SITES).json().path("sites");
      assertThat(sites).hasSize(1);
      assertThat(sites.at("/0/name").asText()).isEqualTo("default");
      assertThat(sites.at("/0/membersAreaSetUp").asBoolean(true)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "a-", "my-site-2", "abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklm"})
  void aSiteIsMadeListedAndDeleted(String name) {
    JsonNode made = succeeded(createSite(name)).json().path("site");
    assertThat(made.path("name").asText()).isEqualTo(name);
    assertThat(UUID.fromString(made.path("id").asText())).isNotNull();
    assertThat(Instant.parse(made.path("createdDate").asText())).isBefore(Instant.now());
    assertThat(made.path("membersAreaSetUp").asBoolean(true)).isFalse();
    assertThat(server.siteId(name)).isEqualTo(made.path("id").asText());
    String path = SITES + "/" + made.path("id").asText();
    assertThat(createSite(name).code()).isEqualTo("ALREADY_EXISTS");
    assertThat(succeeded(server.call("DELETE", path)).http().body()).isEqualTo("{}");
    assertThat(server.call("DELETE", path).code()).isEqualTo("NOT_FOUND");
    assertThat(server.call("GET", path + "/api-keys").code()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "A",
        "a b",
        "a_b",
        "é",
        "a\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void aSiteNameThatBreaksTheRuleIsRefused(String name) {
    assertThat(Violations.of(createSite(name))).containsExactly("site.name FORMAT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|site.name REQUIRED_FIELD",
        "{}|site.name REQUIRED_FIELD",
        "{\"site\":{\"name\":null}}|site.name REQUIRED_FIELD",
        "{\"site\":{\"name\":7}}|site.name TYPE",
        "{\"site\":\"x\"}|site TYPE",
        "{\"site\":{\"name\":\"\\ud800\"}}|site.name FORMAT",
        "[]|body TYPE",
        "{\"site\":{\"name\":\"s\"}} x|body FORMAT",
        "{\"site\":{\"name\":\"s\",\"name\":\"t\"}}|body FORMAT",
      })
  void aMalformedSiteIsRefusedByField(String body, String violation) {
    assertThat(Violations.of(server.call("POST", SITES, body))).containsExactly(violation);
  }

  @Test
  void aBodyThatIsLargerThanAnyWithAnEmailAndAPasswordIsRefused() {
    String longest = " ".repeat(16_384);
    assertThat(Violations.of(server.call("POST", SITES, longest)))
        .containsExactly("site.name REQUIRED_FIELD");
    Reply reply = server.call("POST", SITES, longest + " ");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    assertThat(reply.http().body()).contains("at most 16384 bytes");
  }

  private static Reply createSite(String name) {
    return server.call("POST", SITES, "{\"site\":" + object("name", name) + "}");
  }

  @Test
  void aDeletedSiteTakesItsSecretsAndKeysAlong() {
    TestSite doomed = TestSite.on(server).withMembersArea();
    doomed.created("n", "v");
    String key = doomed.newApiKey("SECRET_READ");
    assertThat(doomed.callAs(key, "GET", SECRETS + "/name/n").status()).isEqualTo(200);
    succeeded(server.call("DELETE", doomed.administration()));
    assertThat(doomed.callAs(key, "GET", SECRETS + "/name/n").status()).isEqualTo(401);
    assertThat(doomed.value("n").code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aMembersAreaIsSetUpOnce() {
    TestSite fresh = TestSite.on(server);
    Reply reply = setUp(fresh, "Me@Example.COM", "correct horse");
    assertThat(succeeded(reply).json().at("/owner/email").asText()).isEqualTo("me@example.com");
    assertThat(reply.json().at("/owner/role").asText()).isEqualTo("OWNER");
    assertThat(reply.http().body()).doesNotContain("correct horse");
    assertThat(setUp(fresh, "other@example.com", "correct horse").code())
        .isEqualTo("ALREADY_EXISTS");
  }

  @Test
  void anOwnerOfAnotherSiteGivesTheSamePassword() {
    setUp(TestSite.on(server), "two-sites@example.com", "correct horse");
    TestSite second = TestSite.on(server);
    assertThat(Violations.of(setUp(second, "two-sites@example.com", "another horse")))
        .containsExactly("owner.password OTHER");
    succeeded(setUp(second, "TWO-sites@example.com", "correct horse"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'correct horse', owner.email FORMAT",
    "noone, 'correct horse', owner.email FORMAT",
    "a@b@c, 'correct horse', owner.email FORMAT",
    "'a b@c', 'correct horse', owner.email FORMAT",
    "@c, 'correct horse', owner.email FORMAT",
    "a@, 'correct horse', owner.email FORMAT",
    "a@b, 'short 78901', owner.password MIN_LENGTH",
    "a@b, 😀😀😀😀😀😀😀😀😀😀😀, owner.password MIN_LENGTH",
  })
  void anOwnerWhoBreaksARuleIsRefused(String email, String password, String violation) {
    TestSite fresh = TestSite.on(server);
    assertThat(Violations.of(setUp(fresh, email, password))).containsExactly(violation);
  }

  @Test
  void theLongestEmailAndPasswordAreAcceptedAndLongerOnesRefused() {
    TestSite fresh = TestSite.on(server);
    String longEmail = "e".repeat(242) + "@example.com";
    assertThat(longEmail).hasSize(254);
    assertThat(Violations.of(setUp(fresh, "e" + longEmail, EMOJI.repeat(1025))))
        .containsExactly("owner.email MAX_LENGTH", "owner.password MAX_LENGTH");
    succeeded(setUp(fresh, longEmail, EMOJI.repeat(1024)));
  }

  @Test
  void aMissingOwnerIsToldByField() {
    assertThat(Violations.of(server.call("POST", site.administration() + "/members-area", "{}")))
        .containsExactly("owner.email REQUIRED_FIELD", "owner.password REQUIRED_FIELD");
  }

  private static Reply setUp(TestSite site, String email, String password) {
    return server.call(
        "POST",
        site.administration() + "/members-area",
        "{\"owner\":" + object("email", email, "password", password) + "}");
  }

  @Test
  void anApiKeyIsShownOnceAndListedWithoutItsText() {
    TestSite fresh = TestSite.on(server);
    Reply made =
        succeeded(fresh.newApiKeyReply("backend " + EMOJI, "SECRET_READ", "SECRET_CREATE"));
    String key = made.json().path("key").asText();
    assertThat(key).matches("coffer_[0-9A-Za-z]{49}");
    Reply list = succeeded(server.call("GET", fresh.administration() + "/api-keys"));
    JsonNode listed = list.json().at("/apiKeys/0");
    assertThat(listed).isEqualTo(made.json().path("apiKey"));
    assertThat(listed.path("name").asText()).isEqualTo("backend " + EMOJI);
    assertThat(key).startsWith(listed.path("prefix").asText());
    assertThat(listed.path("prefix").asText()).hasSizeLessThan(12);
    assertThat(listed.findValuesAsText("permissions")).isNotNull();
    assertThat(listed.path("permissions").toString())
        .isEqualTo("[\"SECRETS_VAULT.SECRET_READ\",\"SECRETS_VAULT.SECRET_CREATE\"]");
    assertThat(listed.has("expiryDate")).isFalse();
    assertThat(list.http().body()).doesNotContain(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|apiKey.name REQUIRED_FIELD|apiKey.permissions REQUIRED_FIELD",
        "{'name':1,'permissions':'all'}|apiKey.name TYPE|apiKey.permissions TYPE",
        "{'name':'','permissions':[]}|apiKey.name REQUIRED_FIELD|apiKey.permissions REQUIRED_FIELD",
        "{'name':'k','permissions':['SECRET_READ']}|apiKey.permissions FORMAT|",
        "{'name':'k','permissions':[1,null]}|apiKey.permissions FORMAT|",
        "{'name':'a\\u0000','permissions':[R]}|apiKey.name FORMAT|",
        "{'name':'a\\u009fb','permissions':[R]}|apiKey.name FORMAT|",
        "{'name':'\\udc00','permissions':[R]}|apiKey.name FORMAT|",
        "{'name':'k','permissions':[R],'expiryDate':'tomorrow'}|apiKey.expiryDate FORMAT|",
        "{'name':'k','permissions':[R],'expiryDate':7}|apiKey.expiryDate FORMAT|",
        "{'name':'k','permissions':[R],'expiryDate':'2020-01-01T00:00:00Z'}|apiKey.expiryDate OTHER|",
        "{'name':'k','permissions':[R],'expiryDate':'+10000-01-01T00:00:00Z'}|apiKey.expiryDate FORMAT|",
        "{'name':'k','permissions':[R],'expiryDate':'+999999999-01-01T00:00:00Z'}|apiKey.expiryDate FORMAT|",
        "{'name':'k','permissions':[R],'expiryDate':'-999999999-01-01T00:00:00Z'}|apiKey.expiryDate OTHER|",
      })
  void anApiKeyThatBreaksARuleIsRefused(String key, String first, String second) {
    String json = "{\"apiKey\":" + key.replace('\'', '"').replace("[R]", "[" + READ + "]") + "}";
    assertThat(Violations.of(server.call("POST", site.administration() + "/api-keys", json)))
        .containsExactly(second == null ? new String[] {first} : new String[] {first, second});
  }

  @Test
  void anApiKeysNameHasAtMostAHundredCharacters() {
    succeeded(site.newApiKeyReply(EMOJI.repeat(100), "SECRET_READ"));
    assertThat(Violations.of(site.newApiKeyReply(EMOJI.repeat(101), "SECRET_READ")))
        .containsExactly("apiKey.name MAX_LENGTH");
  }

  @Test
  void anExpiryWithAnOffsetIsKeptInUtc() {
    String body =
        "{\"apiKey\":{\"name\":\"k\",\"permissions\":["
            + READ
            + "],\"expiryDate\":\"9999-12-31T23:59:59.999+01:00\"}}";
    Reply made = succeeded(server.call("POST", site.administration() + "/api-keys", body));
    assertThat(made.json().at("/apiKey/expiryDate").asText()).isEqualTo("9999-12-31T22:59:59.999Z");
  }

  @Test
  void anotherSitesKeyCannotBeRevoked() {
    TestSite other = TestSite.on(server);
    String id =
        succeeded(other.newApiKeyReply("k", "SECRET_READ")).json().at("/apiKey/id").asText();
    assertThat(server.call("DELETE", site.administration() + "/api-keys/" + id).code())
        .isEqualTo("NOT_FOUND");
    succeeded(server.call("DELETE", other.administration() + "/api-keys/" + id));
  }

  @Test
  void anIdThatIsNoUuidIsRefusedByName() {
    assertThat(Violations.of(server.call("DELETE", SITES + "/default")))
        .containsExactly("siteId FORMAT");
    assertThat(Violations.of(server.call("DELETE", site.administration() + "/api-keys/test")))
        .containsExactly("id FORMAT");
  }
}
