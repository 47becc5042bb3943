package dev.coffer.velo.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import dev.coffer.velo.host.RunningCoffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functional Testing, used as people use it. */
class FunctionalTestingTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium(Shop.FILES);

  private static final String TOOLS = "backend/tools.js";

  @BeforeAll
  static void storeTheKey() {
    CHROMIUM.site().storeSecret(Shop.KEY, Shop.VALUE);
  }

  private static Window admin() {
    return CHROMIUM.window(Screen.DESKTOP_LIGHT).loggedInAs(VeloSite.OWNER);
  }

  private static Window withoutScripts() {
    return CHROMIUM
        .window(Screen.DESKTOP_LIGHT.options().setJavaScriptEnabled(false))
        .loggedInAs(VeloSite.OWNER);
  }

  private static String line(String text) {
    int number = 1;
    for (String line : Shop.FILES.get(TOOLS).lines().toList()) {
      if (line.contains(text)) {
        return "#line-" + number;
      }
      number++;
    }
    throw new AssertionError("no line has " + text);
  }

  @Test
  void aFunctionIsChosenInTheTreeAndRunWithWhatIsTyped() {
    Window window = CHROMIUM.window(Screen.DESKTOP_LIGHT).open("/_functional-testing");
    window.seesHeading("Log in").fill("Email", VeloSite.OWNER);
    window.fill("Password", RunningCoffer.PASSWORD).press("Log in");
    window.isAt("/_functional-testing").seesHeading("Functional Testing");
    window.follow("greet").seesHeading("greet");
    assertThat(window.field("Parameters"))
        .hasValue("{\n  \"name\": \"\",\n  \"greeting\": \"\"\n}");
    window.run("{\"name\": \"Ana\"}");
    window.sees("#outcome .tag", "Returned").sees("#call", "greet(\"Ana\")");
    window.sees("#value", "\"text\": \"hello Ana\"").sees("#value", "\"ANA\"");
    window
        .sees("#console li:nth-child(1)", "info")
        .sees("#console li:nth-child(1)", "greeting Ana");
    window.sees("#console .warn", "that is all");
    assertThat(window.find("#announcer")).containsText("It returned after");
    Locator place = window.find("#console li:nth-child(1) a");
    assertThat(place).hasAttribute("href", line("console.info"));
    place.click();
    assertThat(window.find(line("console.info"))).isInViewport();
  }

  @Test
  void theSourceStandsBesideItWithAPlayMarkAtEachFunction() {
    Window window = admin().open("/_functional-testing").follow(TOOLS);
    assertThat(window.find("#lines")).containsText("// What only the backend may call.");
    assertThat(window.find(line("function order") + " .play")).isVisible();
    assertThat(window.find(line("function pour") + " .play")).hasCount(0);
    window.find(line("function order") + " .play").click();
    window.seesHeading("order");
    window.fill("Parameters", "{\"tea\":\"oolong\"}");
    window.find(line("function order") + " .play").click();
    window.sees("#problem", "no oolong left");
  }

  @Test
  void anErrorIsShownWithItsCodeAndAStackThatLeadsToTheSource() {
    Window window = admin().openFunction(TOOLS, "order").run("{\"tea\": \"oolong\"}");
    window.sees("#outcome .tag", "Threw an error").sees("#problem", "TypeError");
    window.sees("#problem", "no oolong left").sees("#problem", "SOLD_OUT");
    assertThat(window.find(".stack li").first()).containsText("pour");
    Locator innermost = window.find(".stack a").first();
    assertThat(innermost).hasAttribute("href", line("throw Object"));
    innermost.click();
    assertThat(window.find(line("throw Object"))).isInViewport();
    assertThat(window.find(".stack")).containsText("order");
  }

  @Test
  void undefinedIsToldFromNull() {
    Window window = admin().openFunction(TOOLS, "nothing").press("Run");
    assertThat(window.find("#value.nothing")).hasText("undefined");
    window.openFunction(TOOLS, "nil").press("Run");
    assertThat(window.find("#value:not(.nothing)")).hasText("null");
  }

  @Test
  void aCallThatNeverEndsIsStoppedAndExplained() {
    Window window = admin().openFunction(TOOLS, "spin").press("Run");
    window.sees("#outcome .tag", "Timed out").sees("#problem", "An endless loop");
    window.openFunction(TOOLS, "wait").press("Run");
    window.sees("#outcome .tag", "Threw an error").sees("#problem", "nothing will settle");
  }

  @Test
  void aSecretIsStoredWithoutStandingInCodeAndItsValueIsNotShownAgain() {
    String value = "typed \"in\" <Functional> Testing\\9";
    String json = "\"typed \\\"in\\\" <Functional> Testing\\\\9\"";
    List<String> sent = new ArrayList<>();
    Window window = admin();
    window.context().onRequest(request -> sent.add(request.url() + headers(request)));
    window.openFunction(TOOLS, "storeSecret");
    assertThat(window.field("Parameters")).hasAttribute("autocomplete", "off");
    window.run("{\"param1\": [{\"name\": \"TYPED\", \"value\": " + json + "}]}");
    window.sees("#outcome .tag", "Returned");
    assertThat(CHROMIUM.site().valueOf("TYPED")).isEqualTo(value);
    window.sees("#call", "‹secret TYPED›").sees("#console", "‹secret TYPED›");
    window.sees("#masked", "stands a value of a secret");
    assertThat(window.field("Parameters")).hasValue(valueMasked("TYPED"));
    assertThat(window.page().content()).doesNotContain("typed").doesNotContain("Testing\\");
    assertThat(sent).noneMatch(text -> text.contains("typed") || text.contains("TYPED"));

    window.press("Run").sees("#problem", "ALREADY_EXISTS");
    assertThat(window.page().content()).doesNotContain("Functional>");
    window.fill("Parameters", valueMasked("ANOTHER")).press("Run");
    window.sees("#outcome .tag", "Returned");
    assertThat(CHROMIUM.site().valueOf("ANOTHER"))
        .as("the mask stood for the value")
        .isEqualTo(value);

    window.openFunction(TOOLS, "readSecret").run("{\"name\": \"TYPED\"}");
    window.sees("#value", "‹secret TYPED›").sees("#masked", "does not show it");
  }

  private static String headers(Request request) {
    return request.allHeaders().toString();
  }

  private static String valueMasked(String name) {
    return """
    {
      "param1": [
        {
          "name": "%s",
          "value": "‹secret TYPED›"
        }
      ]
    }\
    """
        .formatted(name);
  }

  @Test
  void faultsInTheJsonAreToldAtTheFieldAndNothingIsLost() {
    for (Window window : List.of(admin(), withoutScripts())) {
      window.openFunction(TOOLS, "greet").run("{\n  \"name\": \"Ana\",\n}");
      window.sees("#fault-parameters", "Line 3, column 1").sees("#fault-parameters", "comma");
      assertThat(window.field("Parameters")).hasAttribute("aria-invalid", "true");
      assertThat(window.field("Parameters")).hasValue("{\n  \"name\": \"Ana\",\n}");
      window.run("{\"name\": \"Ana\"}").sees("#value", "hello Ana");
      assertThat(window.find("#fault-parameters p")).hasCount(0);
    }
  }

  @Test
  void theLastInputAndOutputAreKeptForEachLogInUntilTheyAreReset() {
    Window window = admin().openFunction(TOOLS, "greet").run("{\"name\": \"Zoe\"}");
    window.sees("#value", "hello Zoe");
    window.openFunction(TOOLS, "nothing").openFunction(TOOLS, "greet");
    window.sees("#value", "hello Zoe");
    assertThat(window.field("Parameters")).hasValue("{\"name\": \"Zoe\"}");
    Window other = admin().openFunction(TOOLS, "greet");
    assertThat(other.find("#value")).hasCount(0);
    window.press("Reset").sees("#outcome", "Not run yet");
    assertThat(window.field("Parameters"))
        .hasValue("{\n  \"name\": \"\",\n  \"greeting\": \"\"\n}");
    window.page().reload();
    window.sees("#outcome", "Not run yet");
  }

  @Test
  void aFunctionRunsAgainWhenFilesAreSaved() {
    String file = "backend/changing.js";
    Window window = admin().openFunction(file, "answer").press("Run").sees("#value", "41");
    window.field("Run again on save").check();
    CHROMIUM.site().save(file, Shop.FILES.get(file).replace("41", "42"));
    window.sees("#value", "42").sees("#lines", "return 42");
    CHROMIUM.site().save(file, "export function answer( {");
    window.sees("#gone", "before its file loads").sees("#broken", "SyntaxError");
    CHROMIUM.site().save(file, "// first\n" + Shop.FILES.get(file).replace("41", "43"));
    window.sees("#value", "43");
    assertThat(window.find("#gone")).hasCount(0);
    assertThat(window.find(".line.chosen")).hasAttribute("id", "line-2");
    assertThat(window.field("Run again on save")).isChecked();
    window.field("Run again on save").uncheck();
    String loadings = window.loadings();
    CHROMIUM.site().save(file, Shop.FILES.get(file));
    window.page().waitForCondition(() -> !window.loadings().equals(loadings));
    assertThat(window.find("#outcome .warn")).hasCount(0);
    window.page().reload();
    window.sees("#outcome .warn", "saved since");
  }

  @Test
  void aFileThatDoesNotLoadIsShownWithItsErrorAndTheLine() {
    Window window = admin().open("/_functional-testing");
    Locator broken =
        window.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("broken.js"));
    assertThat(broken).containsText("does not load");
    broken.click();
    window.sees("#broken", "SyntaxError").sees("#broken a", "backend/broken.js:2");
    assertThat(window.find("#line-2")).hasClass("line wrong");
  }

  @Test
  void anHttpFunctionIsRunWithARequest() {
    Window window = admin().openFunction("backend/http-functions.js", "get_hello");
    window.run(
        "{\"request\": {\"path\": [\"a\"], \"query\": {\"from\": \"here\"}, \"headers\": {}}}");
    window.sees("#value", "\"status\": 200").sees("#value", "here");
  }

  @Test
  void everythingButRunningOnSaveWorksWithoutScripts() {
    Window window = withoutScripts().open("/_functional-testing").follow("greet");
    window.run("{\"name\": \"Ana\"}").sees("#value", "hello Ana");
    window.isAt("/_functional-testing?file=backend%2Ftools.js&function=greet#outcome");
    assertThat(window.find("#again")).isHidden();
    window.press("Reset").sees("#outcome", "Not run yet");
    window.press("Log out").isAt("/").open("/_functional-testing").seesHeading("Log in");
  }

  @Test
  void aForeignFormRunsNothing() {
    Window window = admin().openFunction(TOOLS, "greet");
    String refused =
        (String)
            window
                .page()
                .evaluate(
                    """
                    async () => {
                      const form = new FormData(document.getElementById('run'));
                      form.set('form-token', 'guessed');
                      const body = new URLSearchParams(form);
                      const path = '/_functional-testing/run';
                      const answer = await fetch(path, { method: 'POST', body });
                      return answer.status + await answer.text();
                    }
                    """);
    assertThat(refused).startsWith("403").contains("not from a page of your session");
    window.page().reload();
    window.sees("#outcome", "Not run yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<img src=x onerror=alert(1)>", "</textarea><script>alert(1)</script>"})
  void whatCodeAndPeopleSayIsShownAsText(String text) {
    Window window = admin().openFunction(TOOLS, "greet").run("{\"name\": \"" + text + "\"}");
    window.sees("#value", "hello " + text).sees("#console", text);
    window.page().reload();
    assertThat(window.field("Parameters")).hasValue("{\"name\": \"" + text + "\"}");
    assertThat(window.find("main img, main script")).hasCount(0);
  }

  @Test
  void whoIsLoggedOutMeanwhileIsLedToTheLogIn() {
    Window window = admin().openFunction(TOOLS, "greet");
    Page other = window.context().newPage();
    other.navigate(CHROMIUM.site().address() + "/_functional-testing");
    other.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out")).click();
    assertThat(other.locator("#members")).containsText("PERMISSION");
    window.run("{}").seesHeading("Log in");
  }
}
