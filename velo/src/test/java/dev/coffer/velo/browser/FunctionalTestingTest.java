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
import java.util.regex.Pattern;
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
        .hasValue("{\n  \"name\": \"\",\n  \"greeting\": \"hello\"\n}");
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
    window.follow("backend/again.js").sees("#line-1 .several", "none").follow("Choose empty");
    window.seesHeading("empty");
    assertThat(window.get(AriaRole.BUTTON, "Run empty")).isVisible();
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
  void aStackLeadsToOtherFilesWithoutLosingWhatIsTyped() {
    String inner = "export function inner() {\n\n  throw new Error('deep');\n}";
    CHROMIUM.site().save("backend/inner.js", inner);
    String outer = "import { inner } from './inner';\nexport const outer = () => inner();";
    CHROMIUM.site().save("backend/outer.js", outer);
    Window window = admin().open("/_functional-testing");
    window.sees("#tree", "outer").follow("outer").press("Run").sees("#problem", "deep");
    window.fill("Parameters", "{\"typed\": 1}");
    window.find(".stack a").first().click();
    window.sees("#source h2", "backend/inner.js").seesHeading("outer");
    assertThat(window.find("#line-3:target")).isInViewport();
    window.find(".stack a").last().click();
    window.sees("#source h2", "backend/outer.js");
    assertThat(window.find("#line-2:target")).isInViewport();
    assertThat(window.field("Parameters")).hasValue("{\"typed\": 1}");
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
  void aCallThatUsesUpTheMemoryIsExplained() {
    Window window = admin().openFunction(TOOLS, "hoard").press("Run");
    window.sees("#outcome .tag", "Stopped").sees("#problem", "memory");
    window.sees("#problem", "What it did before that is done.");
    window.openFunction(TOOLS, "nil").press("Run").sees("#value", "null");
  }

  @Test
  void theFieldBeginsWithTheParametersAndTheirDefaults() {
    Window window = admin().openFunction(TOOLS, "describe");
    assertThat(window.field("Parameters"))
        .hasValue(
            """
            {
              "param1": [
                {
                  "kind": "",
                  "size": 2
                }
              ],
              "at": "",
              "others": []
            }\
            """);
    window.run("{\"param1\": [{\"kind\": \"茶\"}], \"at\": 5, \"others\": [\"a\", [1]]}");
    window.sees("#value", "\"kind\": \"茶\"").sees("#value", "\"size\": 2");
    window.sees("#call", "}, 5, \"a\", [");
    window.openFunction(TOOLS, "nothing").sees("#hint-parameters", "names no parameters");
    assertThat(window.field("Parameters")).hasValue("{}");
    assertThat(window.get(AriaRole.LINK, "Parcel")).hasCount(0);
  }

  @Test
  void aResultIsShownAsTheJsonThatABrowserGets() {
    Window window = admin().openFunction(TOOLS, "describe").run("{\"param1\": [{}]}");
    window.sees("#value", "\"at\": \"1970-01-01T00:00:00.000Z\"");
    window.sees("#value", "\"large\": 1e+21");
    assertThat(window.find("#value")).not().containsText("unknown");
    window.openFunction(TOOLS, "amount").press("Run");
    window.sees("#problem", "returned cannot be sent as JSON").sees("#problem", "BigInt");
  }

  @Test
  void whatWasChosenIsInSight() {
    Window window = admin().openFunction(TOOLS, "amount");
    assertThat(window.find(line("const amount"))).isInViewport();
    assertThat(window.find(".tree [aria-current]")).isInViewport();
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
    assertThat(window.page().content())
        .doesNotContain("Functional&gt;", "Functional>", "Testing\\");
    assertThat(sent)
        .isNotEmpty()
        .noneMatch(text -> text.contains("typed") || text.contains("TYPED"));

    window.press("Run").sees("#problem", "ALREADY_EXISTS");
    assertThat(window.page().content()).doesNotContain("Functional&gt;", "Functional>");
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
        .hasValue("{\n  \"name\": \"\",\n  \"greeting\": \"hello\"\n}");
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
    window.sees("#outcome .warn", "saved since").sees("#value", "43");
  }

  @Test
  void aPageThatIsOpenShowsWhatIsSavedAndKeepsWhatIsTyped() {
    String file = "backend/growing.js";
    CHROMIUM.site().save(file, "export const first = (name) => 1;");
    Window window = admin().open("/_functional-testing?file=" + file);
    window.sees("#tree", "first").follow("first").fill("Parameters", "{\"name\": 1}");
    CHROMIUM.site().save(file, "export const first = (name) => 1;\nexport const second = 2;");
    window.sees("#lines", "second = 2");
    assertThat(window.get(AriaRole.LINK, "second")).hasCount(0);
    CHROMIUM.site().save(file, "export const first = (it) => 1;\nexport const second = () => 2;");
    assertThat(window.get(AriaRole.LINK, "second")).isVisible();
    assertThat(window.field("Parameters")).hasValue("{\"name\": 1}");
    window.press("Reset");
    assertThat(window.field("Parameters")).hasValue("{\n  \"it\": \"\"\n}");
    CHROMIUM.site().save(file, "export const first = (that) => 1;");
    assertThat(window.field("Parameters")).hasValue("{\n  \"that\": \"\"\n}");
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
  void aLogInThatEndsDuringWorkLosesNothing() {
    Window window = admin().openFunction(TOOLS, "greet");
    Page other = window.context().newPage();
    other.navigate(CHROMIUM.site().address() + "/_functional-testing");
    other.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out")).click();
    assertThat(other.locator("#members")).containsText("PERMISSION");
    window.run("{\"name\": \"Ana\"}").sees("#logged-out", "Log in in another tab");
    assertThat(window.field("Parameters")).hasValue("{\"name\": \"Ana\"}");
    assertThat(window.find("#logged-out")).isVisible();
    window.loggedInAs(VeloSite.OWNER).press("Run").sees("#value", "hello Ana");
    assertThat(window.find("#logged-out")).isHidden();
  }

  @Test
  void aLogInThatEndsDuringWorkLosesNothingWithoutScriptsToo() {
    Window window = withoutScripts().openFunction(TOOLS, "greet");
    window.context().clearCookies();
    window.run("{\"name\": \"Ana\"}").seesHeading("You are logged out");
    assertThat(window.field("Parameters")).hasValue("{\"name\": \"Ana\"}");
    window.follow("Log in").fill("Email", VeloSite.OWNER);
    window.fill("Password", RunningCoffer.PASSWORD).press("Log in").seesHeading("greet");
    window.loggedInAs(VeloSite.OWNER).run("{\"name\": \"Zoe\"}");
    window.seesHeading("This is not allowed").sees("main", "nothing was run");
    assertThat(window.field("Parameters")).hasValue("{\"name\": \"Zoe\"}");
    window.follow("Back to the function").sees("#outcome", "Not run yet");
  }

  @Test
  void aMaskThatOutlivesTheLogInIsNotTakenForAValue() {
    Window window = admin().openFunction(TOOLS, "storeSecret");
    window.run("{\"param1\": [{\"name\": \"OUTLIVED\", \"value\": \"typed for OUTLIVED\"}]}");
    window.sees("#outcome .tag", "Returned");
    window.context().clearCookies();
    window.loggedInAs(VeloSite.OWNER).press("Run").sees("#fault-parameters", "log-in ends");
    assertThat(window.field("Parameters")).hasValue(Pattern.compile("‹secret OUTLIVED›"));
  }
}
