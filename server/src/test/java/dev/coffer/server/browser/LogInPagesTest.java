package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Coming in, going out, and where one is logged in. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class LogInPagesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Parameter Screen screen;

  private OwnedSite site;
  private Window window;
  private Page page;

  @BeforeEach
  void openAWindow() {
    site = CHROMIUM.newSite();
    window = CHROMIUM.window(screen);
    page = window.page();
  }

  private void logIn(String password) {
    window.fill("Email", site.owner()).fill("Password", password).press("Log in");
  }

  @Test
  void whoLogsInComesWhereTheyWantedToGo() {
    window.open(site.path("keys")).seesHeading("Log in");
    assertThat(window.field("Email")).isFocused();
    logIn("the wrong password");
    assertThat(page.getByRole(AriaRole.ALERT)).hasText("The email or the password is wrong.");
    assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
    assertThat(window.field("Email")).hasValue(site.owner());
    assertThat(window.field("Password")).isEmpty();
    logIn(OwnedSite.PASSWORD);
    window.isAt(site.path("keys")).seesHeading("API keys");
    for (Cookie cookie : window.context().cookies()) {
      assertThat(cookie.httpOnly).as(cookie.name).isTrue();
      assertThat(cookie.sameSite).as(cookie.name).isEqualTo(SameSiteAttribute.STRICT);
    }
  }

  @Test
  void anAccountThatIsNotThereIsAnsweredLikeAWrongPassword() {
    window.open("/dashboard/log-in").fill("Email", "nobody@example.com");
    window.fill("Password", OwnedSite.PASSWORD).press("Log in");
    assertThat(page.getByRole(AriaRole.ALERT)).hasText("The email or the password is wrong.");
  }

  @Test
  void afterLoggingOutTheBackButtonShowsNothing() {
    String path = site.secret("SEEN_BEFORE", "v", "");
    window.loggedInTo(site).open(site.path("secrets")).follow("SEEN_BEFORE").isAt(path);
    page.locator(".visitor summary").click();
    window.press("Log out").isAt("/dashboard/log-in").seesToast("You are logged out.");
    page.goBack();
    window.seesHeading("Log in");
    assertThat(page.locator("body")).not().containsText("SEEN_BEFORE");
    window.open(path).seesHeading("Log in");
  }

  @Test
  void sessionsAreListedAndEnded() {
    Window other = CHROMIUM.window(screen).loggedInTo(site).open(site.path("secrets"));
    window.loggedInTo(site).open(site.path("secrets"));
    page.locator(".visitor summary").click();
    window.follow("Account").isAt("/dashboard/account");
    assertThat(page.locator("tbody tr")).hasCount(2);
    assertThat(page.locator("tbody tr").getByText("this one")).hasCount(1);
    page.locator("tbody tr")
        .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasNotText("this one"))
        .getByRole(AriaRole.BUTTON)
        .click();
    window.seesToast("The session was ended.");
    assertThat(page.locator("tbody tr")).hasCount(1);
    other.page().reload();
    other.seesHeading("Log in");

    other.loggedInTo(site).open(site.path("secrets")).seesHeading("Secrets Manager");
    window.press("End all sessions").isAt("/dashboard/log-in").seesToast("You are logged out.");
    other.page().reload();
    other.seesHeading("Log in");
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() {
    Window other = CHROMIUM.window(screen).loggedInTo(site).open(site.path("secrets"));
    window.loggedInTo(site).open("/dashboard/account");
    window.fill("Current password", "not it at all").fill("New password", "a better one 2026");
    window.press("Change password");
    assertThat(window.fault("current")).containsText("wrong");
    window.fill("Current password", OwnedSite.PASSWORD).fill("New password", "short");
    window.press("Change password");
    assertThat(window.fault("password")).containsText("12");
    // The page tells so before the server does, whose answer empties the form.
    assertThat(window.field("Current password")).hasValue("");
    window.fill("Current password", OwnedSite.PASSWORD).fill("New password", "a better one 2026");
    window.press("Change password").seesToast("The password was changed");
    other.page().reload();
    other.seesHeading("Log in");
    other.fill("Email", site.owner()).fill("Password", "a better one 2026").press("Log in");
    other.seesHeading("Secrets Manager");
  }

  @Test
  void whoSharesABrowserSeesNothingOfASessionThatEndedMeanwhile() {
    site.secret("KEPT", "v", "");
    window.loggedInTo(site).open(site.path("secrets"));
    window.context().clearCookies();
    page.getByRole(AriaRole.SEARCHBOX).fill("KEPT");
    window.seesHeading("Log in");
  }
}
