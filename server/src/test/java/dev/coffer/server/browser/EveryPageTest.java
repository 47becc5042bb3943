package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds on every page, in light and dark, on a desktop and a phone: axe finds no violation of
 * WCAG 2.2 AA, nothing is wider than the screen, and the points of Lighthouse's best practices that
 * apply to pages without images, maps or third parties are met.
 */
@ParameterizedClass
@EnumSource
class EveryPageTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String AXE = axe();

  private static final String VIOLATIONS =
      """
      async () => {
        await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await axe.run({ runOnly: { type: 'tag', values: tags } });
        return found.violations.flatMap(({ id, help, nodes }) =>
          nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`));
      }
      """;

  /** The names of the audits are Lighthouse's. */
  private static final String PRACTICES =
      """
      () => Object.entries({
        'doctype': document.compatMode === 'CSS1Compat' && document.doctype.name === 'html',
        'charset': document.characterSet === 'UTF-8'
          && document.head.firstElementChild.matches('meta[charset=utf-8]'),
        'viewport': document.querySelector('meta[name=viewport]').content.includes('width=device'),
        'html-has-lang': document.documentElement.lang === 'en',
        'document-title': /^\\S.* · Coffer$/.test(document.title),
        'image-aspect-ratio': [...document.images].every((i) => i.naturalWidth === i.naturalHeight
          && i.width === i.height),
        'csp-xss': !document.querySelector('style, [style], script:not([src]), [onclick]'),
        'one main heading': document.querySelectorAll('h1').length === 1,
        'unique ids': new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size
          === document.querySelectorAll('[id]').length,
        'nothing wider than the screen':
          document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      }).filter(([, met]) => !met).map(([name]) => name)
      """;

  @Parameter Screen screen;

  private final SoftAssertions softly = new SoftAssertions();
  private final List<JsonObject> issues = new ArrayList<>();

  private static String axe() {
    try (InputStream script = EveryPageTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What Chromium's own inspector finds fault with, deprecated features among it. */
  private void listenToTheInspector(Page page) {
    CDPSession inspector = page.context().newCDPSession(page);
    inspector.on("Audits.issueAdded", issues::add);
    inspector.send("Audits.enable");
  }

  private void check(Window window, String what) {
    Page page = window.page();
    if (!(Boolean) page.evaluate("() => 'axe' in window")) {
      page.evaluate(AXE);
    }
    softly.assertThat((List<?>) page.evaluate(VIOLATIONS)).as(what).isEmpty();
    softly.assertThat((List<?>) page.evaluate(PRACTICES)).as(what).isEmpty();
  }

  @Test
  void logInPages() {
    OwnedSite site = CHROMIUM.newSite();
    Window window = CHROMIUM.window(screen);
    listenToTheInspector(window.page());
    window.page().navigate(CHROMIUM.setUpLink());
    window.type("Email", "me@example.com").type("Password", "a password");
    check(window, "the set-up");
    window.press("Set up");
    assertThat(window.fault("password")).isVisible();
    check(window, "the set-up, refused");
    window.open("/dashboard/log-in");
    check(window, "the log-in");
    window.fill("Email", site.owner()).fill("Password", "wrong").press("Log in");
    assertThat(window.page().getByRole(AriaRole.ALERT)).isVisible();
    check(window, "the log-in, refused");
    window.fill("Password", OwnedSite.PASSWORD).press("Log in");
    window.seesHeading("Secrets Manager");
    window.open("/dashboard/confirm");
    check(window, "the confirmation");
    window.open("/dashboard/nowhere").seesHeading("There is nothing here");
    check(window, "a page that is not there");
    finish();
  }

  @Test
  void secrets() {
    OwnedSite site = CHROMIUM.newSite();
    Window window = CHROMIUM.window(screen).loggedInTo(site);
    listenToTheInspector(window.page());
    window.open(site.path("secrets"));
    check(window, "no secrets");
    String path = site.secret("STRIPE_SECRET_KEY", "sk_live_51", "Card payments");
    site.secret("N".repeat(49) + "#", "v", "wide ".repeat(40));
    for (int i = 0; i < 50; i++) {
      site.secret("SECRET_" + i, "v", "");
    }
    window.open(site.path("secrets"));
    // The last one, because what a menu covers is too small a target until it is closed.
    window.page().locator("tbody summary").last().click();
    check(window, "the table, with a menu open");
    window.page().locator(".visitor summary").click();
    check(window, "the account's menu");
    window.open(site.path("secrets?query=nothing"));
    check(window, "nothing found");
    window.open(site.path("secrets/new")).fill("Name", "wix#").fill("Value", "v");
    window.press("Add Secret");
    assertThat(window.fault("name")).isVisible();
    check(window, "the form to add, refused");
    window.open(path).press("Retrieve value");
    assertThat(window.page().locator("#revealed")).isVisible();
    window.press("Copy the code for curl").seesToast("Copied.");
    check(window, "a secret, retrieved, and a toast");
    window.open(path + "/delete");
    check(window, "the form to delete");
    window.open(site.path("secrets/paste"));
    window.fill("Lines of a .env file", "A=1\nSTRIPE_SECRET_KEY=2\nwix=3").press("Preview");
    window.sees("What would be done");
    check(window, "pasted lines");
    finish();
  }

  @Test
  void keysPeopleAndSites() {
    OwnedSite site = CHROMIUM.newSite();
    Window window = CHROMIUM.window(screen).loggedInTo(site);
    listenToTheInspector(window.page());
    window.open(site.path("keys"));
    check(window, "no keys");
    window.fill("Name", "shop backend").press("Create key");
    assertThat(window.page().locator("#key")).isVisible();
    window.row("shop backend").locator("summary").click();
    check(window, "a key made, and one to revoke");
    window.open(site.path("members")).fill("For whom", "Ana");
    window.field("Role").selectOption("Admin");
    window.press("Make a link").sees("The invitation is ready");
    String link = window.page().locator("#link").textContent();
    window.row(site.owner()).locator("summary").click();
    check(window, "the members, an invitation made, and one to remove");
    window.open(site.path("settings"));
    check(window, "a site's settings");
    window.open("/dashboard/sites");
    check(window, "the sites");
    window.fill("Name", site.name() + "-two").press("Make the site");
    window.page().locator(".sites summary").click();
    check(window, "the choice of a site");
    window.open("/dashboard/account");
    check(window, "the account");
    Window guest = CHROMIUM.window(screen);
    guest.page().navigate(link);
    check(guest, "an invitation");
    finish();
  }

  @Test
  void newEmails() {
    OwnedSite site = CHROMIUM.newSite();
    Window window = CHROMIUM.window(screen).loggedInTo(site);
    listenToTheInspector(window.page());
    window.open(site.path("members")).fill("For whom", "Ana \u043Ena@b\u00FCcher.example");
    window.field("Role").selectOption("Admin");
    window.press("Make a link").sees("Cyrillic");
    check(window, "an invitation for a look-alike");
    window.open("/dashboard/account").fill("New email", "\u043E-" + site.owner());
    window.fill("Your password, for the new email", "a wrong long password");
    window.press("Ask for this email");
    assertThat(window.fault("email-password")).isVisible();
    check(window, "the account, another email refused");
    window.fill("Your password, for the new email", OwnedSite.PASSWORD).press("Ask for this email");
    window.sees("You have asked for another email");
    check(window, "the account, another email asked for");
    window.open(site.path("members"));
    check(window, "the members, another email asked for");
    window.press("Make a link for " + site.owner()).sees("The link to the new email is ready");
    check(window, "the members, a link to another email made");
    window.page().navigate(window.page().locator("#link").textContent());
    window.seesHeading("Your new email");
    check(window, "a link to another email");
    window.open("/dashboard/account").fill("Your password, for the deletion", OwnedSite.PASSWORD);
    window.press("Delete my account");
    assertThat(window.fault("delete-password")).isVisible();
    check(window, "the account, its deletion refused");
    finish();
  }

  private void finish() {
    softly.assertThat(issues).as("what Chromium's inspector finds fault with").isEmpty();
    softly.assertAll();
  }
}
