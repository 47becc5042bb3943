package dev.coffer.velo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes the pictures of {@code docs/images}, when asked to: CONTRIBUTING.md says how. */
@EnabledIfSystemProperty(
    named = "coffer.screenshots",
    matches = "true",
    disabledReason = "the pictures in docs/images are taken with -Dcoffer.screenshots=true")
class ScreenshotsTest {
  private static final String FILE = "backend/shipping.web.js";
  private static final String SHIPPING =
      """
      import { Permissions, webMethod } from "wix-web-module";
      import wixSecretsBackend from "wix-secrets-backend";

      const PRICES = { NZ: [4.9, 11.5], FR: [6.2, 14] };

      export const storeToken = webMethod(
        Permissions.Admin,
        (name, value) => wixSecretsBackend.createSecret({ name, value }),
      );

      export const shippingRates = webMethod(
        Permissions.Anyone,
        async ({ country, weight }) => {
          const token = await wixSecretsBackend.getSecret("SHIPPING_TOKEN");
          console.info("asking for rates with", token);
          const prices = PRICES[country];
          if (!prices) {
            throw new RangeError(`nothing is sent to ${country}`);
          }
          if (weight > 20) {
            console.warn("a heavy parcel:", weight, "kg");
          }
          return { standard: prices[0] * weight, express: prices[1] * weight };
        },
      );
      """;
  private static final String ORDERS =
      """
      export function placeOrder(cart, address) {}

      export function cancelOrder(id) {}
      """;

  @RegisterExtension
  static final Chromium CHROMIUM =
      new Chromium(Map.of(FILE, SHIPPING, "backend/orders.web.js", ORDERS));

  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final int MOST_BYTES = 160_000;

  private static void take(Screen screen, Window window, String name) throws IOException {
    Path file =
        IMAGES.resolve(
            name + "-" + screen.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png");
    Files.createDirectories(IMAGES);
    window.page().evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }");
    window.page().screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).as("bytes of " + file).isLessThan(MOST_BYTES);
  }

  @ParameterizedTest
  @EnumSource
  void functionalTesting(Screen screen) throws IOException {
    if (screen == Screen.DESKTOP_LIGHT) {
      CHROMIUM.site().storeSecret("SHIPPING_TOKEN", "sk_live_example_of_a_value");
    }
    Window window = CHROMIUM.window(screen).loggedInAs(VeloSite.OWNER);
    window.openFunction(FILE, "shippingRates");
    window.run("{\n  \"param1\": [{ \"country\": \"NZ\", \"weight\": 24 }]\n}");
    window.sees("#value", "standard");
    take(screen, window, "functional-testing");
    if (screen == Screen.DESKTOP_DARK || screen == Screen.PHONE_LIGHT) {
      return;
    }
    window.run("{\n  \"param1\": [{ \"country\": \"MARS\", \"weight\": 24 }]\n}");
    window.sees("#problem", "MARS");
    take(screen, window, "functional-testing-error");
  }
}
