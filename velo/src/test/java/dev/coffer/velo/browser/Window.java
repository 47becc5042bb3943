package dev.coffer.velo.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import dev.coffer.velo.host.RunningCoffer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A browser's window, with cookies of its own, and the words to use it. */
final class Window {
  /** Chromium tells every refusal in the console; that something was refused is no fault. */
  private static final Pattern REFUSAL =
      Pattern.compile("Failed to load resource: the server responded with a status of .*");

  private static final Set<String> FAULTS = Set.of("error", "warning", "assert");

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
   * Content Security Policy is among them), requests to another origin.
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
  Window loggedInAs(String email) {
    var reply =
        context
            .request()
            .post(
                server + "/_log-in",
                RequestOptions.create()
                    .setMaxRedirects(0)
                    .setForm(
                        FormData.create()
                            .set("email", email)
                            .set("password", RunningCoffer.PASSWORD)));
    if (reply.status() / 100 != 3) {
      throw new AssertionError("logging in was answered with " + reply.status());
    }
    return this;
  }

  Window open(String path) {
    page.navigate(server + path);
    return this;
  }

  /** Opens Functional Testing at a function. */
  Window openFunction(String file, String function) {
    return open(
        "/_functional-testing?file="
            + URLEncoder.encode(file, StandardCharsets.UTF_8)
            + "&function="
            + function);
  }

  /** Returns what tells one loading of the site's files from another. */
  String loadings() {
    return context.request().get(server + "/_functional-testing/generation").text();
  }

  Window press(String button) {
    get(AriaRole.BUTTON, button).click();
    return this;
  }

  Window follow(String link) {
    get(AriaRole.LINK, link).click();
    return this;
  }

  Window fill(String label, String text) {
    field(label).fill(text);
    return this;
  }

  /** Runs the chosen function with parameters, and waits for the result. */
  Window run(String parameters) {
    return fill("Parameters", parameters).press("Run");
  }

  Locator get(AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  Window seesHeading(String text) {
    assertThat(page.locator("h1")).hasText(text);
    return this;
  }

  Window sees(String selector, String text) {
    assertThat(page.locator(selector)).containsText(text);
    return this;
  }

  Window isAt(String path) {
    assertThat(page).hasURL(server + path);
    return this;
  }

  void close() {
    context.close();
  }
}
