package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forms that no page of this server has sent are refused, and change nothing. */
class ForgedFormTest {
  /** How a form is forged. */
  enum Forgery {
    NO_TOKEN,
    WRONG_TOKEN,
    TOKEN_OF_ANOTHER_PERSON,
    ORIGIN_OF_ANOTHER_SITE,
    ORIGIN_OF_ANOTHER_PORT,
    ORIGIN_NULL,
    ORIGIN_THAT_IS_NONE,
    SENT_BY_ANOTHER_SITE,
    SENT_BY_A_NEIGHBOUR
  }

  private static TestServer server;
  private static TestSite site;
  private static Browser owner;
  private static String ownerEmail;
  private static String tokenOfAnother;
  private static Browser withLink;

  /** What is asked for by a route's pattern. */
  private static final Map<String, String> PATHS = new LinkedHashMap<>();

  private static String[] fields;

  @BeforeAll
  static void fillServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    ownerEmail = People.newEmail();
    site = People.siteOf(server, ownerEmail);
    owner = People.loggedIn(server, ownerEmail);
    String memberEmail = People.newEmail();
    tokenOfAnother = People.invited(server, owner, site.id(), Role.MEMBER, memberEmail).csrfToken();
    withLink = Browser.at(server);
    withLink.get(People.invitation(owner, site.id(), Role.ADMIN));
    String name = server.call("GET", "/admin/v1/sites").json().at("/sites/1/name").asText();
    Map<String, String> ids =
        Map.of(
            "secrets", site.created(name, "x"),
            "keys", site.newApiKeyReply("k", "SECRET_READ").json().at("/apiKey/id").asText(),
            "invitations", idIn("/members", "invitations"),
            "members", People.account(owner, site.id(), memberEmail),
            "sessions", idIn("/../../account", "sessions"));
    for (String route : server.pages()) {
      if (route.startsWith("POST ")) {
        String path = route.substring("POST ".length());
        String kind = path.replaceFirst(".*/([a-z]+)/\\{id}.*", "$1");
        PATHS.put(
            path, path.replace("{site}", site.id()).replace("{id}", ids.getOrDefault(kind, "")));
      }
    }
    fields = fields(name);
  }

  /** Fields with which each route would change something. */
  private static String[] fields(String name) {
    return new String[] {
      "name",
      "forged",
      "value",
      "forged",
      "description",
      "forged",
      "version",
      "1",
      "typed",
      name,
      "lines",
      "FORGED=forged",
      "step",
      "apply",
      "permission",
      "SECRET_READ",
      "expiry",
      "",
      "note",
      "forged",
      "role",
      "OWNER",
      "email",
      ownerEmail,
      "email-password",
      People.PASSWORD,
      "delete-password",
      People.PASSWORD,
      "current",
      People.PASSWORD,
      "password",
      People.PASSWORD
    };
  }

  private static String idIn(String page, String kind) {
    return owner
        .get(page.startsWith("/..") ? "/dashboard/account" : People.path(site.id()) + page)
        .body()
        .replaceAll("(?s).*/" + kind + "/([0-9a-f-]{36})/.*", "$1");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void areRefusedByEveryRouteAndChangeNothing(Forgery forgery) {
    Map<String, List<String>> before = StoredContent.of(server);
    PATHS.forEach((pattern, path) -> {
      if (isChecked(pattern, forgery)) {
        Browser browser =
            pattern.endsWith("/set-up") || pattern.endsWith("/invitation") ? withLink : owner;
        Answer answer =
            browser.send("POST", path, Optional.of(forgedForm(forgery)), forgedHeaders(forgery));
        assertThat(answer.status()).as("%s sent to %s", forgery, pattern).isEqualTo(403);
        assertThat(answer.setCookies())
            .as("cookies from %s", pattern)
            .allMatch(cookie -> cookie.startsWith("coffer-notice=;"));
      }
    });
    assertThat(StoredContent.of(server)).as("what is stored").isEqualTo(before);
  }

  /**
   * A browser that is not logged in has no token; other sites are told by what the browser says.
   */
  private static boolean isChecked(String pattern, Forgery forgery) {
    boolean isOpen = Stream.of("/log-in", "/set-up", "/invitation").anyMatch(pattern::endsWith);
    return !isOpen || !forgery.name().contains("TOKEN");
  }

  private static String forgedForm(Forgery forgery) {
    List<String> all = new ArrayList<>(List.of(fields));
    switch (forgery) {
      case NO_TOKEN -> {}
      case WRONG_TOKEN -> all.addAll(List.of("form-token", "A".repeat(43)));
      case TOKEN_OF_ANOTHER_PERSON -> all.addAll(List.of("form-token", tokenOfAnother));
      default -> all.addAll(List.of("form-token", owner.csrfToken()));
    }
    return Browser.form(all.toArray(String[]::new));
  }

  private static Map<String, String> forgedHeaders(Forgery forgery) {
    return switch (forgery) {
      case NO_TOKEN, WRONG_TOKEN, TOKEN_OF_ANOTHER_PERSON -> owner.ownPage();
      case ORIGIN_OF_ANOTHER_SITE -> Map.of("Origin", "https://evil.example");
      case ORIGIN_OF_ANOTHER_PORT -> Map.of("Origin", "http://127.0.0.1:1");
      case ORIGIN_NULL -> Map.of("Origin", "null");
      case ORIGIN_THAT_IS_NONE -> Map.of("Origin", "http://[");
      case SENT_BY_ANOTHER_SITE -> Map.of("Origin", owner.origin(), "Sec-Fetch-Site", "cross-site");
      case SENT_BY_A_NEIGHBOUR -> Map.of("Origin", owner.origin(), "Sec-Fetch-Site", "same-site");
    };
  }

  @Test
  void theSameFormIsTakenFromAnOwnPage() {
    Answer answer = owner.post(PATHS.get("/dashboard/sites/{site}/secrets/new"), fields);
    assertThat(answer.status()).isEqualTo(303);
    assertThat(site.value("forged").status()).isEqualTo(200);
  }

  @Test
  void aFormThatIsEncodedInAnotherWayBringsNoToken() {
    Map<String, String> headers = new LinkedHashMap<>(owner.ownPage());
    headers.put("Content-Type", "text/plain");
    String form = "form-token=" + owner.csrfToken() + "\r\nname=forged\r\n";
    Answer answer =
        owner.send(
            "POST", PATHS.get("/dashboard/sites/{site}/secrets/new"), Optional.of(form), headers);
    assertThat(answer.status()).isEqualTo(403);
  }
}
