package dev.coffer.velo.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds on every page, in light and dark, on a desktop and a phone: axe finds no violation of
 * WCAG 2.2 AA, nothing is wider than the screen, and nothing stands inline that the policy forbids.
 */
class EveryPageTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium(Shop.FILES);

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

  private static final String PRACTICES =
      """
      () => Object.entries({
        'a language': document.documentElement.lang === 'en',
        'a title': /^\\S.* · Coffer$/.test(document.title),
        'nothing inline': !document.querySelector('style, [style], script:not([src]), [onclick]'),
        'one main heading': document.querySelectorAll('h1').length === 1,
        'unique ids': new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size
          === document.querySelectorAll('[id]').length,
        'nothing wider than the screen':
          document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      }).filter(([, met]) => !met).map(([name]) => name)
      """;

  private final SoftAssertions softly = new SoftAssertions();

  private static String axe() {
    try (InputStream script = EveryPageTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(Window window, String what) {
    Page page = window.page();
    if (!(Boolean) page.evaluate("() => 'axe' in window")) {
      page.evaluate(AXE);
    }
    softly.assertThat((List<?>) page.evaluate(VIOLATIONS)).as(what).isEmpty();
    softly.assertThat((List<?>) page.evaluate(PRACTICES)).as(what).isEmpty();
  }

  @BeforeAll
  static void storeTheKey() {
    CHROMIUM.site().storeSecret(Shop.KEY, Shop.VALUE);
  }

  @ParameterizedTest
  @EnumSource
  void everyPageIsAccessible(Screen screen) {
    Window window = CHROMIUM.window(screen).open("/_log-in?return-to=/_functional-testing");
    check(window, "the log-in");
    window.fill("Email", VeloSite.OWNER).fill("Password", "wrong").press("Log in");
    assertThat(window.page().getByRole(AriaRole.ALERT)).isVisible();
    check(window, "the log-in, refused");
    window.loggedInAs(VeloSite.OWNER).open("/_log-in");
    check(window, "who is logged in");
    window.open("/_functional-testing");
    check(window, "no function chosen");
    window.open("/_functional-testing?file=backend%2Fbroken.js");
    check(window, "a file that does not load");
    window.open("/_functional-testing?file=backend%2Fagain.js");
    check(window, "a line that exports several functions");
    window.open("/_functional-testing?file=gone.js");
    check(window, "a file that is not there");
    window.openFunction("backend/tools.js", "gone");
    check(window, "a function that is not there");
    window.openFunction("backend/tools.js", "greet");
    check(window, "not run yet");
    window.run("{").sees("#fault-parameters", "still open");
    check(window, "refused parameters");
    window.run("{\"name\": \"" + "wide".repeat(60) + "\"}").sees("#outcome", "Returned");
    check(window, "a result");
    window.openFunction("backend/tools.js", "order").press("Run").sees("#outcome", "Threw");
    check(window, "an error");
    window.openFunction("backend/tools.js", "nothing").press("Run").sees("#value", "undefined");
    check(window, "no parameters and no result");
    window.openFunction("backend/tools.js", "hoard").press("Run").sees("#outcome", "Stopped");
    check(window, "a call that was stopped");
    window.openFunction("backend/tools.js", "readSecret").run("{\"name\": \"SHOP_KEY\"}");
    window.sees("#masked", "stands a value");
    check(window, "a value that is masked");
    window.openFunction("backend/http-functions.js", "get_hello");
    check(window, "an HTTP function");
    window.context().clearCookies();
    window.press("Run");
    assertThat(window.find("#logged-out")).isVisible();
    check(window, "logged out during work");
    window.page().evaluate("document.getElementById('run').submit()");
    window.seesHeading("You are logged out");
    check(window, "logged out during work, without scripts");
    softly.assertAll();
  }

  @Test
  void noAnswerMayBeKeptOrFramed() {
    Window window = CHROMIUM.window(Screen.DESKTOP_LIGHT).loggedInAs(VeloSite.OWNER);
    for (String path :
        List.of("/_log-in", "/_functional-testing", "/_functional-testing/generation")) {
      var headers = window.context().request().get(CHROMIUM.site().address() + path).headers();
      assertThat(headers).containsEntry("cache-control", "no-store");
      assertThat(headers.get("content-security-policy"))
          .startsWith("default-src 'none'")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }
}
