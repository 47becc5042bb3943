package dev.coffer.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who made an API key or an invitation is stored as kind and id, beside the name of before. */
final class PrincipalsTest {
  @ParameterizedTest
  @EnumSource
  void aRowNamesItsMakerByKindAndId(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"))) {
      String email = People.newEmail();
      TestSite site = People.siteOf(server, email);
      site.newApiKey("SECRET_READ");
      Browser owner = People.loggedIn(server, email);
      owner.post(People.path(site.id()) + "/keys", "name", "own", "permission", "SECRET_READ");
      People.invitation(owner, site.id(), Role.ADMIN);

      String account = rows(server, "SELECT id FROM account").getFirst();
      assertThat(rows(server, "SELECT created_by, created_by_kind, created_by_id FROM api_key"))
          .containsExactlyInAnyOrder("operator operator null", email + " person " + account);
      assertThat(
              rows(
                  server,
                  "SELECT created_by, created_by_kind, created_by_id FROM invitation"
                      + " WHERE sets_up = 0"))
          .containsExactly(email + " person " + account);
      assertThat(
              rows(
                  server,
                  "SELECT DISTINCT created_by, created_by_kind, created_by_id FROM invitation"
                      + " WHERE sets_up = 1"))
          .containsExactly("the server server null");
    }
  }

  private static List<String> rows(TestServer server, String query) {
    String url = server.flags().get("database-url");
    try (Connection connection =
            DriverManager.getConnection(
                url == null ? "jdbc:sqlite:" + server.data().resolve("coffer.db") : url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          Object cell = result.getObject(i);
          cells.add(
              cell instanceof byte[] bytes
                  ? HexFormat.of().formatHex(bytes)
                  : String.valueOf(cell));
        }
        rows.add(String.join(" ", cells));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
