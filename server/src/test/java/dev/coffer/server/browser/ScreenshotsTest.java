package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final int MOST_BYTES = 150_000;

  private static final String[][] SECRETS = {
    {"STRIPE_SECRET_KEY", "Card payments, live account"},
    {"STRIPE_WEBHOOK_SECRET", "Checks that webhooks come from Stripe"},
    {"SENDGRID_API_KEY", "Order confirmations and the newsletter"},
    {"OPENAI_API_KEY", "Product descriptions; spending limit 50 a month"},
    {"GOOGLE_MAPS_KEY", "Shop finder, restricted to our domain"},
    {"DB_PASSWORD", "Orders database, user shop_rw"},
    {"S3_SECRET_ACCESS_KEY", "Invoice archive, bucket shop-invoices"},
    {"SHIPPING_TOKEN", "Parcel labels"},
  };

  private void take(Screen screen, Window window, String name) throws IOException {
    Path file =
        IMAGES.resolve(
            name + "-" + screen.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png");
    Files.createDirectories(IMAGES);
    window.page().evaluate("() => document.activeElement.blur()");
    window.page().screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).as("bytes of " + file).isLessThan(MOST_BYTES);
  }

  @ParameterizedTest
  @EnumSource
  void theMainPages(Screen screen) throws IOException {
    CHROMIUM.stopServer();
    Window window = CHROMIUM.window(screen);
    Page page = window.page();
    page.navigate(CHROMIUM.setUpLink());
    window.fill("Email", "ana@example.com").fill("Password", OwnedSite.PASSWORD);
    take(screen, window, "set-up");

    OwnedSite site = OwnedSite.on(CHROMIUM.server(), "flower-shop", "ana@example.com");
    String stripe = "";
    for (String[] secret : SECRETS) {
      String path = site.secret(secret[0], "sk_live_example_of_a_value", secret[1]);
      stripe = stripe.isEmpty() ? path : stripe;
    }
    window.loggedInTo(site).open(site.path("secrets"));
    take(screen, window, "secrets");
    window.open(stripe).press("Retrieve value");
    assertThat(page.locator("#revealed")).isVisible();
    take(screen, window, "edit");
    window.open(site.path("keys")).fill("Name", "shop backend").press("Create key");
    assertThat(page.locator("#key")).isVisible();
    window.open(site.path("keys")).fill("Name", "invoice export").press("Create key");
    assertThat(page.locator("#key")).isVisible();
    // The picture shows no key, not even one that ended with its server.
    page.evaluate("() => { key.textContent = key.textContent.slice(0, 7) + 'x'.repeat(49); }");
    take(screen, window, "keys");
  }
}
