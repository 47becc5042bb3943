package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A browser's window, with cookies of its own, and the words to use it. */
final class Window {
  /** Chromium tells every refusal in the console; that a form was refused is no fault of a page. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "Failed to load resource: the server responded with a status of (403|404|409|422|429).*");

  private static final Set<String> FAULTS = Set.of("error", "warning", "assert");

  /** As the script of the pages makes it. */
  private static final String PAGE_KEY = "0123456789abcdef".repeat(4);

  private final URI server;
  private final BrowserContext context;
  private final List<String> complaints = new ArrayList<>();
  private final Page page;

  Window(URI server, BrowserContext context) {
    this.server = server;
    this.context = context;
    context.setDefaultTimeout(60_000);
    context.onConsoleMessage(this::heard);
    context.onWebError(error -> complaints.add("an uncaught error: " + error.error()));
    context.onRequest(this::sent);
    this.page = context.newPage();
  }

  private void heard(ConsoleMessage message) {
    if (FAULTS.contains(message.type()) && !REFUSAL.matcher(message.text()).matches()) {
      complaints.add("the console's " + message.type() + ": " + message.text());
    }
  }

  private void sent(Request request) {
    if (!request.url().startsWith(server + "/")) {
      complaints.add("a request to " + request.url());
    }
  }

  /**
   * Returns what should never be: uncaught errors, console errors and warnings (a violation of the
   * Content Security Policy and the use of deprecated features are among them), requests to another
   * origin.
   */
  List<String> complaints() {
    return complaints;
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Logs in without looking at the form, which has tests of its own. */
  Window loggedInTo(OwnedSite site) {
    return loggedInAs(site.owner());
  }

  Window loggedInAs(String email) {
    var reply =
        context
            .request()
            .post(
                server + "/dashboard/log-in",
                RequestOptions.create()
                    .setMaxRedirects(0)
                    .setHeader("Coffer-Page-Key", PAGE_KEY)
                    .setForm(
                        FormData.create().set("email", email).set("password", OwnedSite.PASSWORD)));
    if (reply.status() / 100 != 3) {
      throw new AssertionError("logging in was answered with " + reply.status());
    }
    context.addInitScript(
        "try { localStorage.setItem('coffer-page-key', '" + PAGE_KEY + "') } catch {}");
    return this;
  }

  Window open(String path) {
    page.navigate(server + path);
    return this;
  }

  Window click(AriaRole role, String name) {
    get(role, name).click();
    return this;
  }

  Window press(String button) {
    return click(AriaRole.BUTTON, button);
  }

  Window follow(String link) {
    return click(AriaRole.LINK, link);
  }

  Window fill(String label, String text) {
    field(label).fill(text);
    return this;
  }

  /** Types as people do, one key at a time. */
  Window type(String label, String text) {
    field(label).pressSequentially(text);
    return this;
  }

  Locator get(AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  /** Returns what is told at a field, by the field's name in the form. */
  Locator fault(String field) {
    return page.locator("#fault-" + field);
  }

  /** Returns the row of a table whose heading has some text in it. */
  Locator row(String text) {
    return page.locator("tbody tr")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.locator("th", new Page.LocatorOptions().setHasText(text))));
  }

  Window seesHeading(String text) {
    assertThat(page.locator("h1")).hasText(text);
    return this;
  }

  Window seesToast(String text) {
    assertThat(page.locator(".toast")).containsText(text);
    return this;
  }

  Window sees(String text) {
    assertThat(page.locator("main")).containsText(text);
    return this;
  }

  Window isAt(String path) {
    assertThat(page).hasURL(server + path);
    return this;
  }

  /** Returns what the system's clipboard holds. */
  String clipboard() {
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }

  void close() {
    context.close();
  }
}
