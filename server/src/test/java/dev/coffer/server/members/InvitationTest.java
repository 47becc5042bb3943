package dev.coffer.server.members;

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
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that make somebody a member of a site. */
class InvitationTest {
  private final TestClock clock = new TestClock();
  private TestServer server;
  private TestSite site;
  private Browser owner;

  @BeforeEach
  void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), clock);
    site = People.siteOf(server, "owner@example.com");
    owner = People.loggedIn(server, "owner@example.com");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private Browser follower(String link) {
    Browser browser = Browser.at(server);
    assertThat(browser.get(link).location()).isEqualTo("/dashboard/invitation");
    return browser;
  }

  private static Answer join(Browser browser, String email, String password) {
    return browser.post("/dashboard/invitation", "email", email, "password", password);
  }

  @Test
  void makesANewPersonAMemberOnce() {
    String link = People.invitation(owner, site.id(), Role.WEBSITE_MANAGER);
    assertThat(owner.get(People.path(site.id()) + "/members").text())
        .contains("for a test")
        .contains("Open invitations");
    Browser browser = follower(link);
    assertThat(browser.get("/dashboard/invitation").text()).contains("as <strong>Website Manager");
    assertThat(join(browser, "New@Example.com", People.PASSWORD).location())
        .isEqualTo(People.path(site.id()));
    assertThat(browser.get(People.path(site.id()) + "/secrets").status()).isEqualTo(200);
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
    assertThat(owner.get(People.path(site.id()) + "/members").text())
        .contains("new@example.com")
        .doesNotContain("Open invitations");
  }

  @Test
  void endsAfterAWeek() {
    String link = People.invitation(owner, site.id(), Role.MEMBER);
    Browser browser = follower(link);
    clock.pass(Duration.ofDays(7).plusMinutes(1));
    assertThat(join(browser, "new@example.com", People.PASSWORD).status()).isEqualTo(404);
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
  }

  @Test
  void isVoidOnceItIsRevoked() {
    String link = People.invitation(owner, site.id(), Role.MEMBER);
    Browser browser = follower(link);
    String page = owner.get(People.path(site.id()) + "/members").body();
    String id = page.replaceAll("(?s).*/invitations/([0-9a-f-]{36})/revoke.*", "$1");
    assertThat(owner.post(People.path(site.id()) + "/invitations/" + id + "/revoke").status())
        .isEqualTo(303);
    assertThat(join(browser, "new@example.com", People.PASSWORD).status()).isEqualTo(404);
  }

  @Test
  void isForAnAccountThatIsThereWithItsPassword() {
    People.siteOf(server, "other@example.com");
    Browser browser = follower(People.invitation(owner, site.id(), Role.ADMIN));
    Answer wrong = join(browser, "other@example.com", "a wrong long password");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.fault("password")).contains("the password of the account");
    Answer joined = join(browser, "Other@example.com", People.PASSWORD);
    assertThat(joined.location()).isEqualTo(People.path(site.id()));
    assertThat(browser.get("/dashboard/sites").text()).contains("Owner").contains("Admin");
  }

  @Test
  void doesNotServeToGuessPasswords() {
    People.siteOf(server, "other@example.com");
    Browser browser = follower(People.invitation(owner, site.id(), Role.ADMIN));
    for (int i = 0; i < 5; i++) {
      assertThat(join(browser, "other@example.com", "a wrong long password").status())
          .isEqualTo(422);
    }
    Answer sixth = join(browser, "OTHER@example.com", People.PASSWORD);
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(sixth.header("Retry-After")).contains("30");
    clock.pass(Duration.ofSeconds(31));
    assertThat(join(browser, "other@example.com", People.PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void letsInWhoseAttemptsToLogInAStrangerHasUsedUp() {
    People.siteOf(server, "other@example.com");
    Browser stranger = Browser.at(server);
    for (int i = 0; i < 6; i++) {
      stranger.logIn("other@example.com", "a wrong long password");
    }
    Browser browser = follower(People.invitation(owner, site.id(), Role.ADMIN));
    assertThat(join(browser, "other@example.com", People.PASSWORD).status()).isEqualTo(303);
    assertThat(browser.get(People.path(site.id()) + "/secrets").status()).isEqualTo(200);
  }

  @Test
  void staysForSomebodyElseIfAMemberUsesIt() {
    String link = People.invitation(owner, site.id(), Role.ADMIN);
    Answer own = join(follower(link), "owner@example.com", People.PASSWORD);
    assertThat(own.status()).isEqualTo(409);
    assertThat(own.fault("email")).contains("a member of the site already");
    assertThat(join(follower(link), "new@example.com", People.PASSWORD).status()).isEqualTo(303);
  }

  @ParameterizedTest
  @CsvSource({
    "ADMIN, OWNER, 403",
    "ADMIN, ADMIN, 200",
    "ADMIN, MEMBER, 200",
    "WEBSITE_MANAGER, MEMBER, 403",
    "MEMBER, MEMBER, 403",
    "OWNER, OWNER, 200",
    "OWNER, KING, 422",
    "OWNER, '', 422"
  })
  void givesOnlyARoleThatTheInviterMayGive(Role inviter, String role, int status) {
    Browser browser = People.invited(server, owner, site.id(), inviter, "inviter@example.com");
    Answer answer = browser.post(People.path(site.id()) + "/invitations", "role", role);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(StoredContent.of(server).get("invitation"))
        .filteredOn(invitation -> invitation.contains("sets_up=0"))
        .hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void isVoidOnceWhoMadeItIsRemoved() {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    String link = People.invitation(admin, site.id(), Role.ADMIN);
    String account = People.account(owner, site.id(), "admin@example.com");
    owner.post(People.path(site.id()) + "/members/" + account + "/remove");
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"admin@example.com", "a_min@example.com", "a%@example.com", "аdmin@example.com"})
  void staysIfSomebodyIsRemovedWhoseAddressOnlyLooksLikeItsMakers(String removed) {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "a.dmin@example.com");
    String kept = People.invitation(admin, site.id(), Role.ADMIN);
    Browser other = People.invited(server, owner, site.id(), Role.ADMIN, removed);
    String revoked = People.invitation(other, site.id(), Role.ADMIN);
    String account = People.account(owner, site.id(), removed);
    owner.post(People.path(site.id()) + "/members/" + account + "/remove");
    assertThat(Browser.at(server).get(revoked).status()).isEqualTo(404);
    assertThat(Browser.at(server).get(kept).status()).isEqualTo(303);
  }

  @Test
  void isVoidOnceWhoMadeItIsRemovedThoughTheAddressWasGivenInCapitals() {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "Admin@Example.com");
    String link = People.invitation(admin, site.id(), Role.ADMIN);
    String account = People.account(owner, site.id(), "admin@example.com");
    owner.post(People.path(site.id()) + "/members/" + account + "/remove");
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
  }

  @Test
  void isVoidOnceWhoMadeItHasALesserRole() {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    String link = People.invitation(admin, site.id(), Role.ADMIN);
    String kept = People.invitation(owner, site.id(), Role.ADMIN);
    String account = People.account(owner, site.id(), "admin@example.com");
    owner.post(People.path(site.id()) + "/members/" + account + "/role", "role", "MEMBER");
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
    assertThat(Browser.at(server).get(kept).status()).as("the owner's own link").isEqualTo(303);
  }

  @Test
  void hasANoteOfAtMostAHundredCharactersOnOneLine() {
    String path = People.path(site.id()) + "/invitations";
    Answer tooLong = owner.post(path, "role", "MEMBER", "note", "n".repeat(101));
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(tooLong.fault("note")).contains("at most 100 characters");
    Answer control = owner.post(path, "role", "MEMBER", "note", "a\u0000b");
    assertThat(control.status()).isEqualTo(422);
    assertThat(control.fault("note")).contains("control characters");
    assertThat(owner.post(path, "role", "MEMBER", "note", "é".repeat(100)).status()).isEqualTo(200);
  }

  @Test
  void itsLinkIsShownOnceAndLeadsToTheAddressThatTheBrowserUses() {
    Answer page = owner.post(People.path(site.id()) + "/invitations", "role", "MEMBER");
    assertThat(page.body()).contains(owner.origin() + "/dashboard/invitation/");
    assertThat(owner.get(People.path(site.id()) + "/members").body())
        .doesNotContain("/dashboard/invitation/");
  }
}
