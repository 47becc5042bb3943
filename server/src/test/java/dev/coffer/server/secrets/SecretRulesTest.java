package dev.coffer.server.secrets;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static dev.coffer.server.testing.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and limits of names, values and descriptions, and what an update changes. */
class SecretRulesTest extends OnEachDatabase {
  private static final String ASTRAL = "😀";
  private static final String EVERY_NAME_CHARACTER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=-@#$";

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "Z", "0", "_", "+", "=", "-", "@", "#", "$", "wi", "xwix", "my_wix", "w-ix"})
  void aNameOfTheAllowedCharactersIsAccepted(String name) {
    assertThat(site.create("name", name, "value", "v").status()).isEqualTo(200);
    assertThat(site.listed(name).path("name").asText()).isEqualTo(name);
  }

  @Test
  void aNameMayHaveEveryAllowedCharacterAndFiftyOfThem() {
    String longest = EVERY_NAME_CHARACTER + "abcdefg";
    assertThat(longest).hasSize(50);
    assertThat(site.create("name", longest, "value", "v").status()).isEqualTo(200);
    assertThat(site.listed(longest)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', secret.name MIN_LENGTH",
    "' ', secret.name FORMAT",
    "'a b', secret.name FORMAT",
    "a/b, secret.name FORMAT",
    "a.b, secret.name FORMAT",
    "a%b, secret.name FORMAT",
    "a?b, secret.name FORMAT",
    "é, secret.name FORMAT",
    "😀, secret.name FORMAT",
    "'a\n', secret.name FORMAT",
    "'a\0', secret.name FORMAT",
    "wix, secret.name OTHER",
    "WIX, secret.name OTHER",
    "wIx-key, secret.name OTHER",
    "Wixel, secret.name OTHER",
  })
  void aNameThatBreaksARuleIsRefusedWithTheRule(String name, String violation) {
    assertThat(Violations.of(site.create("name", name, "value", "v"))).containsExactly(violation);
    assertThat(site.list()).as("the secrets of the site").isEmpty();
  }

  @Test
  void aNameIsAtMostFiftyCharactersLongHoweverManyUnitsEachHas() {
    assertThat(Violations.of(site.create("name", "a".repeat(51), "value", "v")))
        .containsExactly("secret.name MAX_LENGTH");
    assertThat(Violations.of(site.create("name", ASTRAL.repeat(50), "value", "v")))
        .containsExactly("secret.name FORMAT");
    assertThat(Violations.of(site.create("name", ASTRAL.repeat(51), "value", "v")))
        .containsExactly("secret.name MAX_LENGTH", "secret.name FORMAT");
  }

  @Test
  void namesAreCaseSensitive() {
    site.created("key", "lower");
    site.created("KEY", "upper");
    assertThat(site.value("key").json().path("value").asText()).isEqualTo("lower");
    assertThat(site.value("KEY").json().path("value").asText()).isEqualTo("upper");
    assertThat(site.value("Key").code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aNameInUseIsRefused() {
    site.created("taken", "first");
    Reply second = site.create("name", "taken", "value", "second");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("ALREADY_EXISTS");
    assertThat(site.value("taken").json().path("value").asText()).isEqualTo("first");
  }

  @Test
  void sitesDoNotShareNames() {
    TestSite other = TestSite.on(server).withMembersArea();
    site.created("shared", "mine");
    other.created("shared", "theirs");
    assertThat(site.value("shared").json().path("value").asText()).isEqualTo("mine");
    assertThat(other.value("shared").json().path("value").asText()).isEqualTo("theirs");
  }

  @Test
  void aValueHasFromOneCharacterTo65536BytesInUtf8() {
    assertThat(Violations.of(site.create("name", "empty", "value", "")))
        .containsExactly("secret.value MIN_LENGTH");
    for (String longest : List.of("x".repeat(65_536), ASTRAL.repeat(16_384))) {
      String id = site.created("longest", longest);
      assertThat(site.value("longest").json().path("value").asText()).isEqualTo(longest);
      assertThat(Violations.of(site.update(id, "value", longest + "x")))
          .containsExactly("secret.value MAX_LENGTH");
      succeeded(site.delete(id));
    }
    assertThat(Violations.of(site.create("name", "more", "value", "é".repeat(32_769))))
        .containsExactly("secret.value MAX_LENGTH");
  }

  @Test
  void aValueComesBackCharacterByCharacter() {
    StringBuilder all = new StringBuilder("\u2028\u2029\ufeff\uffff\\u0041\"/</script>" + ASTRAL);
    for (char c = 0; c < 0x180; c++) {
      all.append(c);
    }
    site.created("all", all.toString());
    assertThat(site.value("all").json().path("value").asText()).isEqualTo(all.toString());
  }

  @Test
  void aDescriptionHasAtMost200Characters() {
    String longest = ASTRAL.repeat(200);
    succeeded(site.create("name", "described", "value", "v", "description", longest));
    assertThat(site.listed("described").path("description").asText()).isEqualTo(longest);
    assertThat(Violations.of(site.create("name", "n", "value", "v", "description", longest + "x")))
        .containsExactly("secret.description MAX_LENGTH");
  }

  @Test
  void aSecretWithoutADescriptionIsListedWithAnEmptyOne() {
    site.created("plain", "v");
    assertThat(site.listed("plain").path("description").isTextual()).isTrue();
    assertThat(site.listed("plain").path("description").asText()).isEmpty();
  }

  @Test
  void allViolationsAreToldAtOnce() {
    Reply reply =
        site.create("name", "wix " + "a".repeat(50), "value", "", "description", "d".repeat(201));
    assertThat(Violations.of(reply))
        .containsExactlyInAnyOrder(
            "secret.name MAX_LENGTH",
            "secret.name FORMAT",
            "secret.name OTHER",
            "secret.value MIN_LENGTH",
            "secret.description MAX_LENGTH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"secret\":null}",
        "{\"secret\":{}}",
        "{\"secret\":{\"name\":null,\"value\":null,\"description\":null}}"
      })
  void aNullFieldIsOneThatIsMissing(String body) {
    assertThat(Violations.of(site.call("POST", SECRETS, body)))
        .containsExactly("secret.name REQUIRED_FIELD", "secret.value REQUIRED_FIELD");
  }

  @Test
  void wrongTypesAreToldByField() {
    String body = "{\"secret\":{\"name\":1,\"value\":[\"v\"],\"description\":{\"a\":true}}}";
    assertThat(Violations.of(site.call("POST", SECRETS, body)))
        .containsExactly("secret.name TYPE", "secret.value TYPE", "secret.description TYPE");
    assertThat(Violations.of(site.call("POST", SECRETS, "{\"secret\":[]}")))
        .containsExactly("secret TYPE");
  }

  @Test
  void unknownFieldsAndThoseThatTheServerSetsAreIgnored() {
    String body =
        """
        {"id":"x","fieldMask":{"a":[1,{}]},"secret":{"id":"00000000-0000-0000-0000-000000000000",
         "createdDate":"2001-01-01T00:00:00.000Z","updatedDate":7,"name":"n","value":"v",
         "later":{"deep":[null]}}}
        """;
    String id = succeeded(site.call("POST", SECRETS, body)).json().path("id").asText();
    assertThat(id).isNotEqualTo("00000000-0000-0000-0000-000000000000");
    assertThat(Instant.parse(site.listed("n").path("createdDate").asText()))
        .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
  }

  @Test
  void anUpdateChangesOnlyTheFieldsThatArePresent() {
    String id =
        succeeded(site.create("name", "n", "value", "v", "description", "d"))
            .json()
            .path("id")
            .asText();
    assertThat(succeeded(site.update(id, "value", "v2")).http().body()).isEqualTo("{}");
    assertSecret("n", "v2", "d", id);
    succeeded(site.update(id, "name", "n2"));
    assertSecret("n2", "v2", "d", id);
    succeeded(site.update(id, "description", "d2"));
    assertSecret("n2", "v2", "d2", id);
    succeeded(site.update(id, "description", ""));
    assertSecret("n2", "v2", "", id);
    assertThat(site.value("n").code()).isEqualTo("NOT_FOUND");
    assertThat(site.list()).hasSize(1);
  }

  private void assertSecret(String name, String value, String description, String id) {
    assertThat(site.value(name).json().path("value").asText()).isEqualTo(value);
    JsonNode listed = site.listed(name);
    assertThat(listed.path("description").asText()).isEqualTo(description);
    assertThat(listed.path("id").asText()).isEqualTo(id);
  }

  @Test
  void anUpdateThatBreaksRulesChangesNothing() {
    String id = site.created("n", "v");
    assertThat(Violations.of(site.update(id, "name", "wix", "value", "", "description", "fine")))
        .containsExactly("secret.name OTHER", "secret.value MIN_LENGTH");
    assertSecret("n", "v", "", id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"secret\":{}}", "{\"secret\":{\"name\":null}}", ""})
  void anEmptyUpdateIsRefused(String body) {
    String id = site.created("n", "v");
    assertThat(Violations.of(site.call("PATCH", SECRETS + "/" + id, body)))
        .containsExactly("secret REQUIRED_FIELD");
  }

  @Test
  void anUpdateWithTheSameValueIsHarmlessAndMovesOnlyTheDateOfChange() throws Exception {
    String id = site.created("n", "v");
    JsonNode before = site.listed("n");
    Thread.sleep(2); // Dates are in milliseconds.
    succeeded(site.update(id, "value", "v"));
    JsonNode after = site.listed("n");
    assertThat(after.path("createdDate")).isEqualTo(before.path("createdDate"));
    assertThat(date(after, "updatedDate")).isAfter(date(before, "updatedDate"));
    assertSecret("n", "v", "", id);
  }

  @Test
  void datesAreUtcWithMilliseconds() {
    Instant before = Instant.now().minusMillis(1);
    site.created("n", "v");
    JsonNode listed = site.listed("n");
    assertThat(listed.path("createdDate").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(listed.path("updatedDate")).isEqualTo(listed.path("createdDate"));
    assertThat(date(listed, "createdDate")).isBetween(before, Instant.now());
  }

  private static Instant date(JsonNode secret, String field) {
    return Instant.parse(secret.path(field).asText());
  }

  @Test
  void idsAreUuidsAndNotNames() {
    String id = site.created("n", "v");
    assertThat(UUID.fromString(id)).hasToString(id);
    assertThat(site.value(id).code()).isEqualTo("NOT_FOUND");
    assertThat(Violations.of(site.delete("n"))).containsExactly("id FORMAT");
    assertThat(Violations.of(site.update("1-1-1-1-1", "value", "v"))).containsExactly("id FORMAT");
    assertThat(site.call("DELETE", SECRETS + "/" + id.toUpperCase(java.util.Locale.ROOT)).status())
        .isEqualTo(200);
  }

  @Test
  void anIdInTheBodyMustBeTheOneInThePath() {
    String id = site.created("n", "v");
    String other = site.created("other", "v");
    String body = "{\"id\":\"%s\",\"secret\":{\"value\":\"v2\"}}";
    assertThat(Violations.of(site.call("PATCH", SECRETS + "/" + id, body.formatted(other))))
        .containsExactly("id OTHER");
    succeeded(site.call("PATCH", SECRETS + "/" + id, body.formatted(id)));
  }

  @Test
  void aRenameToAUsedNameIsRefusedAndToItsOwnNameIsFine() {
    String id = site.created("n", "v");
    site.created("taken", "t");
    assertThat(site.update(id, "name", "taken", "value", "new").code()).isEqualTo("ALREADY_EXISTS");
    assertSecret("n", "v", "", id);
    succeeded(site.update(id, "name", "n"));
    succeeded(site.update(id, "name", "N"));
    assertSecret("N", "v", "", id);
  }

  @Test
  void aDeletedSecretIsGoneAndItsNameIsFree() {
    String id = site.created("n", "v");
    assertThat(succeeded(site.delete(id)).http().body()).isEqualTo("{}");
    assertThat(site.value("n").code()).isEqualTo("NOT_FOUND");
    assertThat(site.delete(id).code()).isEqualTo("NOT_FOUND");
    assertThat(site.update(id, "value", "v").code()).isEqualTo("NOT_FOUND");
    assertThat(site.created("n", "v2")).isNotEqualTo(id);
  }

  @Test
  void anotherSitesSecretCannotBeTouchedByItsId() {
    String id = site.created("n", "v");
    TestSite other = TestSite.on(server).withMembersArea();
    assertThat(other.update(id, "value", "stolen").code()).isEqualTo("NOT_FOUND");
    assertThat(other.delete(id).code()).isEqualTo("NOT_FOUND");
    assertSecret("n", "v", "", id);
  }

  @Test
  void aListIsOldestFirstAndShowsNoValue() throws Exception {
    for (String name : List.of("c", "a", "b")) {
      site.created(name, "marker-in-a-value");
      Thread.sleep(2); // Dates are in milliseconds.
    }
    assertThat(site.list().findValuesAsText("name")).containsExactly("c", "a", "b");
    assertThat(site.call("GET", SECRETS).http().body()).doesNotContain("marker-in-a-value");
  }

  @Test
  void anEmptyListIsAnEmptyArray() {
    assertThat(site.call("GET", SECRETS).http().body()).isEqualTo("{\"secrets\":[]}");
  }

  @Test
  void theLongestValueIsASetting() {
    try (TestServer small = TestServer.start(backend, Map.of("max-value-bytes", "10"))) {
      TestSite its = TestSite.on(small).withMembersArea();
      its.created("ten", "0123456789");
      assertThat(Violations.of(its.create("name", "more", "value", "0123456789x")))
          .containsExactly("secret.value MAX_LENGTH");
    }
  }
}
