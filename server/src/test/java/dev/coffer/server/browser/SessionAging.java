package dev.coffer.server.browser;

import dev.coffer.server.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Lets time pass for the sessions of a server. */
final class SessionAging {
  private static final Duration LONG_AGO = Duration.ofMinutes(16);

  private SessionAging() {}

  /** Makes every password given until now look as if it had been given 16 minutes earlier. */
  static void age(TestServer server) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.executeUpdate(
          "UPDATE session SET authenticated_at = authenticated_at - " + LONG_AGO.toMillis());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
