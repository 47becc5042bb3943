package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The code beside a secret, taken from the page and run as it is. */
class SnippetsTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private Window window;
  private Page page;
  private String key;

  @BeforeEach
  void openASecretAndMakeAKey() {
    OwnedSite site = CHROMIUM.newSite();
    window = CHROMIUM.window(Screen.DESKTOP_DARK).loggedInTo(site);
    window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page = window.page();
    window.open(site.path("keys")).fill("Name", "snippets").press("Create key");
    key = page.locator("#key").textContent();
    window.open(site.secret("A+B=C", "read by a snippet", ""));
  }

  private String copied(String title) {
    page.getByText(title, new Page.GetByTextOptions().setExact(true)).click();
    Locator panel = page.locator(".panel:visible");
    panel.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
    window.seesToast("Copied.");
    return window.clipboard();
  }

  @Test
  void eachSnippetNamesTheSecretAndNoKey() {
    assertThat(copied("@wix/secrets")).contains("getSecretValue('A+B=C')");
    assertThat(copied("Velo")).contains("getSecret(\"A+B=C\")");
    assertThat(page.content()).doesNotContain(key);
  }

  @Test
  void theCurlSnippetReadsTheSecret() throws Exception {
    assertThat(run(List.of("sh", "-c", copied("curl")))).contains("\"read by a snippet\"");
  }

  @Test
  void theJavaSnippetReadsTheSecret(@TempDir Path directory) throws Exception {
    Path program = directory.resolve("Snippet.java");
    Files.writeString(
        program,
        """
        import java.net.http.HttpClient;
        import java.net.http.HttpRequest;
        import java.net.http.HttpResponse.BodyHandlers;
        void main() throws Exception {
        %s
        IO.println(json);
        }
        """
            .formatted(copied("Java")));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(run(List.of(java, program.toString()))).contains("\"read by a snippet\"");
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("COFFER_KEY", key);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
