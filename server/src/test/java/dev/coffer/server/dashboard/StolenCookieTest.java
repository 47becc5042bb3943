package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Without HTTPS, browsers send the dashboard's cookies to every program on its host. Such a program
 * uses them here, right after their owner has logged in.
 */
class StolenCookieTest {
  private static final String VALUE = "value-marker";
  private static final String EMAIL = "owner@example.com";
  private static final String OTHER_KEY = "f".repeat(64);

  private static TestServer server;
  private static TestSite site;
  private static String retrieve;

  private Browser owner;
  private Browser thief;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    site = People.siteOf(server, EMAIL);
    retrieve = page("/secrets/" + site.created("API_TOKEN", VALUE) + "/value");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void logIn() {
    owner = People.loggedIn(server, EMAIL);
    thief = Browser.at(server).withoutScripts();
    thief.cookies().putAll(owner.cookies());
  }

  private static String page(String path) {
    return People.path(site.id()) + path;
  }

  private Answer postWithKey(String key, String path, String... fields) {
    Map<String, String> headers = new HashMap<>(thief.ownPage());
    headers.put("Coffer-Page-Key", key);
    String[] all = new String[fields.length + 2];
    all[0] = "form-token";
    all[1] = thief.csrfToken();
    System.arraycopy(fields, 0, all, 2, fields.length);
    return thief.send("POST", path, Optional.of(Browser.form(all)), headers);
  }

  @Test
  void thePageThatBroughtThePasswordRetrievesValues() {
    assertThat(owner.post(retrieve).body()).contains(VALUE);
  }

  @Test
  void theCookieAloneIsAskedForThePassword() {
    Answer asked = thief.post(retrieve);
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.body()).doesNotContain(VALUE).contains("name=\"your-password\"");
    Answer wrong = thief.post(retrieve, "your-password", "a wrong long password");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).doesNotContain(VALUE);
  }

  @Test
  void aKeyOfAnotherPageIsAskedForThePassword() {
    Answer answer = postWithKey(OTHER_KEY, retrieve);
    assertThat(answer.location()).startsWith("/dashboard/confirm?next=");
    assertThat(answer.body()).doesNotContain(VALUE);
    assertThat(postWithKey("", retrieve).body()).doesNotContain(VALUE);
    assertThat(postWithKey("%", retrieve).body()).doesNotContain(VALUE);
  }

  @Test
  void aKeyOfAnotherPageIsNotTakenWithAWrongPassword() {
    assertThat(
            postWithKey(OTHER_KEY, "/dashboard/confirm", "password", "a wrong long password")
                .status())
        .isEqualTo(422);
    assertThat(postWithKey(OTHER_KEY, retrieve).body()).doesNotContain(VALUE);
    assertThat(owner.post(retrieve).body()).contains(VALUE);
  }

  @Test
  void withoutScriptsThePasswordIsAskedForEachTime() {
    assertThat(thief.post(retrieve, "your-password", People.PASSWORD).body()).contains(VALUE);
    assertThat(thief.post(retrieve).body()).doesNotContain(VALUE).contains("your-password");
  }

  @Test
  void aPageWithoutItsKeyGetsAnotherWithThePassword() {
    assertThat(postWithKey(OTHER_KEY, "/dashboard/confirm", "password", People.PASSWORD).location())
        .isEqualTo("/dashboard");
    assertThat(postWithKey(OTHER_KEY, retrieve).body()).contains(VALUE);
    assertThat(thief.post(retrieve).body()).as("with the cookie alone").doesNotContain(VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "/keys, id=\"key\"",
    "/invitations, id=\"link\"",
  })
  void whatReadsValuesIsNotMadeWithTheCookieAlone(String path, String made) {
    String name = "thief of " + path;
    String[] fields = {
      "name",
      name,
      "permission",
      "SECRET_READ",
      "permission",
      "SECRET_CREATE",
      "expiry",
      "30",
      "role",
      "ADMIN",
      "note",
      name
    };
    assertThat(thief.post(page(path), fields).body())
        .doesNotContain(made)
        .contains("your-password")
        .contains("name=\"permission\" value=\"SECRET_READ\"")
        .contains("name=\"permission\" value=\"SECRET_CREATE\"");
    assertThat(owner.get(page("/keys")).body()).doesNotContain(name);
    assertThat(owner.get(page("/members")).body()).doesNotContain(name);
    assertThat(owner.post(page(path), fields).body()).contains(made);
  }

  @Test
  void aNewPasswordBindsTheNewSessionToItsPage() {
    String email = People.newEmail();
    TestSite another = People.siteOf(server, email);
    String value =
        People.path(another.id()) + "/secrets/" + another.created("API_TOKEN", VALUE) + "/value";
    Browser person = People.loggedIn(server, email);
    person.post(
        "/dashboard/account/password", "current", People.PASSWORD, "password", "another password");
    assertThat(person.post(value).body()).contains(VALUE);
    assertThat(person.withoutScripts().post(value).body()).doesNotContain(VALUE);
  }
}
