package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody who never read a manual follows the link that the server printed. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class FirstRunTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Parameter Screen screen;

  @BeforeEach
  void nothingIsSetUpYet() {
    CHROMIUM.stopServer();
  }

  @Test
  void fromThePrintedLinkToASecretReadFromCode() throws Exception {
    Window window = CHROMIUM.window(screen);
    window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    Page page = window.page();
    page.navigate(CHROMIUM.setUpLink());
    window.isAt("/dashboard/set-up").seesHeading("Set up the Members Area");
    window.sees("It is needed to create and manage secrets; code that only reads them");

    assertThat(window.field("Email")).isFocused();
    window.type("Email", "me@example.com");
    window.type("Password", "too short");
    assertThat(page.locator(".strength")).containsText("3 more needed");
    window.fill("Password", "aaaaaaaaaaaaaa");
    assertThat(page.locator(".strength")).containsText("Weak");
    window.fill("Password", OwnedSite.PASSWORD);
    assertThat(page.locator(".strength")).containsText("Strong");
    window.press("Set up").seesToast("The Members Area is set up. Welcome.");

    page.locator(".empty").getByText("Add Secret").click();
    window.fill("Name", "MY_SECRET").fill("Value", "hello from Coffer").press("Add Secret");
    window.seesToast("The secret was added.");
    window.follow("API keys").fill("Name", "backend").press("Create key");
    page.locator("[data-copy=key]").click();
    window.seesToast("Copied.");
    String key = window.clipboard();
    page.locator(".panel:visible button").click();
    assertThat(page.locator(".toast")).containsText("Copied.");
    page.waitForFunction("key => navigator.clipboard.readText().then(text => text !== key)", key);

    ProcessBuilder curl =
        new ProcessBuilder("sh", "-c", window.clipboard()).redirectErrorStream(true);
    curl.environment().put("COFFER_KEY", key);
    Process process = curl.start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"hello from Coffer\"");

    Window stranger = CHROMIUM.window(screen);
    stranger.page().navigate(CHROMIUM.setUpLink());
    stranger.seesHeading("There is nothing here").sees("This link was used or revoked");
  }

  @Test
  void whatIsWrongIsToldAtItsField() {
    Window window = CHROMIUM.window(screen);
    window.page().navigate(CHROMIUM.setUpLink());
    window.fill("Email", "me@example.com").fill("Password", "short").press("Set up");
    assertThat(window.fault("password")).containsText("12");
    assertThat(window.field("Password")).isFocused();
    assertThat(window.field("Email")).hasValue("me@example.com");
    assertThat(window.field("Password")).isEmpty();
  }
}
