package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LogLines;
import dev.coffer.testing.RawConnection;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.host.RunningCoffer;
import dev.coffer.velo.web.Client.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members log in and out. */
class VisitorLogInTest {
  private static final String FILE = "backend/x.web.js";

  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo =
        TestVelo.start(
            Map.of(
                FILE,
                """
                import { Permissions, webMethod } from 'wix-web-module';
                export const f = webMethod(Permissions.SiteMember, () => 'in');
                """));
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static int callAs(Client client) {
    return client.call(FILE, "f", "[]").status();
  }

  private static String session(Client client) {
    return client.cookies().get("coffer-velo-" + velo.address().getPort());
  }

  @Test
  void whoKnowsThePasswordIsLetInWithACookieThatNoScriptAndNoOtherSiteHas() {
    Client client = velo.anonymous();
    assertThat(client.get("/_log-in").body()).contains("<h1 tabindex=\"-1\">Log in</h1>");
    assertThat(callAs(client)).isEqualTo(403);
    Reply reply =
        client.form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).isEqualTo("/");
    assertThat(reply.header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Secure");
    assertThat(callAs(client)).isEqualTo(200);
    assertThat(client.get("/_log-in").body()).contains("You are logged in", TestVelo.OWNER);
  }

  @Test
  void aProxyWithTlsMakesTheCookieSecure() {
    String host = velo.address().getAuthority();
    Reply reply =
        velo.anonymous()
            .formWith(
                Map.of("Origin", "https://" + host),
                "/_log-in",
                "email",
                TestVelo.OWNER,
                "password",
                RunningCoffer.PASSWORD);
    assertThat(reply.header("Set-Cookie")).contains("Secure");
  }

  @ParameterizedTest
  @CsvSource({
    "owner@example.com,   wrong",
    "owner@example.com,   ''",
    "nobody@example.com,  a long enough password",
    "'',                  a long enough password",
  })
  void whoDoesNotIsToldTheSameWhateverIsWrong(String email, String password) {
    Client client = velo.anonymous();
    Reply reply = client.form("/_log-in", "email", email, "password", password);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).contains("The email or the password is wrong.");
    assertThat(client.cookies()).isEmpty();
  }

  @Test
  void aFormThatDoesNotArriveWholeIsTheSendersFault() {
    try (RawConnection connection = RawConnection.to(velo.address())) {
      String answer =
          connection
              .sendHead(
                  "POST /_log-in HTTP/1.1",
                  "Host: localhost",
                  "Content-Type: application/x-www-form-urlencoded",
                  "Transfer-Encoding: chunked",
                  "",
                  "zz")
              .statusLine();
      assertThat(answer).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aSessionBeginsAnewAtEachLogInAndTheOldOneEnds() {
    Client client = velo.owner();
    Client thief = velo.anonymous();
    thief.cookies().putAll(client.cookies());
    assertThat(callAs(thief)).isEqualTo(200);
    String before = session(client);
    client.form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    assertThat(session(client)).isNotEqualTo(before);
    assertThat(callAs(client)).isEqualTo(200);
    assertThat(callAs(thief)).isEqualTo(403);
  }

  @Test
  void aSessionThatAStrangerMadeUpIsNotTakenOver() {
    Client client = velo.anonymous();
    client.cookies().put("coffer-velo-" + velo.address().getPort(), "made-up");
    assertThat(callAs(client)).isEqualTo(403);
    client.form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    assertThat(session(client)).isNotEqualTo("made-up").hasSizeGreaterThan(40);
  }

  @Test
  void whoLogsOutIsOutEverywhereThatTheSessionWas() {
    Client client = velo.owner();
    Client copy = velo.anonymous();
    copy.cookies().putAll(client.cookies());
    String token = client.get("/_log-in").csrfToken();
    assertThat(token).isNotEmpty();
    Reply stale = client.form("/_log-out", "form-token", "wrong");
    assertThat(stale.status()).isEqualTo(403);
    assertThat(stale.csrfToken()).as("on a page where one can log out").isEqualTo(token);
    assertThat(callAs(client)).isEqualTo(200);
    assertThat(client.form("/_log-out", "form-token", token).status()).isEqualTo(303);
    assertThat(client.cookies()).doesNotContainKey("coffer-velo-" + velo.address().getPort());
    assertThat(callAs(copy)).isEqualTo(403);
  }

  @Test
  void whoGetsAnotherRoleHasItAndWhoIsRemovedIsOutWithTheNextRequest() {
    String email = "passing@example.com";
    velo.invite(email, "ADMIN");
    Client client = velo.loggedIn(email);
    assertThat(client.get("/_functional-testing").status()).isEqualTo(200);
    velo.changeRole(email, "MEMBER");
    assertThat(client.get("/_functional-testing").status()).isEqualTo(403);
    assertThat(callAs(client)).isEqualTo(200);
    velo.removeMember(email);
    assertThat(callAs(client)).isEqualTo(403);
    assertThat(client.get("/_log-in").body()).doesNotContain(email);
  }

  @ParameterizedTest
  @CsvSource({"http://evil.example, cross-site", "null, ''", "'', cross-site"})
  void aPageOfAnotherSiteCanNeitherLogInNorOut(String origin, String site) {
    Map<String, String> headers = Map.of("Origin", origin, "Sec-Fetch-Site", site);
    Client client = velo.owner();
    String before = session(client);
    String token = client.get("/_log-in").csrfToken();
    assertThat(client.formWith(headers, "/_log-out", "form-token", token).status()).isEqualTo(403);
    assertThat(
            client
                .formWith(
                    headers,
                    "/_log-in",
                    "email",
                    TestVelo.OWNER,
                    "password",
                    RunningCoffer.PASSWORD)
                .status())
        .isEqualTo(403);
    assertThat(session(client)).isEqualTo(before);
    assertThat(callAs(client)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/shop/?page=2,        /shop/?page=2",
    "/_functional-testing, /_functional-testing",
    "//evil.example,       /",
    "/\\evil.example,      /",
    "https://evil.example, /",
    "javascript:alert(1),  /",
    "shop,                 /",
  })
  void whereToGoAfterwardsIsAPathOfThisSite(String returnTo, String location) {
    Client client = velo.anonymous();
    Reply reply =
        client.form(
            "/_log-in",
            "email",
            TestVelo.OWNER,
            "password",
            RunningCoffer.PASSWORD,
            "return-to",
            returnTo);
    assertThat(reply.header("Location")).isEqualTo(location);
  }

  @Test
  void whatWasFilledInIsShownAsTextAndThePasswordNotAtAll() {
    Reply reply =
        velo.anonymous()
            .form("/_log-in", "email", "\"><script>", "password", "a password nobody has");
    assertThat(reply.body())
        .contains("&#34;>&lt;script>")
        .doesNotContain("\"><script>", "a password nobody has");
  }

  @Test
  void whatSomebodyTypedIsGivenBackToWhomeverIsLoggedOutUnlessItIsLong() {
    String run = "/_functional-testing/run";
    Reply small = velo.anonymous().form(run, "parameters", "typed by hand");
    assertThat(small.status()).isEqualTo(401);
    assertThat(small.body()).contains("You are logged out", "typed by hand");
    Reply large = velo.anonymous().form(run, "parameters", "x".repeat(70_000));
    assertThat(large.status()).isEqualTo(401);
    assertThat(large.body()).contains("You are logged out", "too long to be given back");
  }

  @Test
  void whoTriesTooOftenHasToWait() {
    Client client = velo.anonymous();
    Reply reply = null;
    for (int i = 0; i < 40 && (reply == null || reply.status() != 429); i++) {
      reply = client.form("/_log-in", "email", "victim@example.com", "password", "guess " + i);
    }
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.body()).contains("There were too many attempts.");
  }

  @Test
  void noPasswordReachesTheLog() {
    try (LogLines log = LogLines.begin()) {
      velo.owner();
      velo.anonymous()
          .form("/_log-in", "email", TestVelo.OWNER, "password", "a password nobody has");
      assertThat(log.text())
          .contains("a member has logged in", "a log-in was refused")
          .doesNotContain(RunningCoffer.PASSWORD, "a password nobody has");
    }
  }

  @Test
  void logInPagesAreNotKeptAndNotFramed() {
    Reply reply = velo.anonymous().send("GET", "/_log-in", Optional.empty(), Map.of());
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'");
  }

  @Test
  void theBrowserKeepsForAYearThatItIsKnownAndShowsItToTheLogInAlone() {
    Client client = velo.anonymous();
    Reply reply =
        client.form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    List<String> devices =
        reply.http().headers().allValues("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("coffer-velo-device-"))
            .toList();
    assertThat(devices).hasSize(1);
    assertThat(devices.getFirst())
        .contains("HttpOnly", "SameSite=Strict", "Path=/_log-in", "Max-Age=31536000");
    assertThat(reply.header("Location") + reply.body()).doesNotContain(device(client));
    String before = device(client);
    client.form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    assertThat(device(client)).as("the same browser, later").isEqualTo(before);
  }

  private static String device(Client client) {
    return client.cookies().get("coffer-velo-device-" + velo.address().getPort());
  }

  @Test
  void aStrangerWhoKeepsFailingDoesNotLockAMemberOutOfABrowserThatIsKnown() {
    String email = "known@example.com";
    velo.invite(email, "MEMBER");
    Client known = velo.loggedIn(email);
    known.form("/_log-out", "form-token", known.get("/_log-in").csrfToken());
    Client stranger = velo.anonymous();
    for (int i = 0; i < 6; i++) {
      stranger.form("/_log-in", "email", email, "password", "guess " + i);
    }
    String[] right = {"email", email, "password", RunningCoffer.PASSWORD};
    assertThat(stranger.form("/_log-in", right).status()).isEqualTo(429);
    assertThat(known.form("/_log-in", right).status()).isEqualTo(303);

    Client forger = velo.anonymous();
    for (String forged : List.of("made-up", "x".repeat(5_000), "a b")) {
      forger.cookies().put("coffer-velo-device-" + velo.address().getPort(), forged);
      assertThat(forger.form("/_log-in", right).status()).as(forged).isEqualTo(429);
    }
  }

  @Test
  void aSiteThatRunsWithAVeloKeyLetsMembersLogIn() {
    try (VeloServer site = velo.startWithVeloKey()) {
      Client client = new Client(site.address());
      assertThat(
              client
                  .form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD)
                  .status())
          .isEqualTo(303);
      assertThat(callAs(client)).isEqualTo(200);
      assertThat(client.get("/_functional-testing").status()).isEqualTo(200);
    }
  }

  @Test
  void aSiteThatRunsWithAnApiKeySaysThatNobodyCanLogIn() {
    try (VeloServer site = velo.startWithApiKey()) {
      Reply reply =
          new Client(site.address())
              .form("/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("must be started with the operator key");
    }
  }
}
