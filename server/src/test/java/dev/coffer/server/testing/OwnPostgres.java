package dev.coffer.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server of one test, which it can stop, start and set up as it likes. */
public final class OwnPostgres implements AutoCloseable {
  /** A user who must give a password, and has no other right than to connect. */
  public static final String STRANGER = "stranger";

  public static final String STRANGERS_PASSWORD = "marker-password";

  private final Path directory = TestServer.temporaryDirectory();
  private final int port = freePort();
  private EmbeddedPostgres server;

  private OwnPostgres() {
    try {
      Files.writeString(
          directory.resolve("hba"),
          """
          host all stranger 127.0.0.1/32 scram-sha-256
          host all all 127.0.0.1/32 trust
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
    execute("CREATE ROLE " + STRANGER + " LOGIN PASSWORD '" + STRANGERS_PASSWORD + "'");
  }

  public static OwnPostgres create() {
    return new OwnPostgres();
  }

  public void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory.resolve("data"))
              .setCleanDataDirectory(false)
              .setPort(port)
              .setServerConfig("hba_file", directory.resolve("hba").toString())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a statement as the superuser. */
  public void execute(String sql) {
    execute("postgres", sql);
  }

  /** Runs a statement as the superuser in that database. */
  public void execute(String database, String sql) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the first column of a query's first row. */
  public String query(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    TestServer.deleteTree(directory);
  }
}
