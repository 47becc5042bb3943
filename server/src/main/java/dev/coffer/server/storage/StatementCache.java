package dev.coffer.server.storage;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps the prepared statements of one connection for their next use, because SQLite takes longer
 * to compile a statement than to find a row. There are as many as the program has SQL texts. Used
 * by one thread at a time, as the connection is.
 */
final class StatementCache implements StatementBuilder {
  private final StatementBuilder preparing;
  private final Map<String, PreparedStatement> idle = new HashMap<>();

  /**
   * @param preparing prepares a statement at its first use
   */
  StatementCache(StatementBuilder preparing) {
    this.preparing = preparing;
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    PreparedStatement kept = idle.remove(context.getRawSql()); // By which it comes back.
    return kept != null ? kept : preparing.create(connection, sql, context);
  }

  @Override
  public void close(Connection connection, String sql, Statement statement) throws SQLException {
    if (statement instanceof PreparedStatement prepared && reset(prepared)) {
      PreparedStatement other = idle.put(sql, prepared);
      if (other != null) {
        other.close();
      }
    } else {
      preparing.close(connection, sql, statement);
    }
  }

  /**
   * Ends the statement's run and forgets its values. Fails if the driver has given the statement
   * up, as it does after an error of the disk.
   */
  private static boolean reset(PreparedStatement statement) {
    try {
      ResultSet unread = statement.getResultSet();
      if (unread != null) {
        unread.close();
      }
      statement.clearParameters();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return preparing.create(connection, context);
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return preparing.createCall(connection, sql, context);
  }
}
