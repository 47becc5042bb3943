package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything can be done without a mouse, and one always sees where one is. */
class KeyboardTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final int MOST_TABS = 40;
  private static final String FOCUS_IS_VISIBLE =
      """
      () => {
        const it = document.activeElement;
        const shown = it.matches('input[type=radio]') ? it.nextElementSibling : it;
        const style = getComputedStyle(shown);
        return it.matches(':focus-visible') && style.outlineStyle !== 'none'
          && parseFloat(style.outlineWidth) >= 2;
      }
      """;

  private Window window;
  private Page page;
  private Keyboard keyboard;

  /** Presses Tab until something has the focus, which must be seen wherever it is on the way. */
  private void tabTo(Locator goal) {
    for (int tabs = 0; tabs < MOST_TABS; tabs++) {
      keyboard.press("Tab");
      assertThat((Boolean) page.evaluate(FOCUS_IS_VISIBLE))
          .as("one sees where the focus is: %s", page.evaluate("document.activeElement.outerHTML"))
          .isTrue();
      if ((Boolean) goal.evaluate("it => it === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError(MOST_TABS + " times Tab did not lead to " + goal);
  }

  private void tabToAndPress(AriaRole role, String name) {
    tabTo(window.get(role, name).first());
    keyboard.press("Enter");
  }

  @Test
  void aWalkThroughTheDashboardWithTheKeyboardAlone() {
    OwnedSite site = CHROMIUM.newSite();
    window = CHROMIUM.window(Screen.DESKTOP_LIGHT);
    page = window.page();
    keyboard = page.keyboard();
    window.open(site.path("secrets")).seesHeading("Log in");
    assertThat(window.field("Email")).isFocused();
    keyboard.type(site.owner());
    tabTo(window.field("Password"));
    keyboard.type(OwnedSite.PASSWORD);
    keyboard.press("Enter");
    window.isAt(site.path("secrets"));
    assertThat(page.locator("h1")).isFocused();

    tabToAndPress(AriaRole.LINK, "Add Secret");
    assertThat(window.field("Name")).isFocused();
    keyboard.type("wix_key");
    tabTo(window.field("Value"));
    keyboard.type("v");
    tabToAndPress(AriaRole.BUTTON, "Add Secret");
    assertThat(window.fault("name")).containsText("must not begin with wix");
    assertThat(window.field("Name")).isFocused();
    keyboard.press("ControlOrMeta+a");
    keyboard.type("KEY");
    keyboard.press("Enter");
    window.isAt(site.path("secrets")).seesToast("The secret was added.");
    assertThat(page.locator("h1")).isFocused();

    page.reload();
    keyboard.press("Tab");
    assertThat(window.get(AriaRole.LINK, "Skip to the content")).isFocused();
    assertThat(window.get(AriaRole.LINK, "Skip to the content")).isInViewport();
    keyboard.press("Enter");
    assertThat(page.locator("main")).isFocused();

    Locator menu = page.locator("summary[aria-label='More actions for KEY']");
    tabTo(menu);
    keyboard.press("Enter");
    assertThat(window.get(AriaRole.LINK, "Delete secret")).isVisible();
    tabTo(window.get(AriaRole.LINK, "Edit"));
    keyboard.press("Escape");
    assertThat(window.get(AriaRole.LINK, "Delete secret")).isHidden();
    assertThat(menu).isFocused();
    keyboard.press("Space");
    tabToAndPress(AriaRole.LINK, "Edit");
    window.seesHeading("KEY");
    assertThat(page.locator("h1")).isFocused();

    tabToAndPress(AriaRole.BUTTON, "Retrieve value");
    assertThat(page.locator("#revealed")).isFocused();
    tabToAndPress(AriaRole.LINK, "Hide");
    assertThat(window.get(AriaRole.BUTTON, "Retrieve value")).isFocused();
    tabTo(page.getByRole(AriaRole.RADIO).first());
    keyboard.press("ArrowRight");
    keyboard.press("ArrowRight");
    assertThat(page.locator(".panel:visible")).containsText("HttpRequest");

    window.open(site.path("secrets"));
    tabTo(page.locator(".visitor summary"));
    keyboard.press("Enter");
    tabToAndPress(AriaRole.BUTTON, "Log out");
    window.seesHeading("Log in");
  }

  private OwnedSite logInAndOpen(Screen screen, String page) {
    OwnedSite site = CHROMIUM.newSite();
    window = CHROMIUM.window(screen).loggedInTo(site).open(site.path(page));
    this.page = window.page();
    keyboard = this.page.keyboard();
    return site;
  }

  @Test
  void aKeyIsMadeAndRevokedWithTheKeyboardAlone() {
    logInAndOpen(Screen.DESKTOP_DARK, "keys");
    tabTo(window.field("Name"));
    keyboard.type("backend");
    tabTo(window.field("List"));
    keyboard.press("Space");
    tabToAndPress(AriaRole.BUTTON, "Create key");
    assertThat(page.locator("#made")).isFocused();
    assertThat(window.row("backend")).containsText("Get values, List");
    tabTo(window.row("backend").locator("summary"));
    keyboard.press("Enter");
    tabToAndPress(AriaRole.BUTTON, "Revoke it");
    window.seesToast("The API key was revoked.").sees("No API keys yet");
  }

  @Test
  void aMemberIsInvitedAndTheInvitationRevokedWithTheKeyboardAlone() {
    logInAndOpen(Screen.DESKTOP_LIGHT, "members");
    tabTo(window.field("For whom"));
    keyboard.type("Zoe");
    tabTo(window.field("Role"));
    keyboard.type("Adm");
    tabToAndPress(AriaRole.BUTTON, "Make a link");
    assertThat(page.locator("#made")).isFocused();
    assertThat(window.row("Zoe")).containsText("Admin");
    tabToAndPress(AriaRole.BUTTON, "Revoke the invitation for Zoe");
    window.seesToast("The invitation was revoked.");
    assertThat(window.row("Zoe")).hasCount(0);
  }

  @Test
  void aSiteIsMadeRenamedAndDeletedWithTheKeyboardAlone() {
    OwnedSite site = logInAndOpen(Screen.DESKTOP_LIGHT, "settings");
    tabTo(window.field("Name of the site"));
    keyboard.press("End");
    keyboard.type("-new");
    tabToAndPress(AriaRole.BUTTON, "Rename");
    window.seesToast("The site was renamed.");
    window.open("/dashboard/sites");
    tabTo(window.field("Name"));
    keyboard.type(site.name());
    tabToAndPress(AriaRole.BUTTON, "Make the site");
    window.seesToast("The site was made. You are its owner.");
    window.open(site.path("settings"));
    tabTo(window.field("Type the site’s name to confirm"));
    keyboard.type(site.name() + "-new");
    tabToAndPress(AriaRole.BUTTON, "Delete the site");
    window.isAt("/dashboard/sites").seesToast("The site was deleted, and its keys destroyed.");
  }

  @Test
  void aSecretIsDeletedWithTheKeyboardAlone() {
    OwnedSite site = CHROMIUM.newSite();
    String path = site.secret("KEY", "v", "");
    window = CHROMIUM.window(Screen.DESKTOP_DARK).loggedInTo(site).open(path);
    page = window.page();
    keyboard = page.keyboard();
    tabToAndPress(AriaRole.LINK, "Delete secret");
    assertThat(window.field("Type the secret’s name to confirm")).isFocused();
    keyboard.type("KEY");
    tabToAndPress(AriaRole.BUTTON, "Delete secret");
    window.isAt(site.path("secrets")).seesToast("The secret was deleted.");
  }
}
