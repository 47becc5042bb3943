package dev.coffer.server.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a velo key may do, and for how long. */
@ParameterizedClass
@EnumSource(Backend.class)
class VeloKeyTest {
  private static final String OWN_KEY = "/api/v1/api-key";
  private static final String WRONG = "a wrong long password";
  private static final Duration DAY = Duration.ofHours(24);

  private static TestClock clock;
  private static TestServer server;

  @Parameter Backend backend;

  private final String owner = People.newEmail();
  private final TestSite site = People.siteOf(server, owner);

  @BeforeParameterizedClassInvocation
  static void startServer(Backend backend) {
    clock = new TestClock();
    server = TestServer.start(backend, Map.of("log-level", "warn"), clock);
  }

  @AfterParameterizedClassInvocation
  static void stopServer() {
    server.close();
  }

  private Reply logIn(String key, String email, String password, String address, String device) {
    String member =
        device.isEmpty()
            ? TestSite.object("email", email, "password", password, "address", address)
            : TestSite.object(
                "email", email, "password", password, "address", address, "device", device);
    return site.callAs(
        key, "POST", site.administration() + "/log-in", "{\"member\":" + member + "}");
  }

  private Reply extend(String key) {
    return site.callAs(key, "POST", OWN_KEY + "/extension");
  }

  private String ending(Duration life) {
    Instant end = clock.instant().plus(life);
    return TestSite.succeeded(site.newVeloKeyReply(Optional.of(end), "SECRET_READ"))
        .json()
        .path("key")
        .asText();
  }

  private static Instant expiry(Reply extended) {
    return Instant.parse(TestSite.succeeded(extended).json().at("/apiKey/expiryDate").asText());
  }

  @Test
  void aVeloKeyIsListedAsOneAndOtherKeysAsTheyAlwaysWere() {
    JsonNode velo = site.newVeloKeyReply(Optional.empty(), "SECRET_READ").json().path("apiKey");
    JsonNode other = site.newApiKeyReply("other", "SECRET_READ").json().path("apiKey");

    assertThat(velo.path("forVelo").isBoolean()).isTrue();
    assertThat(velo.path("forVelo").asBoolean()).isTrue();
    assertThat(velo.path("permissions").toString()).isEqualTo("[\"SECRETS_VAULT.SECRET_READ\"]");
    assertThat(other.has("forVelo")).isFalse();
    JsonNode listed = site.call("GET", site.administration() + "/api-keys").json().path("apiKeys");
    assertThat(listed).containsExactlyInAnyOrder(velo, other);
    String page =
        People.loggedIn(server, owner).get("/dashboard/sites/" + site.id() + "/keys").body();
    assertThat(page).containsOnlyOnce("Get values, Check log-ins for coffer velo");
  }

  @Test
  void whetherAKeyIsForVeloIsYesOrNo() {
    for (String forVelo : new String[] {"\"yes\"", "1", "[]"}) {
      Reply reply =
          site.call(
              "POST",
              site.administration() + "/api-keys",
              "{\"apiKey\":{\"name\":\"k\",\"permissions\":[\"SECRETS_VAULT.SECRET_READ\"],"
                  + "\"forVelo\":"
                  + forVelo
                  + "}}");
      assertThat(Violations.of(reply)).containsExactly("apiKey.forVelo TYPE");
    }
  }

  @Test
  void itTellsMembersOfItsSiteAndOfNoOther() {
    String key = site.newVeloKey("SECRET_READ");
    JsonNode member =
        TestSite.succeeded(logIn(key, owner, People.PASSWORD, "192.0.2.1", ""))
            .json()
            .path("member");
    String path = "/members/" + member.path("id").asText();
    String stranger = People.newEmail();
    TestSite other = People.siteOf(server, stranger);

    assertThat(site.callAs(key, "GET", site.administration() + path).json().path("member"))
        .isEqualTo(member);
    Reply unknown = site.callAs(key, "GET", "/admin/v1/sites/" + UUID.randomUUID() + path);
    Reply others = site.callAs(key, "GET", other.administration() + path);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(others.http().body()).isEqualTo(unknown.http().body());
    assertThat(others.status()).isEqualTo(404);
    Reply logIn = site.callAs(key, "POST", other.administration() + "/log-in", "{\"member\":{}}");
    assertThat(logIn.http().body()).isEqualTo(unknown.http().body());
    assertThat(logIn(key, stranger, People.PASSWORD, "192.0.2.2", "").status())
        .as("somebody of another site, with the right password")
        .isEqualTo(401);
  }

  @Test
  void itDoesNotTellByItsAnswersWhetherAPasswordIsThatOfSomebodyOfAnotherSite() {
    String key = site.newVeloKey("SECRET_READ");
    String stranger = People.newEmail();
    People.siteOf(server, stranger);
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(key, stranger, People.PASSWORD, "192.0.2.9", "").status()).isEqualTo(401);
    }
    assertThat(logIn(key, stranger, People.PASSWORD, "192.0.2.9", "").status())
        .as("the sixth attempt, as after five wrong passwords")
        .isEqualTo(429);
  }

  @Test
  void itMayDoNothingElseOfTheOperators() {
    String key = site.newVeloKey("SECRET_READ");
    String[][] calls = {
      {"GET", "/admin/v1/sites"},
      {"POST", "/admin/v1/sites"},
      {"DELETE", site.administration()},
      {"POST", site.administration() + "/members-area"},
      {"GET", site.administration() + "/api-keys"},
      {"POST", site.administration() + "/api-keys"},
      {"DELETE", site.administration() + "/api-keys/" + UUID.randomUUID()},
      {"GET", TestSite.SECRETS},
    };
    for (String[] call : calls) {
      assertThat(site.callAs(key, call[0], call[1]).code())
          .as("%s %s", call[0], call[1])
          .isEqualTo("PERMISSION_DENIED");
    }
  }

  @Test
  void otherKeysDoNotExtendOrEndThemselves() {
    String key = site.newApiKey("SECRET_READ");
    for (String other : new String[] {key, server.operatorKey()}) {
      assertThat(extend(other).code()).isEqualTo("PERMISSION_DENIED");
      assertThat(site.callAs(other, "DELETE", OWN_KEY).code()).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(site.callAs(key, "GET", TestSite.SECRETS + "/name/none").status()).isEqualTo(404);
  }

  @Test
  void itExtendsItselfByADayFromNowAndNeverByMore() {
    String key = ending(Duration.ofHours(2));
    Reply extended = extend(key);
    assertThat(expiry(extended)).isEqualTo(clock.instant().plus(DAY));
    assertThat(extended.json().path("siteId").asText()).isEqualTo(site.id());

    clock.pass(Duration.ofSeconds(59));
    assertThat(expiry(extend(key)))
        .as("what would gain less than a minute")
        .isEqualTo(clock.instant().plus(DAY).minusSeconds(59));
    clock.pass(Duration.ofHours(23));
    assertThat(expiry(extend(key))).isEqualTo(clock.instant().plus(DAY));
    clock.pass(Duration.ofHours(23));
    assertThat(extend(key).status()).as("an hour before its end").isEqualTo(200);
    clock.pass(DAY);
    assertThat(extend(key).code()).as("at its end").isEqualTo("UNAUTHENTICATED");
    assertThat(site.callAs(key, "GET", TestSite.SECRETS + "/name/none").status()).isEqualTo(401);
  }

  @Test
  void whatIsGoodForLongerStaysAsItIs() {
    assertThat(expiry(extend(ending(Duration.ofDays(90)))))
        .isEqualTo(clock.instant().plus(Duration.ofDays(90)));
    Reply forEver = TestSite.succeeded(extend(site.newVeloKey("SECRET_READ")));
    assertThat(forEver.json().path("apiKey").has("expiryDate")).isFalse();
  }

  @Test
  void itEndsItselfAndIsNotExtendedAfterwards() {
    String key = ending(Duration.ofHours(2));
    assertThat(TestSite.succeeded(site.callAs(key, "DELETE", OWN_KEY)).http().body())
        .isEqualTo("{}");
    assertThat(extend(key).code()).isEqualTo("UNAUTHENTICATED");
    assertThat(site.callAs(key, "DELETE", OWN_KEY).code()).isEqualTo("UNAUTHENTICATED");
    assertThat(site.call("GET", site.administration() + "/api-keys").json().path("apiKeys"))
        .isEmpty();
  }

  @Test
  void oneThatWasRevokedIsNotExtended() {
    Reply made =
        site.newVeloKeyReply(Optional.of(clock.instant().plusSeconds(7_200)), "SECRET_READ");
    String path = site.administration() + "/api-keys/" + made.json().at("/apiKey/id").asText();
    TestSite.succeeded(site.call("DELETE", path));
    assertThat(extend(made.json().path("key").asText()).code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void thoseThatHaveExpiredAreClearedAwayWhenTheNextIsMade() {
    ending(Duration.ofHours(1));
    String alive = ending(Duration.ofHours(3));
    site.newApiKey("SECRET_READ");
    clock.pass(Duration.ofHours(2));
    ending(Duration.ofHours(1));

    assertThat(site.call("GET", site.administration() + "/api-keys").json().path("apiKeys"))
        .as("one that is alive, one that is no velo key, the new one")
        .hasSize(3);
    assertThat(extend(alive).status()).isEqualTo(200);
  }

  @Test
  void howeverManyAddressesItNamesItsFailuresAreCounted() {
    String key = site.newVeloKey("SECRET_READ");
    String browser =
        TestSite.succeeded(logIn(key, owner, People.PASSWORD, "192.0.2.1", ""))
            .json()
            .path("device")
            .asText();
    for (int i = 0; i < 60; i++) {
      assertThat(guess(key, i).status()).as("attempt %d", i).isEqualTo(401);
    }
    Reply refused = guess(key, 60);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().path("message").asText()).contains("through this API key");
    assertThat(refused.http().headers().firstValue("Retry-After")).contains("1");

    assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.3", "").status())
        .as("somebody new to the server, with the right password")
        .isEqualTo(429);
    assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.3", browser).status())
        .as("a known browser")
        .isEqualTo(200);
    String another = site.newVeloKey("SECRET_READ");
    assertThat(logIn(another, owner, People.PASSWORD, "192.0.2.3", "").status())
        .as("another key")
        .isEqualTo(200);
    assertThat(logIn(server.operatorKey(), owner, People.PASSWORD, "192.0.2.3", "").status())
        .as("the operator key")
        .isEqualTo(200);
    clock.pass(Duration.ofSeconds(2));
    for (int i = 0; i < 2; i++) {
      assertThat(guess(key, 100 + i).status()).as("after two seconds").isEqualTo(401);
    }
    assertThat(guess(key, 103).status()).isEqualTo(429);
  }

  /** Guesses at another account each time, from another address. */
  private Reply guess(String key, int number) {
    return logIn(
        key, "guess-" + number + "-" + owner, WRONG, "2001:db8:" + (number + 1) + "::1", "");
  }

  @Test
  void whoLogsInUsesUpNoFailureOfTheKey() {
    String key = site.newVeloKey("SECRET_READ");
    for (int i = 0; i < 61; i++) {
      assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.1", "").status()).isEqualTo(200);
    }
  }

  @Test
  void anAccountHasFiveAttemptsHoweverManyAddressesAreNamed() {
    String key = site.newVeloKey("SECRET_READ");
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(key, owner, WRONG, "192.0.2." + i, "").status()).isEqualTo(401);
    }
    assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.77", "").status()).isEqualTo(429);
  }

  @Test
  void aBrowserThatIsKnownHasAttemptsOfItsOwn() {
    String key = site.newVeloKey("SECRET_READ");
    String device =
        TestSite.succeeded(logIn(key, owner, People.PASSWORD, "192.0.2.1", ""))
            .json()
            .path("device")
            .asText();
    assertThat(device).matches("[\\w-]{43}");
    for (int i = 0; i < 6; i++) {
      logIn(key, owner, WRONG, "192.0.2.2", "");
    }
    assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.2", "").status()).isEqualTo(429);
    assertThat(logIn(key, owner, People.PASSWORD, "192.0.2.2", "made-up").status()).isEqualTo(429);
    Reply known = logIn(key, owner, People.PASSWORD, "192.0.2.2", device);
    assertThat(TestSite.succeeded(known).json().path("device").asText())
        .as("the browser stays the same")
        .isEqualTo(device);
    clock.pass(Duration.ofMinutes(5)); // So that the account has attempts again.
    Browser dashboard = People.loggedIn(server, owner);
    dashboard.post(
        "/dashboard/account/password",
        "current",
        People.PASSWORD,
        "password",
        "another long password");
    for (int i = 0; i < 6; i++) {
      logIn(key, owner, WRONG, "192.0.2.4", device);
    }
    assertThat(logIn(key, owner, "another long password", "192.0.2.4", device).status())
        .as("after the password was changed")
        .isEqualTo(429);
  }

  @Test
  void aDeviceIsAText() {
    Reply reply =
        site.call(
            "POST",
            site.administration() + "/log-in",
            "{\"member\":{\"email\":\"a@b\",\"password\":\"p\",\"address\":\"::1\",\"device\":7}}");
    assertThat(Violations.of(reply)).containsExactly("member.device TYPE");
  }
}
