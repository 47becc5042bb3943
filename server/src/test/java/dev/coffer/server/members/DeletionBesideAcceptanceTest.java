package dev.coffer.server.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A site is deleted while somebody accepts an invitation to it: the one has the invitation and
 * wants the site, the other has the site and wants the invitation.
 */
class DeletionBesideAcceptanceTest {
  private static final String EMAIL = "new@example.com";

  @Test
  void neitherIsToldThatTheDatabaseDoesNotAnswer() throws Exception {
    try (TestServer server = TestServer.start(Backend.POSTGRESQL, Map.of("log-level", "warn"));
        Connection connection = DriverManager.getConnection(server.flags().get("database-url"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestSite site = People.siteOf(server, "owner@example.com");
      Browser owner = People.loggedIn(server, "owner@example.com");
      Browser invited = Browser.at(server);
      invited.get(People.invitation(owner, site.id(), Role.MEMBER));

      connection.setAutoCommit(false);
      takeTheAddress(connection);
      Future<Answer> acceptance =
          threads.submit(() ->
              invited.post("/dashboard/invitation", "email", EMAIL, "password", People.PASSWORD));
      awaitWaiting(connection, 1); // It has used the invitation up, and waits for the address.
      Future<Reply> deletion =
          threads.submit(() -> server.call("DELETE", "/admin/v1/sites/" + site.id()));
      awaitWaiting(connection, 2); // It has the site, and waits for the invitation.
      connection.rollback();

      assertThat(deletion.get().status()).as("the status of the deletion").isEqualTo(200);
      assertThat(acceptance.get().status())
          .as("the status of the acceptance, which came before the deletion or after it")
          .isIn(303, 404);
    }
  }

  /** Makes whoever makes an account of the address wait. */
  private static void takeTheAddress(Connection connection) throws SQLException {
    try (PreparedStatement account =
        connection.prepareStatement("INSERT INTO account VALUES (?, ?, 'no hash', 0)")) {
      account.setBytes(1, new byte[16]);
      account.setString(2, EMAIL);
      account.executeUpdate();
    }
  }

  private static void awaitWaiting(Connection connection, int transactions)
      throws SQLException, InterruptedException {
    String waiting =
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
    try (Statement statement = connection.createStatement()) {
      while (true) {
        statement.execute("SELECT pg_stat_clear_snapshot()");
        try (ResultSet count = statement.executeQuery(waiting)) {
          count.next();
          if (count.getInt(1) == transactions) {
            return;
          }
        }
        Thread.sleep(20);
      }
    }
  }
}
