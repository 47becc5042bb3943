package dev.coffer.server.access;

import static dev.coffer.server.testing.TestSite.allPermissions;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.RouteTable;
import dev.coffer.server.testing.RouteTable.Row;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What each route needs of its sender is documented, and is what a crawl of the API meets. {@code
 * DashboardCrawlTest} crawls the pages by the same document.
 */
class RouteTableTest {
  private static final String KEY = "a key with SECRETS_VAULT.";
  private static final String OPERATOR = "the operator key";
  private static final String VELO_KEY = "a velo key";

  /** Too many requests without a key are refused by another status. */
  private static final Set<Integer> REFUSED = Set.of(401, 429);

  private static TestServer server;
  private static TestSite site;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    site = TestSite.on(server);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void theDocumentedTableIsTheOneThatTheServerRoutesBy() throws IOException {
    String table =
        server.server().routes().stream()
            .map(RouteTableTest::row)
            .collect(joining("\n", RouteTable.HEADING + "\n|---|---|---|\n", "\n"));
    assertThat(Files.readString(RouteTable.DOCUMENT)).as("the table is\n%s", table).contains(table);
  }

  private static String row(Requirement.OfRoute route) {
    return "| "
        + route.method()
        + " | `"
        + route.pattern()
        + "` | "
        + route.requirement().description()
        + " |";
  }

  @Test
  void withoutAKeyTheApiAnswersOnlyWhereNothingIsNeeded() {
    for (Row row : apiRoutes()) {
      for (String nothing : List.of("", "no-key", "coffer_" + "0".repeat(49))) {
        assertThat(ask(nothing, row).status())
            .as("%s without a key", row.route())
            .matches(status -> REFUSED.contains(status) != row.needs().equals("nothing"));
      }
    }
  }

  @Test
  void anApiKeyOpensTheRoutesOfItsPermissionsAndNoOther() {
    for (String permission : allPermissions()) {
      String only = site.newApiKey(permission);
      String allButThis = site.newApiKey(allBut(permission));
      for (Row row : apiRoutes()) {
        if (!row.needs().equals("nothing")) {
          boolean isOpenedByIt = row.needs().equals(KEY + permission);
          assertThat(ask(only, row).status())
              .as("%s with a key with %s only", row.route(), permission)
              .matches(status -> (status == 403) != isOpenedByIt)
              .isNotEqualTo(401);
          if (isOpenedByIt) {
            assertThat(ask(allButThis, row).status())
                .as("%s with a key without %s", row.route(), permission)
                .isEqualTo(403);
          }
        }
      }
    }
  }

  @Test
  void whatAKeyMayNotAskForIsNotReadAtAll() {
    for (Row row : apiRoutes()) {
      if (row.needs().startsWith(KEY) && !row.method().equals("GET")) {
        String permission = row.needs().substring(KEY.length());
        assertThat(askMalformed(site.newApiKey(permission), row).status())
            .as("%s, malformed, with a key with %s", row.route(), permission)
            .isEqualTo(400);
        assertThat(askMalformed(site.newApiKey(allBut(permission)), row).status())
            .as("%s, malformed, with a key without %s", row.route(), permission)
            .isEqualTo(403);
      }
    }
  }

  @Test
  void theOperatorKeyOpensEveryRouteOfTheApiButThoseOfAKeyAboutItself() {
    for (Row row : apiRoutes()) {
      if (row.needs().equals(VELO_KEY)) {
        assertThat(ask(server.operatorKey(), row).status())
            .as("%s with the operator key", row.route())
            .isEqualTo(403);
      } else {
        assertThat(ask(server.operatorKey(), row).status())
            .as("%s with the operator key", row.route())
            .isNotIn(401, 403, 405, 500);
      }
    }
  }

  @Test
  void aVeloKeyOpensTheRoutesOfItsPermissionsAndThoseOfVeloKeysOnItsSite() {
    for (Row row : apiRoutes()) {
      String key = site.newVeloKey("SECRET_READ");
      int status = ask(key, row).status();
      switch (row.needs()) {
        case VELO_KEY -> assertThat(status).as(row.route()).isEqualTo(200);
        case OPERATOR + ", or a velo key of the site" ->
            assertThat(status).as("%s of a site that is not the key's", row.route()).isEqualTo(404);
        case KEY + "SECRET_READ" -> assertThat(status).as(row.route()).isNotIn(401, 403);
        case "nothing" -> {}
        default -> assertThat(status).as(row.route()).isEqualTo(403);
      }
    }
  }

  private static String[] allBut(String permission) {
    return Stream.of(allPermissions())
        .filter(other -> !other.equals(permission))
        .toArray(String[]::new);
  }

  private static List<Row> apiRoutes() {
    List<Row> rows = RouteTable.documented().rows().stream().filter(row -> !row.isPage()).toList();
    assertThat(rows)
        .anyMatch(row -> row.needs().equals(OPERATOR))
        .anyMatch(row -> row.needs().startsWith(KEY))
        .anyMatch(row -> row.needs().equals(VELO_KEY))
        .anyMatch(row -> row.needs().equals("nothing"));
    return rows;
  }

  /** Asks for things that are nowhere, with a body that has no field in it. */
  private static Reply ask(String key, Row row) {
    String path =
        row.pattern()
            .replace("{siteId}", UUID.randomUUID().toString())
            .replace("{id}", UUID.randomUUID().toString())
            .replace("{name}", "no-such-name");
    boolean hasBody = List.of("POST", "PATCH").contains(row.method());
    return server.call(
        key, row.method(), path, hasBody ? Optional.of("{}") : Optional.empty(), Map.of());
  }

  /** Asks with an id that is none, and a body that is not JSON. */
  private static Reply askMalformed(String key, Row row) {
    boolean hasBody = List.of("POST", "PATCH").contains(row.method());
    return server.call(
        key,
        row.method(),
        row.pattern().replace("{id}", "no-uuid"),
        hasBody ? Optional.of("{") : Optional.empty(),
        Map.of());
  }
}
