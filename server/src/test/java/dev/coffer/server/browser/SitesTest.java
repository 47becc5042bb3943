package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Making, choosing, renaming and deleting sites. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class SitesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Parameter Screen screen;

  private OwnedSite site;
  private Window window;
  private Page page;

  @BeforeEach
  void logIn() {
    site = CHROMIUM.newSite();
    window = CHROMIUM.window(screen).loggedInTo(site);
    page = window.page();
  }

  private void make(String name) {
    window.open("/dashboard/sites").fill("Name", name).press("Make the site");
  }

  @Test
  void aSiteIsMadeAndOneSwitchesBetweenSites() {
    site.secret("ONLY_IN_THE_FIRST", "v", "");
    make(site.name() + "-two");
    window.seesToast("The site was made. You are its owner.").sees("No secrets yet");
    page.locator(".sites summary").click();
    window.follow(site.name()).isAt(site.path("secrets"));
    assertThat(window.row("ONLY_IN_THE_FIRST")).isVisible();
    page.locator(".sites summary").click();
    window.follow("All sites").isAt("/dashboard/sites");
    window.follow(site.name() + "-two").sees("No secrets yet");
  }

  @Test
  void aNameIsCheckedWhileOneTypesAndByTheServer() {
    window.open("/dashboard/sites").fill("Name", "My Shop");
    assertThat(window.fault("name")).containsText("1 to 50 characters");
    window.fill("Name", site.name());
    assertThat(window.fault("name")).isEmpty();
    window.press("Make the site");
    assertThat(window.fault("name")).isVisible();
    assertThat(window.field("Name")).isFocused();
    assertThat(window.field("Name")).hasValue(site.name());
  }

  @Test
  void aSiteIsRenamed() {
    window.open(site.path("settings")).fill("Name of the site", site.name() + "-new");
    window.press("Rename").seesToast("The site was renamed.");
    assertThat(page.locator(".here")).hasText(site.name() + "-new");
    assertThat(page.locator("#site-id")).hasText(site.id());
  }

  @Test
  void aSiteIsDeletedOnlyWithItsNameTypedByWhoLoggedInLately() {
    window.open(site.path("settings"));
    var delete = window.get(AriaRole.BUTTON, "Delete the site");
    assertThat(delete).isDisabled();
    window.fill("Type the site’s name to confirm", site.name());
    SessionAging.age(CHROMIUM.server());
    delete.click();
    window.seesHeading("Confirm your password").fill("Password", OwnedSite.PASSWORD).press("Go on");
    window.isAt(site.path("settings")).fill("Type the site’s name to confirm", site.name());
    delete.click();
    window.isAt("/dashboard/sites").seesToast("The site was deleted, and its keys destroyed.");
    window.open(site.path("secrets")).seesHeading("There is nothing here");
  }
}
