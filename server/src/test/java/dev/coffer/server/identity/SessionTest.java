package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How sessions live and end. */
class SessionTest {
  private static final String EMAIL = "owner@example.com";

  private final TestClock clock = new TestClock();
  private TestServer server;
  private TestSite site;
  private Browser owner;

  @BeforeEach
  void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), clock);
    site = People.siteOf(server, EMAIL);
    owner = People.loggedIn(server, EMAIL);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static boolean isIn(Browser browser) {
    Answer answer = browser.get("/dashboard/account");
    assertThat(answer.status()).isIn(200, 303);
    return answer.status() == 200;
  }

  @Test
  void aSessionEndsAnHourAfterItWasLastUsed() {
    clock.pass(Duration.ofMinutes(59));
    assertThat(isIn(owner)).as("after 59 minutes").isTrue();
    clock.pass(Duration.ofMinutes(59));
    assertThat(isIn(owner)).as("after 59 more").isTrue();
    clock.pass(Duration.ofMinutes(62));
    assertThat(isIn(owner)).as("after an hour without use").isFalse();
  }

  @Test
  void aSessionEndsTwelveHoursAfterItsStartHoweverItIsUsed() {
    for (int i = 0; i < 11 * 60 + 50; i += 50) {
      clock.pass(Duration.ofMinutes(50));
      assertThat(isIn(owner)).as("after %d minutes", i + 50).isEqualTo(i + 50 < 12 * 60);
    }
  }

  @Test
  void givingThePasswordAgainDoesNotMakeASessionLonger() {
    for (int i = 0; i < 14; i++) {
      clock.pass(Duration.ofMinutes(50));
      owner.post("/dashboard/confirm", "password", People.PASSWORD);
    }
    clock.pass(Duration.ofMinutes(20));
    assertThat(isIn(owner)).isFalse();
  }

  @Test
  void logInStartsANewSessionAndLeavesTheOldOne() {
    String old = owner.cookies().get("coffer-session");
    owner.logIn(EMAIL, People.PASSWORD);
    assertThat(owner.cookies().get("coffer-session")).isNotEqualTo(old);
  }

  @Test
  void loggingOutEndsTheSessionOnTheServerToo() {
    String token = owner.cookies().get("coffer-session");
    Answer answer = owner.post("/dashboard/log-out");
    assertThat(answer.location()).isEqualTo("/dashboard/log-in");
    assertThat(owner.cookies()).doesNotContainKey("coffer-session");
    owner.cookies().put("coffer-session", token);
    assertThat(isIn(owner)).isFalse();
  }

  @Test
  void oneSessionIsEndedFromAnother() {
    Browser second = People.loggedIn(server, EMAIL);
    String page = owner.get("/dashboard/account").body();
    assertThat(page).contains("this one").contains("127.0.0.1");
    String current = sessionIn(page, true);
    String other = sessionIn(page, false);
    assertThat(owner.post("/dashboard/account/sessions/" + other + "/end").status()).isEqualTo(303);
    assertThat(isIn(second)).isFalse();
    assertThat(isIn(owner)).isTrue();
    owner.post("/dashboard/account/sessions/" + current + "/end");
    assertThat(isIn(owner)).isFalse();
  }

  private static String sessionIn(String page, boolean current) {
    Matcher row =
        Pattern.compile(
                "<tr role=\"row\">(?:(?!</tr>).)*?/sessions/([0-9a-f-]{36})/", Pattern.DOTALL)
            .matcher(page);
    while (row.find()) {
      if (row.group().contains("this one") == current) {
        return row.group(1);
      }
    }
    throw new AssertionError("no such session on the page");
  }

  @Test
  void allSessionsOfAPersonAreEndedAndNobodyElses() {
    Browser second = People.loggedIn(server, EMAIL);
    Browser member = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    owner.post("/dashboard/account/sessions/end");
    assertThat(isIn(owner)).isFalse();
    assertThat(isIn(second)).isFalse();
    assertThat(isIn(member)).isTrue();
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() {
    Browser second = People.loggedIn(server, EMAIL);
    String old = owner.cookies().get("coffer-session");
    Answer changed =
        owner.post(
            "/dashboard/account/password",
            "current",
            People.PASSWORD,
            "password",
            "another long password");
    assertThat(changed.location()).isEqualTo("/dashboard/account");
    assertThat(isIn(owner)).as("the browser that changed it").isTrue();
    assertThat(owner.cookies().get("coffer-session")).isNotEqualTo(old);
    assertThat(isIn(second)).as("another browser").isFalse();
    Browser fresh = Browser.at(server);
    assertThat(fresh.logIn(EMAIL, People.PASSWORD).status()).as("the old password").isEqualTo(422);
    assertThat(fresh.logIn(EMAIL, "another long password").status()).isEqualTo(303);
  }

  @Test
  void aNewPasswordIsTakenWhileAStrangerUsesUpTheAccountsAttempts() {
    Browser stranger = Browser.at(server);
    for (int i = 0; i < 6; i++) {
      stranger.logIn(EMAIL, "a wrong long password");
    }
    Answer changed =
        owner.post(
            "/dashboard/account/password",
            "current",
            People.PASSWORD,
            "password",
            "another long password");
    assertThat(changed.location()).isEqualTo("/dashboard/account");
    assertThat(isIn(owner)).isTrue();
  }

  @Test
  void aNewPasswordNeedsTheOldOneAndKeepsTheRules() {
    Answer wrong =
        owner.post(
            "/dashboard/account/password",
            "current",
            "a wrong long password",
            "password",
            "another long password");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.fault("current")).isEqualTo("The email or the password is wrong.");
    Answer tooShort =
        owner.post(
            "/dashboard/account/password", "current", People.PASSWORD, "password", "too short");
    assertThat(tooShort.fault("password")).contains("at least 12 characters");
    assertThat(isIn(People.loggedIn(server, EMAIL))).as("the old password").isTrue();
  }

  @Test
  void guessesAtTheOldPasswordAreCounted() {
    for (int i = 0; i < 5; i++) {
      owner.post(
          "/dashboard/account/password", "current", "wrong", "password", "another long password");
    }
    Answer sixth =
        owner.post(
            "/dashboard/account/password",
            "current",
            People.PASSWORD,
            "password",
            "another long password");
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(sixth.header("Retry-After")).contains("30");
  }

  @Test
  void cookiesAreForThisServersOwnPagesAlone() {
    Browser browser = Browser.at(server);
    Answer answer = browser.logIn(EMAIL, People.PASSWORD);
    assertThat(answer.setCookie("coffer-session"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Domain", "Max-Age", "Expires");
    assertThat(answer.setCookie("coffer-device")).contains("HttpOnly", "SameSite=Strict", "Path=/");
  }

  @Test
  void theDatabaseHoldsNoTokenThatABrowserHas() throws IOException {
    String link = People.invitation(owner, site.id(), Role.ADMIN);
    String[] tokens = {
      owner.cookies().get("coffer-session"),
      owner.cookies().get("coffer-device"),
      owner.csrfToken(),
      link.substring(link.lastIndexOf('/') + 1)
    };
    server.server().close();
    try (Stream<Path> files = Files.list(server.data())) {
      for (Path file : files.toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String token : tokens) {
          assertThat(content).as("the content of %s", file).doesNotContain(token);
        }
      }
    }
  }

  @Test
  void aSessionThatIsOverIsForgottenWhenAnotherStarts() {
    clock.pass(Duration.ofHours(2));
    People.loggedIn(server, EMAIL);
    assertThat(StoredContent.of(server).get("session")).hasSize(1);
  }

  @Test
  void aSessionThatIsOverIsNotListed() {
    People.loggedIn(server, EMAIL);
    assertThat(sessionsListed()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      clock.pass(Duration.ofMinutes(50));
      assertThat(isIn(owner)).isTrue();
    }
    assertThat(sessionsListed())
        .as("sessions, one of them without use for 100 minutes")
        .isEqualTo(1);
  }

  private long sessionsListed() {
    return Pattern.compile("/sessions/[0-9a-f-]{36}/end")
        .matcher(owner.get("/dashboard/account").body())
        .results()
        .count();
  }

  @Test
  void aSessionOfSomebodyElseIsNotEnded() {
    String ownersPage = owner.get("/dashboard/account").body();
    Browser member = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    Answer answer =
        member.post("/dashboard/account/sessions/" + sessionIn(ownersPage, true) + "/end");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(isIn(owner)).isTrue();
  }

  @Test
  void theUseOfASessionIsNotedToTheMinute() throws SQLException {
    clock.pass(Duration.ofSeconds(59));
    long before = lastSeen();
    assertThat(isIn(owner)).isTrue();
    assertThat(lastSeen()).as("after 59 seconds").isEqualTo(before);
    clock.pass(Duration.ofSeconds(2));
    assertThat(isIn(owner)).isTrue();
    assertThat(lastSeen()).as("after 61 seconds").isEqualTo(clock.millis());
  }

  /** Looks only, which SQLite lets other connections do while the server runs. */
  private long lastSeen() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT last_seen_at FROM session")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void aBrowserIsOneDeviceHoweverOftenItLogsIn() {
    owner.logIn(EMAIL, People.PASSWORD);
    assertThat(StoredContent.of(server).get("device")).hasSize(1);
  }

  @Test
  void valuesAreRevealedOnlyAFewMinutesAfterThePasswordWasGiven() {
    String path = People.path(site.id()) + "/secrets/" + site.created("fresh", "mkValue-77a1");
    assertThat(owner.post(path + "/value").body()).contains("mkValue-77a1");
    clock.pass(Duration.ofMinutes(16));
    Answer stale = owner.post(path + "/value");
    assertThat(stale.status()).isEqualTo(303);
    assertThat(stale.location()).isEqualTo("/dashboard/confirm?next=" + path.replace("/", "%2F"));
    assertThat(owner.get(stale.location()).body()).contains("value=\"" + path + "\"");
    assertThat(owner.post("/dashboard/confirm", "password", "wrong", "next", path).status())
        .isEqualTo(422);
    assertThat(owner.post(path + "/value").status()).isEqualTo(303);
    Answer confirmed = owner.post("/dashboard/confirm", "password", People.PASSWORD, "next", path);
    assertThat(confirmed.location()).isEqualTo(path);
    assertThat(owner.post(path + "/value").body()).contains("mkValue-77a1");
  }

  @Test
  void membersAndKeysAreChangedOnlyAFewMinutesAfterThePasswordWasGiven() {
    People.invited(server, owner, site.id(), Role.MEMBER, "member@example.com");
    String account = People.account(owner, site.id(), "member@example.com");
    clock.pass(Duration.ofMinutes(16));
    Map<String, ?> before = StoredContent.of(server);
    String path = People.path(site.id());
    for (String change :
        new String[] {
          "/invitations",
          "/keys",
          "/delete",
          "/members/" + account + "/role",
          "/members/" + account + "/remove"
        }) {
      Answer answer =
          owner.post(
              path + change,
              "role",
              "ADMIN",
              "name",
              "key",
              "permission",
              "SECRET_READ",
              "typed",
              siteName());
      assertThat(answer.location()).as(change).startsWith("/dashboard/confirm?next=");
    }
    assertThat(StoredContent.of(server)).isEqualTo(before);
  }

  private String siteName() {
    return owner
        .get(People.path(site.id()) + "/settings")
        .body()
        .replaceAll("(?s).*data-must=\"([^\"]+)\".*", "$1");
  }

  @Test
  void aWrongPasswordIsConfirmedFiveTimesAtMost() {
    for (int i = 0; i < 5; i++) {
      assertThat(owner.post("/dashboard/confirm", "password", "wrong").status()).isEqualTo(422);
    }
    Answer sixth = owner.post("/dashboard/confirm", "password", People.PASSWORD);
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(sixth.header("Retry-After")).contains("30");
  }
}
