package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in. Each test has an account and an address of its own. */
class LogInTest {
  private static final TestClock CLOCK = new TestClock();

  private static TestServer server;
  private static String someone;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), CLOCK);
    someone = newAccount();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String newAccount() {
    String email = People.newEmail();
    People.siteOf(server, email);
    return email;
  }

  @Test
  void anUnknownAccountAndAWrongPasswordHaveTheSameAnswerAndTheSameWork() {
    String email = newAccount();
    Browser browser = Browser.at(server, "127.0.0.2");
    double before = passwordHashes(server);
    Answer wrongPassword = browser.logIn(email, "a wrong long password");
    double between = passwordHashes(server);
    Answer unknown = browser.logIn(email.replace("person", "nobody"), "a wrong long password");
    double after = passwordHashes(server);
    assertThat(unknown.status()).isEqualTo(wrongPassword.status()).isEqualTo(422);
    assertThat(unknown.body().replace("nobody", "person")).isEqualTo(wrongPassword.body());
    assertThat(unknown.setCookies()).isEqualTo(wrongPassword.setCookies()).isEmpty();
    assertThat(between - before).as("hashes for a wrong password").isEqualTo(1);
    assertThat(after - between).as("hashes for an unknown account").isEqualTo(1);
  }

  @Test
  void aProgramOfTheOperatorsLearnsWhichMemberOfASiteSomebodyIs() {
    String email = People.newEmail();
    TestSite site = People.siteOf(server, email);
    Reply reply =
        TestSite.succeeded(proveMember(site, email.toUpperCase(Locale.ROOT), People.PASSWORD));
    assertThat(reply.json().at("/member/email").asText()).isEqualTo(email);
    assertThat(reply.json().at("/member/role").asText()).isEqualTo("OWNER");
    assertThat(reply.json().at("/member/id").asText()).hasSize(36);
  }

  @Test
  void aProgramOfTheOperatorsLearnsWhatAMemberIsNowAndNothingOfOtherSites() {
    String email = People.newEmail();
    TestSite site = People.siteOf(server, email);
    Reply proven = TestSite.succeeded(proveMember(site, email, People.PASSWORD));
    String path = "/members/" + proven.json().at("/member/id").asText();

    assertThat(
            TestSite.succeeded(server.call("GET", site.administration() + path))
                .json()
                .path("member"))
        .isEqualTo(proven.json().path("member"));
    TestSite other = People.siteOf(server, People.newEmail());
    assertThat(server.call("GET", other.administration() + path).code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aWrongPasswordAnUnknownAccountAndAMemberOfAnotherSiteAreTheSameToAProgram() {
    String email = People.newEmail();
    TestSite site = People.siteOf(server, email);
    Reply wrong = proveMember(site, email, "a wrong long password");
    assertThat(wrong.status()).isEqualTo(401);
    for (String stranger : List.of(People.newEmail(), newAccount())) {
      Reply reply = proveMember(site, stranger, People.PASSWORD);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.http().body()).isEqualTo(wrong.http().body());
    }
  }

  @Test
  void aProgramsGuessesAtAnAccountAreSlowedDown() {
    String email = People.newEmail();
    TestSite site = People.siteOf(server, email);
    for (int i = 0; i < 5; i++) {
      assertThat(proveMember(site, email, "a wrong long password").status()).isEqualTo(401);
    }
    assertThat(proveMember(site, email, People.PASSWORD).code()).isEqualTo("RESOURCE_EXHAUSTED");
    CLOCK.pass(Duration.ofSeconds(31));
    TestSite.succeeded(proveMember(site, email, People.PASSWORD));
  }

  @Test
  void whatAProgramLeavesOutIsToldByField() {
    TestSite site = TestSite.on(server);
    String path = site.administration() + "/log-in";
    assertThat(Violations.of(server.call("POST", path, "{\"member\":{\"address\":\"here\"}}")))
        .containsExactly(
            "member.email REQUIRED_FIELD",
            "member.password REQUIRED_FIELD",
            "member.address FORMAT");
  }

  private static Reply proveMember(TestSite site, String email, String password) {
    String member =
        TestSite.object("email", email, "password", password, "address", "198.51.100.7");
    return server.call("POST", site.administration() + "/log-in", "{\"member\":" + member + "}");
  }

  @Test
  void aStartHashesNoPassword() {
    try (TestServer started = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"))) {
      assertThat(passwordHashes(started)).isZero();
      Browser.at(started).logIn("nobody@example.com", "a wrong long password");
      assertThat(passwordHashes(started)).as("hashes after an attempt to log in").isEqualTo(1);
    }
  }

  private static double passwordHashes(TestServer counting) {
    return counting
        .call("GET", "/metrics")
        .http()
        .body()
        .lines()
        .filter(line -> line.startsWith("coffer_password_hashes_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void anEmailIsTheSameInEveryLetterCase() {
    String email = newAccount();
    assertThat(Browser.at(server).logIn(email.toUpperCase(Locale.ROOT), People.PASSWORD).status())
        .isEqualTo(303);
  }

  @Test
  void theLongestEmailAndTheLongestPasswordsFitIntoTheForms() {
    String email = "€".repeat(242) + "@example.com";
    String password = "\uD834\uDD1E".repeat(1_024);
    String next = "\uD834\uDD1F".repeat(1_024);
    TestSite site = TestSite.on(server);
    String owner = "{\"owner\":" + TestSite.object("email", email, "password", password) + "}";
    TestSite.succeeded(server.call("POST", site.administration() + "/members-area", owner));
    Browser browser = Browser.at(server, "127.0.0.16");
    assertThat(browser.logIn(email, password).status()).isEqualTo(303);
    assertThat(
            browser
                .post("/dashboard/account/password", "current", password, "password", next)
                .status())
        .isEqualTo(303);
    assertThat(browser.post("/dashboard/confirm", "password", next).status()).isEqualTo(303);
    assertThat(proveMember(site, email, next).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no address", "a\u0000@example.com", "ä@example.com"})
  void whatIsNoAddressOfAnybodyIsRefusedLikeAWrongPassword(String email) {
    Answer answer = Browser.at(server, "127.0.0.3").logIn(email, People.PASSWORD);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("The email or the password is wrong.");
  }

  @Test
  void anAccountHasFiveAttemptsAndAnotherEveryHalfMinute() {
    String email = newAccount();
    Browser browser = Browser.at(server, "127.0.0.4");
    for (int i = 0; i < 5; i++) {
      assertThat(browser.logIn(email, "a wrong long password").status()).isEqualTo(422);
    }
    Answer sixth = browser.logIn(email, People.PASSWORD);
    assertThat(sixth.status()).as("the right password, once there are no attempts").isEqualTo(429);
    assertThat(sixth.header("Retry-After")).contains("30");
    assertThat(sixth.setCookies()).isEmpty();
    CLOCK.pass(Duration.ofSeconds(31));
    assertThat(browser.logIn(email, People.PASSWORD).status()).isEqualTo(303);
    for (int i = 0; i < 5; i++) {
      assertThat(browser.logIn(email, "a wrong long password").status())
          .as("attempts after logging in")
          .isEqualTo(422);
    }
  }

  @Test
  void anAccountThatIsNotThereHasAsManyAttempts() {
    Browser browser = Browser.at(server, "127.0.0.5");
    String email = People.newEmail();
    for (int i = 0; i < 5; i++) {
      assertThat(browser.logIn(email, People.PASSWORD).status()).isEqualTo(422);
    }
    assertThat(browser.logIn(email.toUpperCase(Locale.ROOT), People.PASSWORD).status())
        .isEqualTo(429);
  }

  @Test
  void anAddressThatFailsTwentyTimesIsNotHeardAnyMoreEvenWithTheRightPassword() {
    Browser browser = Browser.at(server, "127.0.0.6");
    String email = newAccount();
    for (int i = 0; i < 20; i++) {
      assertThat(browser.logIn(People.newEmail(), "a wrong long password").status()).isEqualTo(422);
    }
    double before = passwordHashes(server);
    Answer answer = browser.logIn(email, People.PASSWORD);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).contains("3");
    assertThat(passwordHashes(server)).as("hashes, which cost something").isEqualTo(before);
    assertThat(Browser.at(server, "127.0.0.7").logIn(email, People.PASSWORD).status())
        .as("the same from another address")
        .isEqualTo(303);
  }

  @Test
  void whoLogsInUsesUpNoAttemptOfTheAddress() {
    String email = newAccount();
    for (int i = 0; i < 21; i++) {
      assertThat(Browser.at(server, "127.0.0.8").logIn(email, People.PASSWORD).status())
          .isEqualTo(303);
    }
  }

  @Test
  void aBrowserThatHasLoggedInBeforeIsNotLockedOutByStrangers() {
    String email = newAccount();
    Browser owner = Browser.at(server, "127.0.0.9");
    owner.logIn(email, People.PASSWORD);
    owner.post("/dashboard/log-out");
    Browser stranger = Browser.at(server, "127.0.0.9");
    for (int i = 0; i < 25; i++) {
      stranger.logIn(email, "a wrong long password");
    }
    assertThat(stranger.logIn(email, People.PASSWORD).status())
        .as("a stranger behind the same address")
        .isEqualTo(429);
    assertThat(owner.logIn(email, People.PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void aBrowserThatHasLoggedInBeforeHasFiveAttemptsToo() {
    String email = newAccount();
    Browser thief = Browser.at(server, "127.0.0.10");
    thief.logIn(email, People.PASSWORD);
    thief.post("/dashboard/log-out");
    for (int i = 0; i < 5; i++) {
      assertThat(thief.logIn(email, "a wrong long password").status()).isEqualTo(422);
    }
    assertThat(thief.logIn(email, "a wrong long password").status()).isEqualTo(429);
  }

  @Test
  void aBrowserThatTwoPeopleHaveLoggedInWithKnowsTheLastOfThem() {
    String last = newAccount();
    Browser shared = Browser.at(server, "127.0.0.14");
    shared.logIn(newAccount(), People.PASSWORD);
    shared.logIn(last, People.PASSWORD);
    shared.post("/dashboard/log-out");
    Browser stranger = Browser.at(server, "127.0.0.15");
    for (int i = 0; i < 6; i++) {
      stranger.logIn(last, "a wrong long password");
    }
    assertThat(shared.logIn(last, People.PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void theDeviceOfOneAccountHelpsNoOther() {
    String own = newAccount();
    String other = newAccount();
    Browser stranger = Browser.at(server, "127.0.0.11");
    stranger.logIn(own, People.PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertThat(stranger.logIn(other, "a wrong long password").status()).isEqualTo(422);
    }
    assertThat(stranger.logIn(other, "a wrong long password").status()).isEqualTo(429);
    assertThat(Browser.at(server, "127.0.0.12").logIn(other, People.PASSWORD).status())
        .as("the account's own attempts are used up")
        .isEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /dashboard/sites,                    /dashboard/sites
          /dashboard/account,                  /dashboard/account
          https://evil.example/,               /dashboard
          //evil.example/,                     /dashboard
          /\\evil.example/,                    /dashboard
          /dashboard//evil.example,            /dashboard
          /dashboard/../..//evil.example,      /dashboard
          /dashboard@evil.example,             /dashboard
          '/dashboard\r\nSet-Cookie: a=b',     /dashboard
          javascript:alert(1),                 /dashboard
          '',                                  /dashboard
          """)
  void whatComesNextIsAPageOfThisServer(String next, String expected) {
    Browser browser = Browser.at(server);
    Answer answer =
        browser.post(
            "/dashboard/log-in", "email", someone, "password", People.PASSWORD, "next", next);
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo(expected);
    Answer confirmed =
        browser.post("/dashboard/confirm", "password", People.PASSWORD, "next", next);
    assertThat(confirmed.location()).isEqualTo(expected);
  }

  @Test
  void whoWantsAPageComesToItAfterLoggingIn() {
    Answer answer = Browser.at(server).get("/dashboard/account");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/dashboard/log-in?next=%2Fdashboard%2Faccount");
    assertThat(Browser.at(server).get(answer.location()).body())
        .contains("name=\"next\" value=\"/dashboard/account\"");
  }

  @Test
  void theAnswerNeverShowsThePassword() {
    Answer answer = Browser.at(server, "127.0.0.13").logIn("a@b.example", "mkPassword-1b7e");
    assertThat(answer.body()).contains("a@b.example").doesNotContain("mkPassword");
  }
}
