package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Making, handing over and revoking API keys. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class KeysTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Parameter Screen screen;

  private OwnedSite site;
  private Window window;
  private Page page;

  @BeforeEach
  void openTheKeys() {
    site = CHROMIUM.newSite();
    window = CHROMIUM.window(screen).loggedInTo(site);
    window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page = window.page();
    window.open(site.path("keys"));
  }

  private int statusOfReading(String key) {
    return site.server()
        .call(key, "GET", "/api/v1/secrets/name/TOKEN", Optional.empty(), Map.of())
        .status();
  }

  @Test
  void aKeyIsShownOnceCopiedAndWorksUntilItIsRevoked() {
    site.secret("TOKEN", "v", "");
    window.sees("No API keys yet").fill("Name", "shop backend").press("Create key");
    assertThat(page.locator("#made")).hasText("Your new key “shop backend”");
    assertThat(page.locator("#made")).isFocused();
    String key = page.locator("#key").textContent();
    page.locator("[data-copy=key]").click();
    window.seesToast("Copied.");
    assertThat(window.clipboard()).isEqualTo(key);
    assertThat(window.row("shop backend")).containsText("Get values");
    assertThat(window.row("shop backend")).containsText(key.substring(0, 10));
    assertThat(window.row("shop backend")).containsText("by " + site.owner());
    assertThat(page.locator(".snippets")).isVisible();
    assertThat(page.locator(".snippets")).not().containsText(key);
    assertThat(statusOfReading(key)).isEqualTo(200);

    window.follow("API keys").isAt(site.path("keys"));
    assertThat(page.locator("#made")).hasCount(0);
    assertThat(page.content()).doesNotContain(key);
    page.goBack();
    assertThat(page.locator("#made")).hasCount(0);
    assertThat(page.locator("body")).not().containsText(key);

    window.open(site.path("keys"));
    window.row("shop backend").locator("summary").click();
    window.press("Revoke it").seesToast("The API key was revoked.").sees("No API keys yet");
    assertThat(statusOfReading(key)).isEqualTo(401);
  }

  @Test
  void aKeyMayDoWhatIsTickedAndEndsWhenChosen() {
    site.secret("TOKEN", "v", "");
    page.getByLabel("Get values").uncheck();
    page.getByLabel("List").check();
    window.field("Expires").selectOption("never");
    window.fill("Name", "lister").press("Create key");
    assertThat(window.row("lister")).containsText("List");
    assertThat(window.row("lister")).containsText("Never");
    assertThat(statusOfReading(page.locator("#key").textContent())).isEqualTo(403);
  }

  @Test
  void aKeyWithoutPermissionsIsRefusedAtThem() {
    page.getByLabel("Get values").uncheck();
    window.fill("Name", "useless").press("Create key");
    assertThat(window.fault("permissions")).containsText("This field");
    assertThat(page.getByLabel("Get values")).isFocused();
    assertThat(window.field("Name")).hasValue("useless");
    window.sees("No API keys yet");
  }
}
