package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.RoleTable;
import dev.coffer.server.testing.RouteTable;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everybody asks for everything. What the documented tables of routes and roles do not allow is
 * refused, in the same words whether or not the thing exists.
 */
class DashboardCrawlTest {
  /** Who asks for pages of a site. */
  enum Visitor {
    NOBODY(Optional.empty()),
    MEMBER(Optional.of(Role.MEMBER)),
    WEBSITE_MANAGER(Optional.of(Role.WEBSITE_MANAGER)),
    ADMIN(Optional.of(Role.ADMIN)),
    OWNER(Optional.of(Role.OWNER)),
    OWNER_OF_ANOTHER_SITE(Optional.empty());

    private final Optional<Role> role;

    Visitor(Optional<Role> role) {
      this.role = role;
    }

    /** Tells whether somebody may open a route, by what the documents say. */
    boolean may(RouteTable.Row row) {
      String needs = row.needs();
      if (needs.equals("nothing")) {
        return true;
      }
      if (needs.equals("a log-in")) {
        return this != NOBODY;
      }
      if (needs.equals("membership of the site")) {
        return role.isPresent();
      }
      if (needs.startsWith("role on any site: ") && this == OWNER_OF_ANOTHER_SITE) {
        return ROLES.allows("OWNER", needs.substring("role on any site: ".length()));
      }
      String what =
          needs.replaceFirst("^role(?: on any site)?: ", "").replace("; recent log-in", "");
      return role.isPresent() && ROLES.allows(role.get().name(), what);
    }
  }

  private static final RoleTable ROLES = RoleTable.documented();

  /** What each route needs, by its method, a space, and its path's pattern. */
  private static final Map<String, RouteTable.Row> ROWS = rows();

  /** What is nobody's here, so that all who are logged in are told that it is not there. */
  private static final Set<String> NOT_THERE =
      Set.of(
          "GET /dashboard/*",
          "POST /dashboard/*",
          "POST /dashboard/account/sessions/{id}/end",
          "GET /dashboard/account/email/confirm",
          "POST /dashboard/account/email/confirm");

  /** What leads on only a person with a link; without one, it is not there for anybody. */
  private static final Set<String> NEED_A_LINK =
      Set.of(
          "GET /dashboard/set-up/{token}",
          "GET /dashboard/set-up",
          "POST /dashboard/set-up",
          "GET /dashboard/invitation/{token}",
          "GET /dashboard/invitation",
          "POST /dashboard/invitation",
          "GET /dashboard/email/{token}");

  /** Headers that differ from answer to answer, whatever is asked for. */
  private static final Set<String> DIFFERS = Set.of("date", "x-wix-request-id");

  private static final Set<String> END_THE_SESSION =
      Set.of("POST /dashboard/log-out", "POST /dashboard/account/sessions/end");

  private static Map<String, RouteTable.Row> rows() {
    Map<String, RouteTable.Row> rows = new TreeMap<>();
    RouteTable.documented().rows().stream()
        .filter(RouteTable.Row::isPage)
        .forEach(row -> rows.put(row.route(), row));
    return rows;
  }

  private static TestServer server;
  private static TestSite site;
  private static TestSite otherSite;
  private static Browser keeper;
  private static Browser otherKeeper;
  private static final Map<Visitor, String> EMAILS = new EnumMap<>(Visitor.class);

  @BeforeAll
  static void fillServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    String keeperEmail = People.newEmail();
    site = People.siteOf(server, keeperEmail);
    keeper = People.loggedIn(server, keeperEmail);
    for (Visitor visitor : Visitor.values()) {
      EMAILS.put(visitor, People.newEmail());
      visitor.role.ifPresent(
          role -> People.invited(server, keeper, site.id(), role, EMAILS.get(visitor)));
    }
    otherSite = People.siteOf(server, EMAILS.get(Visitor.OWNER_OF_ANOTHER_SITE));
    otherKeeper =
        People.invited(
            server,
            People.loggedIn(server, EMAILS.get(Visitor.OWNER_OF_ANOTHER_SITE)),
            otherSite.id(),
            Role.OWNER,
            People.newEmail());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void everyRouteHasAnExpectation() {
    assertThat(server.pages()).containsExactlyInAnyOrderElementsOf(ROWS.keySet());
  }

  @ParameterizedTest
  @EnumSource
  void whatTheTableOfRolesAllowsIsDone(Visitor visitor) {
    Browser browser = browserOf(visitor);
    ROWS.keySet()
        .forEach(route -> {
          if (isAllowed(visitor, route)) {
            Answer answer = ask(browser, route, filled(route, site, keeper));
            assertThat(answer.status())
                .as("%s asks for %s, which answers %s", visitor, route, answer.body())
                .isIn(200, 303, 422);
            if (END_THE_SESSION.contains(route)) {
              browser.logIn(EMAILS.get(visitor), People.PASSWORD);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatItDoesNotAllowIsRefusedInTheSameWordsWhetherOrNotTheThingExists(Visitor visitor) {
    Map<String, String> existing = new TreeMap<>();
    for (String route : server.pages()) {
      existing.put(route, filled(route, site, keeper));
    }
    Browser browser = browserOf(visitor);
    Map<String, List<String>> content = StoredContent.of(server);
    existing.forEach((route, path) -> {
      if (!NEED_A_LINK.contains(route) && !isAllowed(visitor, route)) {
        Answer answer = ask(browser, route, path);
        assertRefused(visitor, route, answer);
        String imaginary = imaginary(route, visitor);
        assertSameAnswer(route, answer, path, ask(browser, route, imaginary), imaginary);
      }
    });
    assertThat(StoredContent.of(server)).as("what is stored").isEqualTo(content);
  }

  private static boolean isAllowed(Visitor visitor, String route) {
    return !NOT_THERE.contains(route)
        && !NEED_A_LINK.contains(route)
        && visitor.may(ROWS.get(route));
  }

  private static void assertRefused(Visitor visitor, String route, Answer answer) {
    int status =
        switch (visitor) {
          case NOBODY -> 303;
          case OWNER_OF_ANOTHER_SITE -> 404;
          default -> NOT_THERE.contains(route) ? 404 : 403;
        };
    assertThat(answer.status()).as("%s asks for %s", visitor, route).isEqualTo(status);
    if (visitor == Visitor.NOBODY) {
      assertThat(answer.location()).startsWith("/dashboard/log-in");
    }
  }

  /** Things of another site are told from things that are nowhere by nobody. */
  @ParameterizedTest
  @EnumSource
  void whatBelongsToAnotherSiteIsAsIfItWereNowhere(Visitor visitor) {
    Browser browser = browserOf(visitor);
    for (String route : server.pages()) {
      if (route.contains("{id}")) {
        String id = existingId(route, otherSite, otherKeeper);
        String foreign = path(route).replace("{site}", site.id()).replace("{id}", id);
        String nowhere = path(route).replace("{site}", site.id()).replace("{id}", randomId());
        Answer answer = ask(browser, route, foreign);
        assertThat(answer.status()).as("%s asks for %s", visitor, route).isIn(303, 403, 404);
        assertSameAnswer(route, answer, foreign, ask(browser, route, nowhere), nowhere);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOBODY", "OWNER", "OWNER_OF_ANOTHER_SITE"})
  void linksThatWereNeverMadeLeadNobodyAnywhere(Visitor visitor) {
    Browser browser = browserOf(visitor);
    for (String route : NEED_A_LINK) {
      String path = path(route).replace("{token}", "A".repeat(43));
      assertThat(ask(browser, route, path).status()).as(route).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOBODY", "OWNER"})
  void otherMethodsAreRefusedAndChangeNothing(Visitor visitor) {
    Browser browser = browserOf(visitor);
    String token = browser.csrfToken();
    List<String> paths =
        server.pages().stream().map(route -> filled(route, site, keeper)).distinct().toList();
    Map<String, List<String>> before = StoredContent.of(server);
    for (String path : paths) {
      for (String method : List.of("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW")) {
        Optional<String> body =
            method.equals("HEAD")
                ? Optional.empty()
                : Optional.of(Browser.form("form-token", token, "name", "x", "value", "x"));
        Answer answer = browser.send(method, path, body, browser.ownPage());
        assertThat(answer.status()).as("%s %s", method, path).isIn(404, 405);
      }
    }
    assertThat(StoredContent.of(server)).as("what is stored").isEqualTo(before);
  }

  private static Browser browserOf(Visitor visitor) {
    return visitor == Visitor.NOBODY
        ? Browser.at(server)
        : People.loggedIn(server, EMAILS.get(visitor));
  }

  private static Answer ask(Browser browser, String route, String path) {
    return route.startsWith("GET ")
        ? browser.get(path)
        : browser.post(path, "role", Role.MEMBER.name(), "email", People.newEmail());
  }

  private static String path(String route) {
    return route.substring(route.indexOf(' ') + 1).replace("*", "no-such-page");
  }

  /** Returns the path of a route to things that are there. */
  private static String filled(String route, TestSite in, Browser owner) {
    String path = path(route).replace("{site}", in.id()).replace("{token}", "A".repeat(43));
    return path.contains("{id}") ? path.replace("{id}", existingId(route, in, owner)) : path;
  }

  /** Makes what a route is about, and returns its id. */
  private static String existingId(String route, TestSite in, Browser owner) {
    String kind = path(route).replaceFirst(".*/([a-z]+)/\\{id}.*", "$1");
    return switch (kind) {
      case "secrets" -> in.created("crawled-" + UUID.randomUUID().toString().substring(24), "x");
      case "keys" -> in.newApiKeyReply("crawled", "SECRET_READ").json().at("/apiKey/id").asText();
      case "invitations" -> {
        People.invitation(owner, in.id(), Role.MEMBER);
        String page = owner.get(People.path(in.id()) + "/members").body();
        yield page.replaceAll("(?s).*/invitations/([0-9a-f-]{36})/revoke.*", "$1");
      }
      case "members" -> {
        String email = People.newEmail();
        People.invited(server, owner, in.id(), Role.MEMBER, email)
            .post(
                "/dashboard/account/email",
                "email",
                People.newEmail(),
                "email-password",
                People.PASSWORD);
        yield People.account(owner, in.id(), email);
      }
      case "sessions" ->
          owner
              .get("/dashboard/account")
              .body()
              .replaceAll("(?s).*/sessions/([0-9a-f-]{36})/end.*", "$1");
      default -> throw new AssertionError("what are " + kind + "?");
    };
  }

  /**
   * Returns the path of a route to things that are nowhere; of the site too for anyone who does not
   * belong.
   */
  private static String imaginary(String route, Visitor visitor) {
    boolean belongs = visitor.role.isPresent();
    return path(route)
        .replace("{site}", belongs ? site.id() : randomId())
        .replace("{id}", randomId());
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }

  private static void assertSameAnswer(
      String route, Answer one, String onePath, Answer other, String otherPath) {
    assertThat(comparable(one, onePath))
        .as("the answers of %s", route)
        .isEqualTo(comparable(other, otherPath));
  }

  /** All of an answer but the time, the request's id, and the ids that the visitor brought. */
  private static String comparable(Answer answer, String path) {
    String headers =
        answer.http().headers().map().entrySet().stream()
            .filter(header -> !DIFFERS.contains(header.getKey().toLowerCase(Locale.ROOT)))
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining("\n"));
    String encoded = path.replace("/", "%2F");
    return (answer.status() + "\n" + headers + "\n" + answer.body())
        .replace(path, "PATH")
        .replace(encoded, "PATH");
  }
}
