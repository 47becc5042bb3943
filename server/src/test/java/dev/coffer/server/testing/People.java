package dev.coffer.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Browser.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** People with accounts on a running server, all with the same password. */
public final class People {
  public static final String PASSWORD = "a long enough password";

  private static final Pattern INVITATION = Pattern.compile("/dashboard/invitation/[\\w-]+");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private People() {}

  /** Returns an address that nobody else has. */
  public static String newEmail() {
    return "person-" + COUNT.incrementAndGet() + "@example.com";
  }

  /** Makes a site with a first owner. */
  public static TestSite siteOf(TestServer server, String email) {
    TestSite site = TestSite.on(server);
    setUp(server, site, email);
    return site;
  }

  /** Sets up the Members Area of a site with the operator key. */
  public static void setUp(TestServer server, TestSite site, String email) {
    String owner = "{\"owner\":" + TestSite.object("email", email, "password", PASSWORD) + "}";
    TestSite.succeeded(server.call("POST", site.administration() + "/members-area", owner));
  }

  /** Returns a browser that somebody has logged in with. */
  public static Browser loggedIn(TestServer server, String email) {
    Browser browser = Browser.at(server);
    assertThat(browser.logIn(email, PASSWORD).location())
        .as("where %s comes after logging in", email)
        .isEqualTo("/dashboard");
    return browser;
  }

  /** Makes an invitation and returns its link's path. */
  public static String invitation(Browser inviter, String site, Role role) {
    Answer page =
        inviter.post(path(site) + "/invitations", "role", role.name(), "note", "for a test");
    Matcher link = INVITATION.matcher(page.body());
    assertThat(link.find()).as("an invitation link in a page of status %s", page.status()).isTrue();
    return link.group();
  }

  /** Invites a new person, who accepts. */
  public static Browser invited(
      TestServer server, Browser inviter, String site, Role role, String email) {
    String link = invitation(inviter, site, role);
    Browser browser = Browser.at(server);
    browser.get(link);
    Answer joined = browser.post("/dashboard/invitation", "email", email, "password", PASSWORD);
    assertThat(joined.location()).isEqualTo(path(site));
    return browser;
  }

  /** Returns the id of a member's account, as the members page has it. */
  public static String account(Browser visitor, String site, String email) {
    String page = visitor.get(path(site) + "/members").body();
    Matcher row =
        Pattern.compile(
                Pattern.quote("scope=\"row\">" + email) + ".*?/members/([0-9a-f-]{36})/",
                Pattern.DOTALL)
            .matcher(page);
    assertThat(row.find()).as("%s on the members page", email).isTrue();
    return row.group(1);
  }

  public static String path(String site) {
    return "/dashboard/sites/" + site;
  }
}
