package dev.coffer.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives the tests of a class a server of their own and windows of a browser, which all classes
 * share. Without a Chromium the tests are skipped, unless one was named, which must then be there.
 * After each test it closes the windows, and fails the test if a page complained in one of them:
 * see {@link Window#complaints}.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final Pattern SET_UP_LINK = Pattern.compile("http\\S+/dashboard/set-up/\\S+");

  private final List<Window> windows = new ArrayList<>();
  private Optional<TestServer> server = Optional.empty();
  private Optional<String> setUpLink = Optional.empty();
  private Optional<Running> running = Optional.empty();

  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    static Running start(Path executable) {
      PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      return new Running(
          playwright,
          playwright
              .chromium()
              .launch(
                  new LaunchOptions()
                      .setExecutablePath(executable)
                      .setArgs(
                          List.of(
                              "--no-sandbox",
                              "--disable-gpu",
                              "--disable-quic",
                              "--no-first-run",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync"))));
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> named =
        Optional.ofNullable(System.getProperty("coffer.chromium"))
            .or(() -> Optional.ofNullable(System.getenv("COFFER_CHROMIUM")));
    Path executable = Path.of(named.orElse("/usr/bin/chromium"));
    if (named.isEmpty()) {
      Assumptions.assumeTrue(
          Files.isExecutable(executable),
          () ->
              "the dashboard is not tested in a browser: there is no Chromium at "
                  + executable
                  + ", and COFFER_CHROMIUM names no other");
    }
    running =
        Optional.of(
            context
                .getRoot()
                .getStore(ExtensionContext.Namespace.create(Chromium.class))
                .computeIfAbsent(
                    Running.class, absent -> Running.start(executable), Running.class));
  }

  /** Returns the server of this class, started when it is first asked for. */
  TestServer server() {
    if (server.isEmpty()) {
      server = Optional.of(start());
    }
    return server.get();
  }

  private TestServer start() {
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
    } finally {
      System.setErr(standardError);
      setUpLink =
          SET_UP_LINK
              .matcher(printed.toString(StandardCharsets.UTF_8))
              .results()
              .map(MatchResult::group)
              .findFirst();
    }
  }

  /** Returns the link that the server printed when it started, to set up its default site. */
  String setUpLink() {
    server();
    return setUpLink.orElseThrow(() -> new AssertionError("the server printed no set-up link"));
  }

  /** Makes a site on the server of this class. */
  OwnedSite newSite() {
    return OwnedSite.on(server());
  }

  /** Opens a window like that of a browser which was never here: no cookies, nothing cached. */
  Window window(Screen screen) {
    return window(screen.options());
  }

  Window window(NewContextOptions options) {
    Window window =
        new Window(server().server().uri(), running.orElseThrow().browser().newContext(options));
    windows.add(window);
    return window;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> complaints = windows.stream().flatMap(w -> w.complaints().stream()).toList();
    windows.forEach(Window::close);
    windows.clear();
    if (context.getExecutionException().isEmpty()) {
      Assertions.assertThat(complaints)
          .as("what pages complained about, and requests to strangers")
          .isEmpty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stopServer();
  }

  /** Ends the server of this class; who asks for it next gets another, which was never used. */
  void stopServer() {
    server.ifPresent(TestServer::close);
    server = Optional.empty();
  }
}
