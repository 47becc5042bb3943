package dev.coffer.velo.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives the tests of a class a site of their own and windows of a browser, which all classes share.
 * Without a Chromium the tests are skipped, unless one was named, which must then be there. After
 * each test it closes the windows, and fails the test if a page complained in one of them: see
 * {@link Window#complaints}.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final Map<String, String> files;
  private final List<Window> windows = new ArrayList<>();
  private Optional<VeloSite> site = Optional.empty();
  private Optional<Running> running = Optional.empty();

  /**
   * @param files the texts of the site's files by their paths
   */
  Chromium(Map<String, String> files) {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    this.files = files;
  }

  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    static Running start(Path executable) {
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
              "web methods are not tested in a browser: there is no Chromium at "
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
    site = Optional.of(VeloSite.start(files));
  }

  VeloSite site() {
    return site.orElseThrow();
  }

  Browser browser() {
    return running.orElseThrow().browser();
  }

  /** Opens a window like that of a browser which was never here: no cookies, nothing cached. */
  Window window(Screen screen) {
    return window(screen.options());
  }

  Window window(NewContextOptions options) {
    Window window = new Window(site().address(), browser().newContext(options));
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
    site.ifPresent(VeloSite::close);
    site = Optional.empty();
  }
}
