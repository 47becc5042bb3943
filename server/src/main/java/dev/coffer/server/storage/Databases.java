package dev.coffer.server.storage;

import java.util.function.IntConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** Opens databases, and brings their schema up to date. */
public final class Databases {
  private Databases() {}

  /**
   * Opens a database, makes its tables if it is empty, and migrates them if they are older.
   *
   * @param location where the database is
   * @param batchSizes is told how many changes each commit made durable
   * @return the database, ready for use
   * @throws StorageUnavailable if it is missing, locked, read-only, full, or has a schema that is
   *     newer than this program
   */
  public static Database open(DatabaseLocation location, IntConsumer batchSizes) {
    return switch (location) {
      case DatabaseLocation.SqliteFile sqlite -> SqliteDatabase.open(sqlite.file(), batchSizes);
      case DatabaseLocation.PostgresServer postgres -> PostgresDatabase.open(postgres, batchSizes);
    };
  }

  /** Exceptions must not repeat bound values, so their messages show no arguments. */
  static Jdbi discreet(Jdbi jdbi) {
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }
}
