package dev.coffer.server.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link that a server prints for each site without a Members Area. */
class SetUpLinkTest {
  private static final Pattern LINK = Pattern.compile("/dashboard/set-up/([\\w-]{43})");

  private final TestClock clock = new TestClock();
  private TestServer server;
  private String link;

  @BeforeEach
  void startServer() {
    try (StandardError error = StandardError.capture()) {
      server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), clock);
      assertThat(error.text()).contains("Set up the Members Area of the site default");
      link = onlyLinkIn(error.text());
    }
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static List<String> linksIn(String printed) {
    return LINK.matcher(printed).results().map(MatchResult::group).toList();
  }

  private static String onlyLinkIn(String printed) {
    assertThat(linksIn(printed)).as("links in what was printed").hasSize(1);
    return linksIn(printed).getFirst();
  }

  private String restarted() {
    try (StandardError error = StandardError.capture()) {
      server.restart();
      return error.text();
    }
  }

  private Browser follower(String path) {
    Browser browser = Browser.at(server);
    Answer answer = browser.get(path);
    assertThat(answer.location()).as("where %s leads", "the link").isEqualTo("/dashboard/set-up");
    return browser;
  }

  private static Answer setUp(Browser browser) {
    return browser.post(
        "/dashboard/set-up", "email", "owner@example.com", "password", People.PASSWORD);
  }

  @Test
  void makesTheOwnerAndLogsInAtOnce() {
    Browser owner = follower(link);
    assertThat(owner.get("/dashboard/set-up").body()).contains("Set up the Members Area");
    Answer done = setUp(owner);
    assertThat(done.status()).isEqualTo(303);
    String site = server.siteId("default");
    assertThat(done.location()).isEqualTo(People.path(site));
    assertThat(owner.get(People.path(site)).location()).isEqualTo(People.path(site) + "/secrets");
    Answer first = owner.get(People.path(site) + "/secrets");
    assertThat(first.body()).contains("The Members Area is set up. Welcome.");
    assertThat(owner.get(People.path(site) + "/secrets").body()).doesNotContain("Welcome.");
    assertThat(owner.get(People.path(site) + "/members").text())
        .contains("owner@example.com")
        .contains("Owner");
  }

  @Test
  void leavesTheAddressAsSoonAsItIsFollowed() {
    String token = link.substring(link.lastIndexOf('/') + 1);
    Browser browser = Browser.at(server);
    Answer followed = browser.get(link);
    assertThat(followed.location()).doesNotContain(token);
    assertThat(followed.body()).doesNotContain(token);
    assertThat(followed.setCookie("coffer-link")).contains("HttpOnly", "SameSite=Lax");
    Answer form = browser.get(followed.location());
    assertThat(form.body()).doesNotContain(token);
    Answer done = setUp(browser);
    assertThat(done.body() + done.location()).doesNotContain(token);
    assertThat(browser.cookies()).doesNotContainKey("coffer-link");
  }

  @Test
  void worksOnce() {
    Browser first = follower(link);
    Browser second = follower(link);
    setUp(first);
    assertThat(second.get("/dashboard/set-up").status()).isEqualTo(404);
    Answer again =
        second.post("/dashboard/set-up", "email", "thief@example.com", "password", People.PASSWORD);
    assertThat(again.status()).isEqualTo(404);
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
    assertThat(StoredContent.of(server).get("account")).hasSize(1);
  }

  @Test
  void isStillGoodAfterARefusedForm() {
    Browser browser = follower(link);
    Answer refused = browser.post("/dashboard/set-up", "email", "nobody", "password", "too short");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fault("email")).contains("must be an email address");
    assertThat(refused.fault("password")).contains("at least 12 characters");
    assertThat(refused.body()).contains("value=\"nobody\"").doesNotContain("too short");
    assertThat(setUp(browser).status()).isEqualTo(303);
  }

  @Test
  void endsAfterADay() {
    clock.pass(Duration.ofHours(23));
    Browser browser = follower(link);
    clock.pass(Duration.ofHours(2));
    assertThat(browser.get("/dashboard/set-up").status()).isEqualTo(404);
    assertThat(setUp(browser).status()).isEqualTo(404);
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
  }

  @Test
  void isVoidOnceTheOperatorHasSetTheMembersAreaUp() {
    Browser browser = follower(link);
    server.withMembersArea();
    assertThat(setUp(browser).status()).isEqualTo(404);
    assertThat(linksIn(restarted())).isEmpty();
  }

  @Test
  void isAnotherAtEachStart() {
    String second = onlyLinkIn(restarted());
    assertThat(second).isNotEqualTo(link);
    setUp(follower(second));
    assertThat(linksIn(restarted())).as("links once there is an owner").isEmpty();
    assertThat(Browser.at(server).get(link).status()).as("the first link").isEqualTo(404);
  }

  @Test
  void linksThatHaveExpiredAreForgottenAtTheNextStart() {
    clock.pass(Duration.ofDays(2));
    restarted();
    assertThat(StoredContent.of(server).get("invitation")).hasSize(1);
  }

  @Test
  void isPrintedForEachSiteThatNeedsOne() {
    TestSite.on(server);
    People.siteOf(server, "owner@example.com");
    assertThat(linksIn(restarted())).hasSize(2);
  }
}
