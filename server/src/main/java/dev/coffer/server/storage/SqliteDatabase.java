package dev.coffer.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An SQLite file. SQLite has one writer at a time, and its native calls pin virtual threads, so no
 * caller touches it: one platform thread owns the writing connection and runs whatever is waiting
 * as one transaction, with a savepoint for each change, one commit and one fsync for all (group
 * commit). A few platform threads with a connection each read.
 */
final class SqliteDatabase implements Database {
  private static final int LARGEST_BATCH = 512;

  /** One transaction writes at a time, and no other process does. */
  private static final String NO_LOCK = "";

  private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

  /** Ends the writer, after everything that was accepted before it. */
  private static final Change<Boolean> LAST = new Change<>(writer -> true);

  private final Jdbi jdbi;
  private final Handle writer;
  private final Map<String, PreparedStatement> transactionControl = new HashMap<>();
  private final Thread writerThread;
  private final LinkedBlockingQueue<Change<?>> waiting = new LinkedBlockingQueue<>();
  private final Object acceptance = new Object();
  private boolean accepting = true;
  private final BlockingQueue<Handle> readers = new ArrayBlockingQueue<>(READERS);
  private final ExecutorService readerThreads =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().daemon().name("sqlite-reader-", 0).factory());
  private final IntConsumer batchSizes;

  private SqliteDatabase(SQLiteDataSource source, IntConsumer batchSizes) {
    this.batchSizes = batchSizes;
    jdbi = Databases.discreet(Jdbi.create(source));
    jdbi.setStatementBuilderFactory(
        connection -> new StatementCache(new DefaultStatementBuilder()));
    writer = jdbi.open();
    for (int i = 0; i < READERS; i++) {
      Handle reader = jdbi.open();
      reader.execute("PRAGMA query_only = ON");
      readers.add(reader);
    }
    writerThread = Thread.ofPlatform().name("sqlite-writer").start(this::commitWhatWaits);
  }

  /**
   * Opens an SQLite file, and makes it if it is missing.
   *
   * @param file the file; its directory must exist
   * @param batchSizes is told how many changes each commit made durable
   */
  static SqliteDatabase open(Path file, IntConsumer batchSizes) {
    return open(file, batchSizes, new SQLiteConfig());
  }

  /** As {@link #open(Path, IntConsumer)}, from a configuration that a test has limited. */
  static SqliteDatabase open(Path file, IntConsumer batchSizes, SQLiteConfig config) {
    createReadableByOwnerAlone(file);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.enforceForeignKeys(true);
    config.setGetGeneratedKeys(false); // No table has such keys; the driver asks at each insert.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      refuseWhatIsNotWritable(source);
      Schema.migrate(source, "sqlite", SqliteDatabase::translate);
      // Not before it is known to be Coffer's, for the mode is written into the file.
      config.setJournalMode(JournalMode.WAL);
      return new SqliteDatabase(source, batchSizes);
    } catch (SQLException e) {
      throw translate(e);
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  /** SQLite gives its journal files the permissions of the database file. */
  private static void createReadableByOwnerAlone(Path file) {
    if (Files.exists(file)) {
      return;
    }
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new StorageUnavailable("the database file " + file + " cannot be made", e);
    }
  }

  private static void refuseWhatIsNotWritable(SQLiteDataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("CREATE TABLE writable_probe (x)");
      statement.execute("ROLLBACK");
    }
  }

  @Override
  public <T> T read(Function<Tx, T> query) {
    try {
      return CompletableFuture.supplyAsync(() -> readNow(query), readerThreads).join();
    } catch (RejectedExecutionException e) {
      throw closed();
    } catch (CompletionException e) {
      throw unwrap(e);
    }
  }

  private <T> T readNow(Function<Tx, T> query) {
    Handle reader = readers.remove(); // There are as many connections as threads.
    try {
      return query.apply(new Tx(reader, NO_LOCK));
    } catch (JdbiException e) {
      throw translate(e);
    } finally {
      readers.add(reader);
    }
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Change<T> change = new Change<>(work);
    synchronized (acceptance) {
      if (!accepting) {
        throw closed();
      }
      waiting.add(change);
    }
    try {
      return change.answer.join();
    } catch (CompletionException e) {
      throw unwrap(e);
    }
  }

  private void commitWhatWaits() {
    List<Change<?>> batch = new ArrayList<>();
    boolean last = false;
    while (!last) {
      batch.clear();
      batch.add(takeUninterruptibly());
      waiting.drainTo(batch, LARGEST_BATCH - 1);
      last = batch.remove(LAST);
      if (!batch.isEmpty()) {
        commit(batch);
      }
    }
  }

  private Change<?> takeUninterruptibly() {
    while (true) {
      try {
        return waiting.take();
      } catch (InterruptedException e) {
        // Nobody but close() ends this thread, and it does so through the queue.
      }
    }
  }

  private void commit(List<Change<?>> batch) {
    try {
      control("BEGIN IMMEDIATE");
      for (Change<?> change : batch) {
        runInSavepoint(change);
      }
      control("COMMIT");
    } catch (RuntimeException | Error e) { // Whatever it is, the one writer must live on.
      rollBack();
      batch.forEach(Change::rolledBack);
      Throwable failure = e instanceof JdbiException jdbi ? translate(jdbi) : e;
      batch.forEach(change -> change.answer.completeExceptionally(failure));
      return;
    }
    batch.forEach(Change::committed); // All of them, before any of them is answered.
    batchSizes.accept(batch.size());
    batch.forEach(Change::answer);
  }

  /** Undoes a change alone if it is refused; lets through what fails the whole batch. */
  private void runInSavepoint(Change<?> change) {
    control("SAVEPOINT change");
    change.run(writer);
    if (change.failure instanceof StorageUnavailable unavailable) {
      throw unavailable;
    }
    if (change.failure != null) {
      control("ROLLBACK TO change");
    }
    control("RELEASE change");
  }

  private void rollBack() {
    try {
      control("ROLLBACK");
    } catch (RuntimeException e) {
      // SQLite rolls back by itself on some errors (a full disk); then there is nothing to undo.
    }
  }

  /**
   * Runs a statement without values on the writing connection, compiled at its first use: around
   * every change stand two, and making one anew costs as much as judging the change's right.
   */
  private void control(String sql) {
    try {
      PreparedStatement statement = transactionControl.get(sql);
      if (statement == null) {
        statement = writer.getConnection().prepareStatement(sql);
        transactionControl.put(sql, statement);
      }
      statement.execute();
    } catch (SQLException e) {
      forget(transactionControl.remove(sql));
      throw translate(e);
    }
  }

  /** Closes a statement that failed, for the driver may have given it up. */
  private static void forget(@Nullable PreparedStatement statement) {
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        // It is not used again.
      }
    }
  }

  /** One caller's change: run in a savepoint of a batch, answered after the batch's commit. */
  private static final class Change<T> {
    private final Function<Tx, T> work;
    private Optional<Tx> tx = Optional.empty();
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Change(Function<Tx, T> work) {
      this.work = work;
    }

    void run(Handle writer) {
      Tx begun = new Tx(writer, NO_LOCK);
      try {
        result = work.apply(begun);
        tx = Optional.of(begun);
        return;
      } catch (JdbiException e) {
        failure = translate(e);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      begun.rolledBack();
    }

    void committed() {
      tx.ifPresent(Tx::committed);
    }

    void rolledBack() {
      tx.ifPresent(Tx::rolledBack);
    }

    void answer() {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }
  }

  @Override
  public boolean soleWriter() {
    return true;
  }

  /** Empties the write-ahead log, which still has what SQLite itself zeroes when it is deleted. */
  @Override
  public void scrub() {
    read(_ -> {
      try (Handle checkpointer = jdbi.open()) {
        checkpointer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
      return true;
    });
  }

  @Override
  public void close() {
    synchronized (acceptance) {
      if (!accepting) {
        return;
      }
      accepting = false;
      waiting.add(LAST);
    }
    joinUninterruptibly(writerThread);
    readerThreads.close();
    readers.forEach(Handle::close);
    writer.close();
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static StorageUnavailable closed() {
    return new StorageUnavailable("the database is closed");
  }

  private static RuntimeException unwrap(CompletionException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  private static RuntimeException translate(JdbiException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return translate(sql);
      }
    }
    return e;
  }

  private static RuntimeException translate(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return new StorageUnavailable("the database does not answer", e);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    return switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY -> new UniqueViolation();
      case SQLITE_CONSTRAINT_FOREIGNKEY -> new ForeignKeyViolation();
      case SQLITE_FULL ->
          new StorageUnavailable("the database's disk is full; nothing was stored", e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StorageUnavailable("another program holds a lock on the database", e);
      case SQLITE_NOTADB ->
          new StorageUnavailable("the database file is not an SQLite database", e);
      default -> {
        String name = code.name();
        if (name.startsWith("SQLITE_READONLY")) {
          yield new StorageUnavailable("the database is read-only", e);
        }
        if (name.startsWith("SQLITE_CORRUPT")) {
          yield new StorageUnavailable("the database file is damaged; restore a backup", e);
        }
        if (name.startsWith("SQLITE_CANTOPEN")) {
          yield new StorageUnavailable("the database file cannot be opened", e);
        }
        if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_IOERR")) {
          yield new StorageUnavailable("the database's disk does not answer (" + name + ")", e);
        }
        yield new IllegalStateException("the database refused a statement (" + name + ")", e);
      }
    };
  }
}
