package dev.coffer.server.testing;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A server's database behind the server's back, as a thief or a failing disk reaches it. */
public final class StoredRows implements AutoCloseable {
  public static final List<String> TABLES =
      List.of("installation", "site", "secret", "account", "member", "api_key");

  private final Connection connection;

  private StoredRows(Connection connection) {
    this.connection = connection;
  }

  /** Opens the database of a server; one on SQLite must be stopped, because it caches rows. */
  public static StoredRows of(TestServer server) {
    String url = server.flags().get("database-url");
    try {
      Connection connection =
          DriverManager.getConnection(
              url == null ? "jdbc:sqlite:" + server.data().resolve("coffer.db") : url);
      if (url != null) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "SET session_replication_role = replica"); // No foreign keys, as SQLite.
        }
      }
      return new StoredRows(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  public static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** Returns a column of a secret's row; a number as its 8 bytes. */
  public byte[] get(UUID secret, String column) {
    return column("SELECT " + column + " FROM secret WHERE id = ?", bytes(secret));
  }

  /** Sets a column of a secret's row. */
  public void set(UUID secret, String column, byte[] content) {
    boolean isNumber = column.equals("version") || column.endsWith("_at");
    update(
        "UPDATE secret SET " + column + " = ? WHERE id = ?",
        isNumber ? (Object) ByteBuffer.wrap(content).getLong() : content,
        bytes(secret));
  }

  /** Returns a column of a site's row. */
  public byte[] getOfSite(String site, String column) {
    return column("SELECT " + column + " FROM site WHERE name = ?", site);
  }

  /** Sets a column of a site's row. */
  public void setOfSite(String site, String column, byte[] content) {
    update("UPDATE site SET " + column + " = ? WHERE name = ?", content, site);
  }

  private byte[] column(String query, Object key) {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setObject(1, key);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new AssertionError("no such row");
        }
        return row.getObject(1) instanceof Number number
            ? ByteBuffer.allocate(8).putLong(number.longValue()).array()
            : row.getBytes(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void update(String statement, Object... parameters) {
    try (PreparedStatement update = connection.prepareStatement(statement)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      if (update.executeUpdate() != 1) {
        throw new AssertionError("no such row");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns every row of every table, in one text. */
  public String dump() {
    StringBuilder dump = new StringBuilder();
    for (String table : TABLES) {
      dump.append(table).append('\n');
      rows(table).stream().sorted().forEach(row -> dump.append(row).append('\n'));
    }
    return dump.toString();
  }

  private List<String> rows(String table) {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
      ResultSetMetaData columns = row.getMetaData();
      while (row.next()) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          Object content = row.getObject(i);
          text.append(columns.getColumnName(i))
              .append('=')
              .append(content instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : content)
              .append(' ');
        }
        rows.add(text.toString());
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
