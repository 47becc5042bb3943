package dev.coffer.server.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** The tables' version, and the way to the newest one. */
final class Schema {
  /** The newest migration in the resources; a test holds it against them. */
  static final String NEWEST = "9";

  private static final String HISTORY = "coffer_schema_history";

  private Schema() {}

  /**
   * Brings the schema to {@link #NEWEST}. A schema that is there already is told by one query,
   * because the migration library alone takes longer to load than the rest of the start.
   *
   * @param translation what a database's own error means
   */
  static void migrate(
      DataSource source, String dialect, Function<SQLException, RuntimeException> translation) {
    if (isNewest(source)) {
      return;
    }
    Flyway flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(source)
            .locations("classpath:dev/coffer/server/storage/" + dialect)
            .table(HISTORY)
            .load();
    try {
      refuseNewer(flyway.info().current());
      flyway.migrate();
    } catch (FlywayException e) {
      throw translate(e, translation);
    }
  }

  private static void refuseNewer(MigrationInfo current) {
    if (current != null
        && current.getVersion() != null
        && current.getVersion().compareTo(MigrationVersion.fromVersion(NEWEST)) > 0) {
      throw new StorageUnavailable(
          "the database has schema version "
              + current.getVersion()
              + ", made by a newer Coffer; this one knows versions up to "
              + NEWEST
              + ". Start the newer Coffer, or restore a backup from before the upgrade");
    }
  }

  private static RuntimeException translate(
      FlywayException e, Function<SQLException, RuntimeException> translation) {
    if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
      return new StorageUnavailable(
          "the database has tables of another program; give Coffer a database of its own", e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && translation.apply(sql) instanceof StorageUnavailable told) {
        return told;
      }
    }
    return new StorageUnavailable("the database's schema could not be made or migrated", e);
  }

  private static boolean isNewest(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery(
                "SELECT version, success FROM "
                    + HISTORY
                    + " ORDER BY installed_rank DESC LIMIT 1")) {
      return newest.next() && NEWEST.equals(newest.getString(1)) && newest.getBoolean(2);
    } catch (SQLException e) {
      return false; // No history yet, or no database: the full way says which.
    }
  }
}
