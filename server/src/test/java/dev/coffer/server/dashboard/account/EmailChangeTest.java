package dev.coffer.server.dashboard.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Another email: asked for by its person, handed over by an owner, taken by the person. */
@ParameterizedClass
@EnumSource(Backend.class)
class EmailChangeTest {
  private static final Pattern LINK = Pattern.compile("/dashboard/email/[\\w-]+");
  private static final String CONFIRM = "/dashboard/account/email/confirm";

  @Parameter Backend backend;

  private final TestClock clock = new TestClock();
  private TestServer server;
  private TestSite site;
  private Browser owner;
  private String email;
  private String wanted;
  private Browser person;
  private String account;

  @BeforeEach
  void startServer() {
    server = TestServer.start(backend, Map.of("log-level", "warn"), clock);
    String owners = People.newEmail();
    site = People.siteOf(server, owners);
    owner = People.loggedIn(server, owners);
    email = People.newEmail();
    wanted = "new-" + email;
    person = People.invited(server, owner, site.id(), Role.WEBSITE_MANAGER, email);
    account = People.account(owner, site.id(), email);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static Answer ask(Browser browser, String wanted) {
    return browser.post(
        "/dashboard/account/email", "email", wanted, "email-password", People.PASSWORD);
  }

  private String emailPath(String account) {
    return People.path(site.id()) + "/members/" + account + "/email";
  }

  private String linkBy(Browser maker) {
    Answer page = maker.post(emailPath(account));
    Matcher link = LINK.matcher(page.body());
    assertThat(link.find()).as("a link in a page of status %s", page.status()).isTrue();
    return link.group();
  }

  private static Answer take(Browser browser, String link) {
    assertThat(browser.get(link).location()).isEqualTo(CONFIRM);
    return browser.post(CONFIRM);
  }

  private int logIn(String address) {
    return Browser.at(server).logIn(address, People.PASSWORD).status();
  }

  private String emailByApi() {
    return server
        .call("GET", site.administration() + "/members/" + account)
        .json()
        .at("/member/email")
        .asText();
  }

  @Test
  void aPersonGetsTheEmailThatTheyAskedForByALinkOfAnOwner() {
    Browser elsewhere = People.loggedIn(server, email);
    Answer asked = ask(person, wanted.toUpperCase(Locale.ROOT));
    assertThat(asked.location()).isEqualTo("/dashboard/account");
    assertThat(person.get("/dashboard/account").text()).contains("You have asked").contains(wanted);
    assertThat(emailByApi()).as("until the link is opened").isEqualTo(email);
    assertThat(owner.get(People.path(site.id()) + "/members").text()).contains(wanted);

    String link = linkBy(owner);
    assertThat(owner.get(People.path(site.id()) + "/members").body())
        .as("the page after the one that shows the link")
        .doesNotContain(link);
    assertThat(person.get(link).location()).isEqualTo(CONFIRM);
    assertThat(person.get(CONFIRM).text()).contains(email).contains(wanted);
    assertThat(person.post(CONFIRM).location()).isEqualTo("/dashboard/account");

    assertThat(person.get("/dashboard/account").text())
        .contains(wanted)
        .doesNotContain("have asked");
    assertThat(elsewhere.get("/dashboard/account").location()).startsWith("/dashboard/log-in");
    assertThat(emailByApi()).isEqualTo(wanted);
    assertThat(logIn(email)).isEqualTo(422);
    assertThat(logIn(wanted)).isEqualTo(303);
    assertThat(person.get(link).status()).as("the link, once more").isEqualTo(404);
    assertThat(person.post(CONFIRM).status()).isEqualTo(404);
  }

  @Test
  void theOnlyOwnerHasTheirOwnLink() {
    String own = People.newEmail();
    TestSite alone = People.siteOf(server, own);
    Browser browser = People.loggedIn(server, own);
    String next = "new-" + own;
    ask(browser, next);
    Matcher link =
        LINK.matcher(
            browser
                .post(
                    People.path(alone.id())
                        + "/members/"
                        + People.account(browser, alone.id(), own)
                        + "/email")
                .body());
    assertThat(link.find()).isTrue();
    assertThat(take(browser, link.group()).status()).isEqualTo(303);
    assertThat(logIn(next)).isEqualTo(303);
  }

  @Test
  void thePasswordIsAskedForAndTheAddressKeepsTheRules() {
    Answer wrong =
        person.post(
            "/dashboard/account/email", "email", wanted, "email-password", "a wrong long password");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.fault("email-password")).contains("the password is wrong");
    assertThat(wrong.body()).contains("value=\"" + wanted + "\"");
    for (String bad : List.of("no address", "a\u200Bb@example.com", "\u202Ea@example.com", "")) {
      Answer refused = ask(person, bad);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.fault("email")).startsWith("This field must");
    }
    assertThat(owner.post(emailPath(account)).status()).as("nothing was asked for").isEqualTo(404);
  }

  @Test
  void anAdminNeitherSeesWhatWasAskedForNorMakesTheLink() {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, People.newEmail());
    ask(person, wanted);
    assertThat(admin.get(People.path(site.id()) + "/members").text()).doesNotContain(wanted);
    assertThat(admin.post(emailPath(account)).status()).isEqualTo(403);
  }

  @Test
  void anOwnerOfAnotherSiteMakesNoLink() {
    ask(person, wanted);
    String others = People.newEmail();
    TestSite other = People.siteOf(server, others);
    Browser stranger = People.loggedIn(server, others);
    assertThat(stranger.post(emailPath(account)).status()).isEqualTo(404);
    assertThat(stranger.post(People.path(other.id()) + "/members/" + account + "/email").status())
        .isEqualTo(404);
  }

  @Test
  void aLinkIsForNobodyElse() {
    ask(person, wanted);
    String link = linkBy(owner);
    assertThat(take(owner, link).status()).isEqualTo(404);
    Browser nobody = Browser.at(server);
    assertThat(nobody.get(link).location()).isEqualTo(CONFIRM);
    assertThat(nobody.get(CONFIRM).location()).startsWith("/dashboard/log-in");
    assertThat(take(person, link).status()).isEqualTo(303);
  }

  @Test
  void aLinkIsVoidWhenThePersonWithdrawsOrAsksAnewOrAnotherIsMade() {
    ask(person, wanted);
    String first = linkBy(owner);
    String second = linkBy(owner);
    assertThat(person.get(first).status()).isEqualTo(404);
    ask(person, "third-" + email);
    assertThat(person.get(second).status()).isEqualTo(404);
    String third = linkBy(owner);
    assertThat(person.post("/dashboard/account/email/withdraw").status()).isEqualTo(303);
    assertThat(person.get(third).status()).isEqualTo(404);
    assertThat(owner.post(emailPath(account)).status()).isEqualTo(404);
  }

  @Test
  void aLinkIsVoidWhenThePasswordChangesAndAfterAWeek() {
    ask(person, wanted);
    String link = linkBy(owner);
    String other = "another long password";
    person.post("/dashboard/account/password", "current", People.PASSWORD, "password", other);
    assertThat(person.get(link).status()).isEqualTo(404);
    person.post("/dashboard/account/email", "email", wanted, "email-password", other);
    String next = linkBy(owner);
    clock.pass(Duration.ofDays(7).plusMinutes(1));
    assertThat(Browser.at(server).get(next).status()).isEqualTo(404);
  }

  @Test
  void aLinkIsVoidOnceItsMakerIsNoOwnerOrThePersonNoMember() {
    String seconds = People.newEmail();
    Browser second = People.invited(server, owner, site.id(), Role.OWNER, seconds);
    ask(person, wanted);
    String link = linkBy(second);
    String members = People.path(site.id()) + "/members/";
    String secondAccount = People.account(owner, site.id(), seconds);
    owner.post(members + secondAccount + "/role", "role", "ADMIN");
    assertThat(take(person, link).status()).isEqualTo(404);
    String another = linkBy(owner);
    owner.post(members + account + "/remove");
    assertThat(take(person, another).status()).isEqualTo(404);
    assertThat(logIn(email)).isEqualTo(303);
  }

  @Test
  void anAddressThatIsTakenIsRefusedAtTheEndAloneAndWithoutTellingWhose() {
    String taken = People.newEmail();
    People.siteOf(server, taken);
    assertThat(ask(person, taken).status()).as("asking tells nothing").isEqualTo(303);
    Answer refused = take(person, linkBy(owner));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("This email cannot be had; ask for another.");
    assertThat(logIn(email)).isEqualTo(303);
  }

  @Test
  void twoPeopleWhoTakeOneAddressAtOnceDoNotBothGetIt() throws Exception {
    String others = People.newEmail();
    Browser other = People.invited(server, owner, site.id(), Role.MEMBER, others);
    ask(person, wanted);
    ask(other, wanted);
    String link = linkBy(owner);
    account = People.account(owner, site.id(), others);
    String otherLink = linkBy(owner);
    person.get(link);
    other.get(otherLink);
    person.csrfToken();
    other.csrfToken();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Answer>> answers =
          threads.invokeAll(List.of(() -> person.post(CONFIRM), () -> other.post(CONFIRM)));
      assertThat(List.of(answers.get(0).get().status(), answers.get(1).get().status()))
          .containsExactlyInAnyOrder(303, 409);
    }
    assertThat(logIn(wanted)).isEqualTo(303);
  }

  @Test
  void invitationsOfThePersonStayTheirs() {
    owner.post(People.path(site.id()) + "/members/" + account + "/role", "role", "ADMIN");
    String kept = People.invitation(person, site.id(), Role.MEMBER);
    ask(person, wanted);
    take(person, linkBy(owner));
    assertThat(Browser.at(server).get(kept).status()).isEqualTo(303);
    owner.post(People.path(site.id()) + "/members/" + account + "/remove");
    assertThat(Browser.at(server).get(kept).status()).isEqualTo(404);
  }
}
