package dev.coffer.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A PostgreSQL server, shared by any number of Coffer processes. Virtual threads go straight to the
 * connection pool; PostgreSQL itself commits concurrent transactions in groups.
 */
final class PostgresDatabase implements Database {

  private static final int CONNECTIONS = 16;
  private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final IntConsumer batchSizes;

  private PostgresDatabase(HikariDataSource pool, IntConsumer batchSizes) {
    this.pool = pool;
    this.jdbi = Databases.discreet(Jdbi.create(pool));
    this.batchSizes = batchSizes;
  }

  static PostgresDatabase open(DatabaseLocation.PostgresServer server, IntConsumer batchSizes) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.url());
    server.user().ifPresent(config::setUsername);
    server.password().ifPresent(config::setPassword);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setPoolName("postgresql");
    config.addDataSourceProperty("ApplicationName", "coffer");
    // The server's error details repeat the columns of the row that it refused.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw translate(e);
    } catch (RuntimeException e) {
      throw new StorageUnavailable("the database URL is not a valid jdbc:postgresql: URL");
    }
    try {
      Schema.migrate(pool, "postgresql", PostgresDatabase::translate);
      return new PostgresDatabase(pool, batchSizes);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  @Override
  public <T> T read(Function<Handle, T> query) {
    try {
      return jdbi.withHandle(query::apply);
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  @Override
  public <T> T write(Function<Handle, T> change) {
    T result;
    try {
      result = jdbi.inTransaction(change::apply);
    } catch (JdbiException e) {
      throw translate(e);
    }
    batchSizes.accept(1);
    return result;
  }

  @Override
  public boolean soleWriter() {
    return false;
  }

  /** Deleted rows stay in PostgreSQL's files until it vacuums and its backups expire. */
  @Override
  public void scrub() {}

  @Override
  public void close() {
    pool.close();
  }

  private static RuntimeException translate(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return translate(sql.getSQLState(), e);
      }
    }
    return new StorageUnavailable("the database does not answer", e);
  }

  private static RuntimeException translate(String state, Exception e) {
    if (state.equals("23505")) {
      return new UniqueViolation();
    }
    if (state.equals("23503")) {
      return new ForeignKeyViolation();
    }
    if (state.equals("53100")) {
      return new StorageUnavailable("the database's disk is full; nothing was stored", e);
    }
    if (state.equals("25006")) {
      return new StorageUnavailable("the database is read-only", e);
    }
    if (state.equals("3D000")) {
      return new StorageUnavailable("the server has no database of that name; create it first", e);
    }
    if (state.startsWith("28") || state.equals("08004")) {
      return new StorageUnavailable(
          "the database refused the user or password, or this kind of connection", e);
    }
    if (state.equals("42501")) {
      return new StorageUnavailable("the database user may not do what Coffer needs", e);
    }
    if (state.startsWith("40")) {
      return new StorageUnavailable("the database undid a change for the sake of another", e);
    }
    if (state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
      return new StorageUnavailable("the database does not answer", e);
    }
    return new IllegalStateException("the database refused a statement (" + state + ")", e);
  }
}
