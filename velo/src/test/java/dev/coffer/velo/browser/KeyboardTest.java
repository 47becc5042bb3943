package dev.coffer.velo.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.coffer.velo.host.RunningCoffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A function is chosen, run and reset without a mouse, and one always sees where one is. */
class KeyboardTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium(Shop.FILES);

  private static final int MOST_TABS = 60;
  private static final String FOCUS_IS_VISIBLE =
      """
      () => {
        const style = getComputedStyle(document.activeElement);
        return document.activeElement.matches(':focus-visible') && style.outlineStyle !== 'none'
          && parseFloat(style.outlineWidth) >= 2;
      }
      """;

  private Window window;
  private Page page;
  private Keyboard keyboard;

  private void tabTo(Locator goal) {
    for (int tabs = 0; tabs < MOST_TABS; tabs++) {
      keyboard.press("Tab");
      assertThat((Boolean) page.evaluate(FOCUS_IS_VISIBLE))
          .as("one sees where the focus is: %s", page.evaluate("document.activeElement.outerHTML"))
          .isTrue();
      if ((Boolean) goal.evaluate("it => it === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError(MOST_TABS + " times Tab did not lead to " + goal);
  }

  @Test
  void aWalkWithTheKeyboardAlone() {
    window = CHROMIUM.window(Screen.DESKTOP_LIGHT);
    page = window.page();
    keyboard = page.keyboard();
    window.open("/_functional-testing").seesHeading("Log in");
    assertThat(window.field("Email")).isFocused();
    keyboard.type(VeloSite.OWNER);
    tabTo(window.field("Password"));
    keyboard.type(RunningCoffer.PASSWORD);
    keyboard.press("Enter");
    window.seesHeading("Functional Testing");

    keyboard.press("Tab");
    assertThat(window.get(AriaRole.LINK, "Skip to the content")).isFocused();
    tabTo(window.get(AriaRole.LINK, "greet"));
    keyboard.press("Enter");
    window.seesHeading("greet");
    tabTo(window.field("Parameters"));
    keyboard.press("ControlOrMeta+a");
    keyboard.type("{\"name\": \"Ana\"");
    keyboard.press("ControlOrMeta+Enter");
    window.sees("#fault-parameters", "still open");
    assertThat(window.field("Parameters")).isFocused();
    keyboard.press("End");
    keyboard.type("}");
    tabTo(window.get(AriaRole.BUTTON, "Run"));
    keyboard.press("Enter");
    window.sees("#value", "hello Ana");
    assertThat(window.get(AriaRole.BUTTON, "Run")).isFocused();
    tabTo(window.get(AriaRole.BUTTON, "Reset"));
    tabTo(window.field("Run again on save"));
    keyboard.press("Space");
    assertThat(window.field("Run again on save")).isChecked();
    tabTo(window.find("#console a").first());
    keyboard.press("Enter");
    assertThat(window.find(".line:target")).isInViewport();
    tabTo(window.get(AriaRole.LINK, "Choose nothing"));
    keyboard.press("Enter");
    window.seesHeading("nothing");
    tabTo(window.find("#lines"));
    tabTo(window.get(AriaRole.LINK, "Choose storeSecret"));
  }
}
