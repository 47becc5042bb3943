package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading and simple forms need no JavaScript. */
class WithoutScriptsTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private OwnedSite site;
  private Window window;
  private Page page;

  @BeforeEach
  void logIn() {
    site = CHROMIUM.newSite();
    window = CHROMIUM.window(Screen.DESKTOP_LIGHT.options().setJavaScriptEnabled(false));
    page = window.page();
    window.open("/dashboard").fill("Email", site.owner()).fill("Password", OwnedSite.PASSWORD);
    window.press("Log in").isAt(site.path("secrets"));
  }

  @Test
  void secretsAreFoundAddedChangedAndDeleted() {
    window.follow("Paste .env").fill("Lines of a .env file", "FIRST=1\nSECOND=2");
    window.press("Preview").press("Store 2 secrets").seesToast("The secrets were added");
    window.open(site.path("secrets"));
    page.getByRole(AriaRole.SEARCHBOX).fill("sec");
    window.press("Search");
    assertThat(page.locator("tbody tr")).hasCount(1);
    window.open(site.path("secrets")).follow("Name");
    assertThat(page.locator("tbody th").first()).hasText("SECOND");

    window.open(site.path("secrets/new")).fill("Name", "wix").fill("Value", "typed once");
    window.press("Add Secret");
    assertThat(window.fault("name")).containsText("must not begin with wix");
    assertThat(window.field("Value")).hasValue("typed once");
    window.fill("Name", "THIRD").press("Add Secret").isAt(site.path("secrets"));
    assertThat(site.value("THIRD")).isEqualTo("typed once");

    page.locator("summary[aria-label='More actions for THIRD']").click();
    window.follow("Edit").press("Retrieve value").seesHeading("Confirm your password");
    window.fill("Password", "not my password").press("Go on");
    assertThat(window.fault("your-password")).containsText("wrong");
    window.fill("Password", OwnedSite.PASSWORD).press("Go on");
    assertThat(page.locator("#revealed")).hasValue("typed once");
    assertThat(window.get(AriaRole.BUTTON, "Copy")).isHidden();
    window.follow("Hide");
    assertThat(page.locator("#revealed")).hasCount(0);
    window.fill("New value", "typed twice").press("Change Secret");
    assertThat(site.value("THIRD")).isEqualTo("typed twice");

    window.open(site.path("secrets")).follow("THIRD").follow("Delete secret");
    window.fill("Type the secret’s name to confirm", "THIR").press("Delete secret");
    assertThat(window.fault("typed")).containsText("Type the secret");
    window.fill("Type the secret’s name to confirm", "THIRD").press("Delete secret");
    window.seesToast("The secret was deleted.");
    assertThat(site.has("THIRD")).isFalse();
  }

  @Test
  void keysInvitationsAndSitesAreMade() {
    window.follow("API keys").fill("Name", "plain").press("Create key");
    window.fill("Password", OwnedSite.PASSWORD).press("Go on");
    assertThat(page.locator("#key")).containsText("coffer_");
    window.follow("Members").fill("For whom", "Ana");
    window.field("Role").selectOption("Admin");
    window.press("Make a link");
    window.fill("Password", OwnedSite.PASSWORD).press("Go on");
    assertThat(page.locator("#link")).containsText("/dashboard/invitation/");
    window.open("/dashboard/sites").fill("Name", site.name() + "-two").press("Make the site");
    window.seesToast("The site was made.");
    page.locator(".visitor summary").click();
    window.press("Log out").isAt("/dashboard/log-in");
  }
}
