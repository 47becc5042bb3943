package dev.coffer.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A PostgreSQL server, shared by any number of Coffer processes. Virtual threads go straight to the
 * connection pool; PostgreSQL itself commits concurrent transactions in groups.
 */
final class PostgresDatabase implements Database {
  private static final int CONNECTIONS = 16;
  private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
  private static final String SHARED_LOCK = " FOR SHARE";

  /**
   * serialization_failure and deadlock_detected: PostgreSQL undid the whole transaction because
   * another got in its way, and says that it may well succeed when it is run again (Appendix A, and
   * section 13.5 on handling serialization failures).
   */
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

  private static final int RETRIES = 3;
  private static final int LONGEST_PAUSE_MILLIS = 50;

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final IntConsumer batchSizes;

  private record Stored<T>(Tx tx, T result) {}

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
  public <T> T read(Function<Tx, T> query) {
    try {
      return jdbi.withHandle(handle -> query.apply(new Tx(handle, SHARED_LOCK)));
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  @Override
  public <T> T write(Function<Tx, T> change) {
    int retries = 0;
    while (true) {
      try {
        Stored<T> stored = attempt(change);
        stored.tx().committed();
        batchSizes.accept(1);
        return stored.result();
      } catch (JdbiException e) {
        boolean again = state(e).filter(WORTH_ANOTHER_TRY::contains).isPresent();
        if (!again || retries == RETRIES || !pause(++retries)) {
          throw translate(e);
        }
      }
    }
  }

  private <T> Stored<T> attempt(Function<Tx, T> change) {
    List<Tx> begun = new ArrayList<>(1);
    try {
      return jdbi.inTransaction(handle -> {
        Tx tx = new Tx(handle, SHARED_LOCK);
        begun.add(tx);
        return new Stored<>(tx, change.apply(tx));
      });
    } catch (RuntimeException | Error e) { // Of the change, or of the commit.
      begun.forEach(Tx::rolledBack);
      throw e;
    }
  }

  /**
   * Waits for a random time, longer with each retry, so that two changes do not get in each other's
   * way again.
   *
   * @return whether the wait was not interrupted
   */
  private static boolean pause(int retry) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong((long) retry * LONGEST_PAUSE_MILLIS));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean soleWriter() {
    return false;
  }

  /** Does nothing: deleted rows stay in the files until PostgreSQL vacuums and backups expire. */
  @Override
  public void scrub() {}

  @Override
  public void close() {
    pool.close();
  }

  private static RuntimeException translate(Exception e) {
    return state(e)
        .map(state -> translate(state, e))
        .orElseGet(() -> new StorageUnavailable("the database does not answer", e));
  }

  private static Optional<String> state(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return Optional.of(sql.getSQLState());
      }
    }
    return Optional.empty();
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
      return new StorageUnavailable(
          "the transaction was aborted: other changes got in its way; try again", e);
    }
    if (state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
      return new StorageUnavailable("the database does not answer", e);
    }
    return new IllegalStateException("the database refused a statement (" + state + ")", e);
  }
}
