package dev.coffer.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases that tests run on, both real. */
public enum Backend {
  /** A file in the test's data directory. */
  SQLITE {
    @Override
    public Map<String, String> newDatabase() {
      return Map.of();
    }
  },

  /** A PostgreSQL server that the tests of one JVM share, with a database for each that asks. */
  POSTGRESQL {
    @Override
    public Map<String, String> newDatabase() {
      String name = "coffer_" + Postgres.DATABASES.incrementAndGet();
      EmbeddedPostgres server = Postgres.SERVER;
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return Map.of("database-url", server.getJdbcUrl("postgres", name));
    }
  };

  /**
   * Makes a new, empty database.
   *
   * @return the settings that lead a server to it
   */
  public abstract Map<String, String> newDatabase();

  /** Takes a PostgreSQL database away from a server that uses it. */
  public static void dropDatabase(Map<String, String> settings) {
    String name = settings.get("database-url").replaceFirst("[^?]*/", "").replaceFirst("\\?.*", "");
    try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Postgres {
    static final AtomicInteger DATABASES = new AtomicInteger();
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "500").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
