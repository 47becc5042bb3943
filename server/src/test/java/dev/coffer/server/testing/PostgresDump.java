package dev.coffer.server.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A PostgreSQL database as statements that any JDBC connection can run: tables, rows, constraints,
 * indexes. It refuses to write down a database with anything else in it.
 */
public final class PostgresDump {
  private static final String OF_SCHEMA =
      " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' ";

  private final Statement statement;
  private final StringBuilder sql = new StringBuilder();

  private PostgresDump(Statement statement) {
    this.statement = statement;
  }

  public static String of(String url) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      return new PostgresDump(statement).write();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String write() throws SQLException {
    refuseWhatIsNotWritten();
    List<String> tables =
        column("SELECT quote_ident(c.relname)" + OF_SCHEMA + "AND c.relkind = 'r' ORDER BY 1");
    for (String table : tables) {
      writeTable(table);
    }
    for (String table : tables) {
      writeRows(table);
    }
    writeStatements(
        """
        SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname,
                      pg_get_constraintdef(k.oid))
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND k.contype IN ('p', 'u', 'c', 'f')
        ORDER BY k.contype = 'f', c.relname, k.conname
        """);
    writeStatements(
        """
        SELECT pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public'
          AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
        ORDER BY 1
        """);
    return sql.toString();
  }

  private void refuseWhatIsNotWritten() throws SQLException {
    List<String> others = new ArrayList<>();
    others.addAll(
        column("SELECT c.relname" + OF_SCHEMA + "AND c.relkind NOT IN ('r', 'i') ORDER BY 1"));
    others.addAll(
        column(
            """
            SELECT c.relname || '.' || a.attname
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND a.attnum > 0
              AND (a.attidentity <> '' OR a.attgenerated <> '')
            """));
    others.addAll(
        column(
            """
            SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND NOT t.tgisinternal
            """));
    others.addAll(
        column(
            """
            SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'public'
            """));
    if (!others.isEmpty()) {
      throw new AssertionError("the database has what is not written down: " + others);
    }
  }

  private void writeTable(String table) throws SQLException {
    List<String> columns =
        column(
            """
            SELECT concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                             CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                             'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attribute a
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = '%s'::regclass AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """
                .formatted(table));
    sql.append("CREATE TABLE ")
        .append(table)
        .append(" (\n  ")
        .append(String.join(",\n  ", columns))
        .append("\n);\n");
  }

  private void writeRows(String table) throws SQLException {
    List<String> columns =
        column(
            """
            SELECT quote_ident(attname) FROM pg_attribute
            WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """
                .formatted(table));
    String literals =
        "concat_ws(', ', "
            + String.join(
                ", ",
                columns.stream().map(column -> "quote_nullable(" + column + "::text)").toList())
            + ")";
    List<String> rows = column("SELECT " + literals + " FROM " + table);
    Collections.sort(rows);
    for (String row : rows) {
      sql.append("INSERT INTO ")
          .append(table)
          .append(" (")
          .append(String.join(", ", columns))
          .append(") VALUES\n  (")
          .append(row)
          .append(");\n");
    }
  }

  private void writeStatements(String query) throws SQLException {
    column(query).forEach(definition -> sql.append(definition).append(";\n"));
  }

  private List<String> column(String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }
}
