package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A value is shown to the person who asks for it, and to nobody who comes after. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class ValuesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String VALUE = "value-marker\n with <lines> & spaces ";
  private static final String MARKER = "value-marker";
  private static final int HIDDEN_AFTER = 30_000;

  @Parameter Screen screen;

  private OwnedSite site;
  private String path;
  private Window window;
  private Page page;
  private Locator revealed;
  private final List<String> requests = new ArrayList<>();

  @BeforeEach
  void openASecretUnderAClockOfOurs() {
    site = CHROMIUM.newSite();
    path = site.secret("API_TOKEN", VALUE, "");
    window = CHROMIUM.window(screen).loggedInTo(site);
    window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page = window.page();
    page.clock().install();
    page.onRequest(this::note);
    window.open(path);
    revealed = page.locator("#revealed");
  }

  private void note(Request request) {
    requests.add(request.method() + " " + request.url());
  }

  private void retrieve() {
    window.press("Retrieve value");
    assertThat(revealed).hasValue(VALUE);
  }

  private void isHidden() {
    assertThat(revealed).hasCount(0);
    assertThat(window.get(AriaRole.BUTTON, "Retrieve value")).isVisible();
    assertThat(page.content()).doesNotContain(MARKER);
  }

  @Test
  void aValueIsFetchedWhenItIsAskedForAndNotBefore() {
    assertThat(page.content()).doesNotContain(MARKER);
    assertThat(requests).noneMatch(request -> request.contains("/value"));
    retrieve();
    assertThat(revealed).isFocused();
    assertThat(requests).filteredOn(request -> request.contains("/value")).hasSize(1);
    window.isAt(path);
    window.follow("Hide");
    isHidden();
    assertThat(window.get(AriaRole.BUTTON, "Retrieve value")).isFocused();
  }

  @Test
  void aValueIsHiddenAfterAWhile() {
    retrieve();
    page.clock().runFor(HIDDEN_AFTER - 5_000);
    assertThat(revealed).hasValue(VALUE);
    page.clock().runFor(5_000);
    isHidden();
    page.clock().runFor(200);
    assertThat(page.locator("#announcer")).hasText("The value is hidden.");
  }

  /** Playwright keeps every page focused, so the event that browsers send is sent here. */
  @Test
  void aValueIsHiddenWhenTheWindowLosesFocusOrTheTabIsLeft() {
    retrieve();
    page.evaluate("() => dispatchEvent(new Event('blur'))");
    isHidden();
    retrieve();
    page.evaluate(
        """
        () => {
          Object.defineProperty(document, 'hidden', { value: true, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """);
    isHidden();
  }

  @Test
  void neitherTheBackButtonNorAReloadShowsAValueAgain() {
    retrieve();
    window.follow("Secrets Manager").isAt(site.path("secrets"));
    assertThat(page.content()).doesNotContain(MARKER);
    page.goBack();
    window.isAt(path);
    isHidden();
    retrieve();
    page.reload();
    isHidden();
    retrieve();
    page.navigate("about:blank");
    page.goBack();
    isHidden();
    assertThat(page.evaluate("() => JSON.stringify([localStorage, sessionStorage, history.state])"))
        .asString()
        .doesNotContain(MARKER);
  }

  @Test
  void aCopiedValueIsClearedFromTheClipboard() {
    retrieve();
    window.press("Copy").seesToast("Copied. The clipboard is cleared in 30 seconds");
    assertThat(window.clipboard()).isEqualTo(VALUE);
    page.clock().runFor(HIDDEN_AFTER);
    window.seesToast("The clipboard was cleared.");
    assertThat(window.clipboard()).isEmpty();
  }

  @Test
  void whatWasCopiedSinceIsNotCleared() {
    retrieve();
    window.press("Copy").seesToast("Copied.");
    window.follow("Hide").fill("New value", "of the person's own");
    window.field("New value").press("ControlOrMeta+a");
    window.field("New value").press("ControlOrMeta+c");
    page.clock().runFor(HIDDEN_AFTER);
    assertThat(window.clipboard()).isEqualTo("of the person's own");
  }

  @Test
  void whoLoggedInLongAgoGivesThePasswordAgainFirst() {
    SessionAging.age(CHROMIUM.server());
    window.press("Retrieve value").seesHeading("Confirm your password");
    assertThat(page.content()).doesNotContain(MARKER);
    assertThat(window.field("Password")).isFocused();
    window.fill("Password", "not my password").press("Go on");
    assertThat(window.fault("password")).containsText("wrong");
    window.fill("Password", OwnedSite.PASSWORD).press("Go on").isAt(path);
    retrieve();
  }
}
