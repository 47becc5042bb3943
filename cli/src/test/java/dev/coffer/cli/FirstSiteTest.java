package dev.coffer.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README.md of a new site promises, done in a browser: {@code coffer velo new}, {@code
 * coffer velo}, the button, the answer of the third party, and no trace of the key.
 */
final class FirstSiteTest {
  /** All that a page can keep for later. */
  private static final String STORED =
      """
      async () => JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        history.state,
        window.name,
        await indexedDB.databases(),
        await caches.keys(),
      ])
      """;

  @TempDir private static Path directory;
  private static Optional<RunningExample> example = Optional.empty();
  private static Optional<Playwright> playwright = Optional.empty();
  private static Browser browser;

  private final List<Request> requests = new ArrayList<>();
  private final List<Response> responses = new ArrayList<>();
  private final List<String> console = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path chromium = chromium();
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    playwright =
        Optional.of(
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
    browser =
        playwright
            .get()
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    example = Optional.of(RunningExample.in(directory));
    example.get().storeKey();
  }

  private static Path chromium() {
    Optional<String> named =
        Optional.ofNullable(System.getProperty("coffer.chromium"))
            .or(() -> Optional.ofNullable(System.getenv("COFFER_CHROMIUM")));
    Path executable = Path.of(named.orElse("/usr/bin/chromium"));
    if (named.isEmpty()) {
      Assumptions.assumeTrue(
          Files.isExecutable(executable),
          () ->
              "a new site is not tested in a browser: there is no Chromium at "
                  + executable
                  + ", and COFFER_CHROMIUM names no other");
    }
    return executable;
  }

  @AfterAll
  static void stop() {
    playwright.ifPresent(Playwright::close);
    example.ifPresent(RunningExample::close);
  }

  @BeforeEach
  void openAWindow() {
    context = browser.newContext();
    context.setDefaultTimeout(60_000);
    context.onRequest(requests::add);
    context.onResponse(responses::add);
    context.onConsoleMessage(message -> console.add(message.text()));
    context.onWebError(error -> console.add(error.error()));
    page = context.newPage();
  }

  @AfterEach
  void closeTheWindow() {
    context.close();
  }

  private static RunningExample site() {
    return example.orElseThrow();
  }

  private void press() {
    page.navigate(site().address().toString());
    press("What is in the sky today?");
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private void answers(String... texts) {
    for (String text : texts) {
      assertThat(page.getByRole(AriaRole.STATUS)).containsText(text);
    }
  }

  @Test
  void theButtonShowsTheThirdPartysAnswerAndTheKeyIsNowhereInTheBrowser() {
    press();
    answers("Saturn (2026-11-25)", "A ring.");

    assertThat(site().asked())
        .as("requests to the third party")
        .contains("/planetary/apod?api_key=" + RunningExample.KEY_IN_URLS);
    keyIsNowhere();
    assertThat(console).as("the browser's console").isEmpty();
  }

  @Test
  void withoutTheSecretThePageSaysWhatToDo() {
    site().deleteKey();
    try {
      press();
      answers("That did not work", "no secret nasa_api_key yet", "README.md says how to store it");
    } finally {
      site().storeKey();
    }
    press();
    answers("Saturn");
  }

  @Test
  void aKeyThatIsReturnedIsHeldBackAsSoonAsTheFileIsSaved() throws IOException {
    site().changeCode("return { title,", "return { key, title,");
    try {
      page.navigate(site().address().toString());
      pressUntilTheAnswerHas("That did not work");
      assertThat(page.getByRole(AriaRole.STATUS)).not().containsText("Saturn");
      assertThat(site().errors()).contains("SECRET_LEAK").contains("nasa_api_key");
      keyIsNowhere();
    } finally {
      site().changeCode("return { key, title,", "return { title,");
      pressUntilTheAnswerHas("Saturn");
    }
  }

  /** Saved files are loaded a moment later. */
  private void pressUntilTheAnswerHas(String text) {
    String answer = "";
    for (int tries = 0; tries < 100 && !answer.contains(text); tries++) {
      press("What is in the sky today?");
      page.waitForCondition(() -> !page.getByRole(AriaRole.STATUS).innerText().equals("Asking…"));
      answer = page.getByRole(AriaRole.STATUS).innerText();
    }
    answers(text);
  }

  @Test
  void theOwnerRunsTheFunctionInFunctionalTesting() {
    page.navigate(site().address() + "/_functional-testing");
    page.getByLabel("Email").fill("me@example.com");
    page.getByLabel("Password").fill(LiveServer.PASSWORD);
    press("Log in");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("pictureOfTheDay"))
        .first()
        .click();
    press("Run");

    assertThat(page.locator("main")).containsText("\"title\": \"Saturn\"");
    keyIsNowhere();
  }

  /**
   * In no request and answer, in nothing that the page shows, says or keeps, and not in the memory
   * of its scripts, where the third party's answer is.
   */
  private void keyIsNowhere() {
    List<String> texts = new ArrayList<>(console);
    texts.add(page.content());
    texts.add(page.locator("body").innerText());
    texts.add((String) page.evaluate(STORED));
    texts.add(context.storageState());
    for (Request request : requests) {
      texts.add(request.url() + request.allHeaders() + request.postData());
    }
    List<String> bodies = responses.stream().map(FirstSiteTest::body).toList();
    assertThat(bodies).as("bodies of answers").anyMatch(body -> !body.isBlank());
    texts.addAll(bodies);
    for (Response response : responses) {
      texts.add(response.url() + response.allHeaders());
    }
    String memory = memory();
    assertThat(responses).as("what the browser loaded and called").hasSizeGreaterThan(2);
    assertThat(memory.contains("pictureOfTheDay")).as("the page's memory is looked at").isTrue();
    texts.add(memory);
    for (String form : formsOfTheKey()) {
      assertThat(texts.stream().filter(text -> text.contains(form)).count())
          .as("places in the browser that have the key")
          .isZero();
    }
  }

  private static List<String> formsOfTheKey() {
    byte[] key = RunningExample.KEY.getBytes(UTF_8);
    return List.of(
        RunningExample.KEY,
        RunningExample.KEY_IN_URLS,
        Base64.getEncoder().withoutPadding().encodeToString(key),
        HexFormat.of().formatHex(key),
        RunningExample.KEY.substring(0, 18));
  }

  /**
   * Of pages that were left, the browser may have thrown the content away; it shows them no more.
   */
  private static String body(Response response) {
    boolean isRedirect = response.status() / 100 == 3;
    try {
      return isRedirect ? "" : response.text();
    } catch (PlaywrightException e) {
      if (e.getMessage().contains("navigated away")) {
        return "";
      }
      throw e;
    }
  }

  private String memory() {
    StringBuilder snapshot = new StringBuilder();
    CDPSession session = context.newCDPSession(page);
    session.on(
        "HeapProfiler.addHeapSnapshotChunk",
        part -> snapshot.append(part.get("chunk").getAsString()));
    session.send("HeapProfiler.takeHeapSnapshot");
    session.detach();
    return snapshot.toString();
  }
}
