package dev.coffer.velo.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import dev.coffer.velo.host.RunningCoffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page imports web methods and calls them: who may, who may not, and what it never gets. */
class WebMethodsInBrowserTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium(Shop.FILES);

  private static final String STORED =
      """
      () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])
      """;

  private final List<Response> responses = new ArrayList<>();

  @BeforeAll
  static void storeTheKeyAndAddAMember() {
    CHROMIUM.site().storeSecret(Shop.KEY, Shop.VALUE);
    CHROMIUM.site().addMember(CHROMIUM.browser());
  }

  private Window window() {
    Window window = CHROMIUM.window(Screen.DESKTOP_LIGHT);
    window.page().onResponse(responses::add);
    return window;
  }

  private static void sees(Window window, Map<String, String> outputs) {
    outputs.forEach((id, text) -> assertThat(window.find("#" + id)).containsText(text));
  }

  /** In what came over the network, and in all that the page and the browser keep of it. */
  private void valueIsNowhereIn(Window window) {
    Page page = window.page();
    List<String> texts = new ArrayList<>();
    texts.add(page.content());
    texts.add((String) page.evaluate(STORED));
    texts.add(window.context().storageState());
    for (Response response : responses) {
      texts.add(response.url());
      texts.add(response.allHeaders().toString());
      texts.add(body(response));
    }
    assertThat(responses).as("what the page loaded and called").hasSizeGreaterThan(6);
    assertThat(texts).noneMatch(text -> text.contains(Shop.VALUE));
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

  @Test
  void whoIsNotLoggedInMayCallWhatAnyoneMayAndNothingElse() {
    Window window = window().open("/");
    sees(
        window,
        Map.of(
            "anyone", "\"hello Ana, the key has " + Shop.VALUE.length() + " characters\"",
            "members", "Error PERMISSION_DENIED",
            "admins", "Error PERMISSION_DENIED",
            "fail", "Error SOLD_OUT: no more tea"));
    valueIsNowhereIn(window);
  }

  @Test
  void aMemberMayCallWhatMembersMay() {
    Window window = window().loggedInAs(VeloSite.MEMBER).open("/");
    sees(
        window,
        Map.of(
            "anyone", "\"hello Ana",
            "members", "\"for members\"",
            "admins", "Error PERMISSION_DENIED"));
    valueIsNowhereIn(window);
  }

  @Test
  void anAdminMayCallEverything() {
    Window window = window().loggedInAs(VeloSite.OWNER).open("/");
    sees(
        window,
        Map.of(
            "anyone", "\"hello Ana",
            "members", "\"for members\"",
            "admins", "\"for admins\""));
    valueIsNowhereIn(window);
  }

  @Test
  void aValueThatAWebMethodReturnsDoesNotArrive() {
    Window window = window().loggedInAs(VeloSite.OWNER).open("/");
    assertThat(window.find("#leak")).containsText("Error");
    assertThat(window.find("#leak")).not().containsText(Shop.VALUE);
    sees(window, Map.of("anyone", "hello", "members", "for", "admins", "for", "fail", "tea"));
    valueIsNowhereIn(window);
  }

  @Test
  void logInLeadsBackAndLogOutEndsIt() {
    Window window = window().open("/_log-in?return-to=/");
    window.seesHeading("Log in").fill("Email", VeloSite.MEMBER).fill("Password", "not this one");
    window.press("Log in");
    assertThat(window.page().getByRole(AriaRole.ALERT)).containsText("wrong");
    assertThat(window.field("Email")).hasValue(VeloSite.MEMBER);
    window.fill("Password", RunningCoffer.PASSWORD).press("Log in").isAt("/");
    assertThat(window.find("#members")).hasText("\"for members\"");
    window.open("/_log-in").press("Log out").isAt("/");
    assertThat(window.find("#members")).containsText("PERMISSION_DENIED");
  }

  @Test
  void theScriptsOfAPageThatTheBrowserHasAlreadyRunAgain() {
    Map<String, String> ran = Map.of("anyone", "hello", "members", "Error", "fail", "tea");
    Window window = window().open("/");
    sees(window, ran);
    Response again = window.page().reload();
    sees(window, ran);
    while (!again.request().allHeaders().containsKey("if-none-match")) {
      again = window.page().reload(); // A file has its tag when it was left alone for a moment.
      sees(window, ran);
    }
  }

  @Test
  void functionalTestingIsForAdminsAlone() {
    window().open("/_functional-testing").seesHeading("Log in");
    Window member = window().loggedInAs(VeloSite.MEMBER).open("/_functional-testing");
    member.seesHeading("This page is for admins").sees("main", VeloSite.MEMBER);
    assertThat(member.page().content()).doesNotContain("visits.web.js");
  }
}
