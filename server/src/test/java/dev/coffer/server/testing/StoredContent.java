package dev.coffer.server.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All rows of a server's SQLite database but when sessions were last seen, to be compared. */
public final class StoredContent {
  private static final String NOT_COMPARED = "last_seen_at";

  private StoredContent() {}

  /** Returns the rows as text, by their table. */
  public static Map<String, List<String>> of(TestServer server) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
        Statement statement = connection.createStatement()) {
      Map<String, List<String>> content = new TreeMap<>();
      for (String table : tables(statement)) {
        content.put(table, rows(statement, table));
      }
      return content;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet names =
        statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    return tables;
  }

  private static List<String> rows(Statement statement, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2")) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String column = result.getMetaData().getColumnName(i);
          if (!column.equals(NOT_COMPARED)) {
            row.append(column).append('=').append(text(result.getObject(i))).append(' ');
          }
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private static String text(Object column) {
    return column instanceof byte[] bytes
        ? HexFormat.of().formatHex(bytes)
        : String.valueOf(column);
  }
}
