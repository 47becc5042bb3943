package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.BlindIndex;
import dev.coffer.server.sealing.RecordContext;
import dev.coffer.server.sealing.WrappedSiteKeys;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;

/** The writer of an SQLite file commits in groups, in which nobody is hurt by a neighbour. */
class SqliteDatabaseTest {
  private final Path directory = TestServer.temporaryDirectory();
  private final Path file = directory.resolve("coffer.db");
  private final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();

  @AfterEach
  void cleanUp() {
    TestServer.deleteTree(directory);
  }

  private SqliteDatabase open() {
    return SqliteDatabase.open(file, batchSizes::add);
  }

  /** See the SQLite manual on these pragmas; 2 is FULL. */
  @Test
  void everyCommitWaitsForTheDiskAndNothingDeletedIsLeftInTheFile() {
    try (SqliteDatabase database = open()) {
      assertThat(pragma(database, "synchronous")).isEqualTo("2");
      assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(database, "secure_delete")).isEqualTo("1");
      assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
    }
  }

  private static String pragma(SqliteDatabase database, String name) {
    return database.write(
        tx -> tx.handle().createQuery("PRAGMA " + name).mapTo(String.class).one());
  }

  @Test
  void whatWaitsIsCommittedTogether() {
    Metrics metrics = new Metrics();
    try (SqliteDatabase database = SqliteDatabase.open(file, metrics::committed)) {
      SiteRows sites = new SiteRows(database);
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              IntStream.range(0, 20)
                  .<Runnable>mapToObj(i -> () -> sites.insert(site("site" + i)))
                  .toList());
      assertThat(changes)
          .allSatisfy(change -> assertThatCode(change::get).doesNotThrowAnyException());
      assertThat(sites.list()).hasSize(20);
      assertThat(new String(metrics.exposition(), StandardCharsets.UTF_8))
          .contains(
              "coffer_storage_batch_changes_sum 21.0\n", "coffer_storage_batch_changes_count 2\n");
    }
  }

  @Test
  void aRefusedChangeDoesNotHurtItsNeighbours() {
    try (SqliteDatabase database = open()) {
      SiteRows sites = new SiteRows(database);
      sites.insert(site("taken"));
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              List.of(
                  () -> sites.insert(site("before")),
                  () -> sites.insert(site("taken")),
                  () ->
                      database.write(tx -> {
                        tx.handle().execute("DELETE FROM site");
                        throw new IllegalArgumentException("changed its mind");
                      }),
                  () ->
                      database.write(tx -> {
                        tx.handle().execute("DELETE FROM site");
                        throw new AssertionError("worse than an exception");
                      }),
                  () -> sites.insert(site("after"))));

      assertThatCode(() -> changes.get(0).get()).doesNotThrowAnyException();
      assertThat(failure(changes.get(1))).isInstanceOf(UniqueViolation.class);
      assertThat(failure(changes.get(2))).isInstanceOf(IllegalArgumentException.class);
      assertThat(changes.get(3).state()).isEqualTo(Future.State.FAILED);
      assertThatCode(() -> changes.get(4).get()).doesNotThrowAnyException();
      assertThat(names(sites)).containsExactly("after", "before", "taken");
    }
  }

  @Test
  void aBatchThatFailsIsUndoneWholeAndTheNextIsStored() {
    try (SqliteDatabase database = open()) {
      SiteRows sites = new SiteRows(database);
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              List.of(
                  () -> sites.insert(site("lost")),
                  () ->
                      database.write(_ -> {
                        throw new StorageUnavailable("the disk is gone");
                      })));
      assertThat(changes)
          .allSatisfy(change -> assertThat(failure(change)).isInstanceOf(StorageUnavailable.class));

      sites.insert(site("next"));

      assertThat(names(sites)).containsExactly("next");
    }
  }

  @Test
  void whatWaitsForTheCommitOfABatchIsDoneBeforeAnyOfItIsAnswered() throws Exception {
    try (SqliteDatabase database = open()) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicBoolean doneWhenAnswered = new AtomicBoolean();
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              List.of(
                  () -> {
                    database.write(_ -> true);
                    doneWhenAnswered.set(done.get());
                  },
                  () ->
                      database.write(tx -> {
                        tx.afterCommit(() -> {
                          LockSupport.parkNanos(100_000_000);
                          done.set(true);
                        });
                        return true;
                      })));
      for (FutureTask<?> change : changes) {
        change.get();
      }
      assertThat(doneWhenAnswered).isTrue();
    }
  }

  @Test
  void nothingIsDoneAfterAChangeThatWasRefused() {
    try (SqliteDatabase database = open()) {
      AtomicBoolean done = new AtomicBoolean();
      assertThatThrownBy(() ->
              database.write(tx -> {
                tx.afterCommit(() -> done.set(true));
                throw new IllegalArgumentException("changed its mind");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      database.write(_ -> true);
      assertThat(done).isFalse();
    }
  }

  @Test
  void whatIsToBeUndoneIsUndoneForARefusedChangeAlone() {
    try (SqliteDatabase database = open()) {
      List<String> undone = Collections.synchronizedList(new ArrayList<>());
      inOneBatch(
          database,
          List.of(
              () ->
                  database.write(tx -> {
                    tx.afterRollback(() -> undone.add("stored"));
                    return true;
                  }),
              () ->
                  database.write(tx -> {
                    tx.afterRollback(() -> undone.add("refused"));
                    throw new IllegalArgumentException("changed its mind");
                  })));
      assertThat(undone).containsExactly("refused");
    }
  }

  @Test
  void secretsAreCountedWithThoseOfTheSameBatch() {
    try (SqliteDatabase database = open()) {
      StoredSite site = site("site");
      new SiteRows(database).insert(site);
      SecretTable secrets = new SecretTable(database);
      StoredSecret deleted = secret(site, 1, 10);
      insert(database, new SecretTable(database), deleted);
      List<Long> counted = Collections.synchronizedList(new ArrayList<>());
      inOneBatch(
          database,
          List.of(
              () -> database.write(tx -> secrets.delete(tx, site.id(), deleted.context().secret())),
              () -> counted.add(countThenInsert(database, secrets, secret(site, 2, 10))),
              () ->
                  database.write(tx -> {
                    secrets.insert(tx, secret(site, 3, 10));
                    throw new IllegalArgumentException("changed its mind");
                  }),
              () -> counted.add(countThenInsert(database, secrets, secret(site, 4, 10))),
              () -> counted.add(countThenInsert(database, secrets, secret(site, 5, 10)))));
      assertThat(counted).containsExactlyInAnyOrder(0L, 1L, 2L);
      assertThat(count(database, secrets, site)).isEqualTo(3);
    }
  }

  @Test
  void secretsOfABatchThatFailedAreNotCounted() {
    StoredSite site = site("site");
    try (SqliteDatabase database = open()) {
      new SiteRows(database).insert(site);
    }
    SQLiteConfig small = new SQLiteConfig();
    small.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, "60");
    try (SqliteDatabase database = SqliteDatabase.open(file, batchSizes::add, small)) {
      SecretTable secrets = new SecretTable(database);
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              IntStream.range(0, 30)
                  .<Runnable>mapToObj(
                      i -> () -> countThenInsert(database, secrets, secret(site, i, 16_000)))
                  .toList());
      assertThat(changes)
          .extracting(SqliteDatabaseTest::failure)
          .allSatisfy(failure -> assertThat(failure).isInstanceOf(StorageUnavailable.class));
      assertThat(count(database, secrets, site)).isZero();
      insert(database, secrets, secret(site, 1, 10));
      assertThat(count(database, secrets, site)).isEqualTo(1);
    }
  }

  @Test
  void aKeyIsJudgedAsItIsAtItsPlaceInABatch() {
    try (SqliteDatabase database = open()) {
      StoredSite site = site("site");
      new SiteRows(database).insert(site);
      ApiKeyTable keys = new ApiKeyTable(database);
      StoredApiKey key = key(site, OptionalLong.of(100));
      database.write(tx -> {
        keys.insert(tx, key);
        return true;
      });
      List<Boolean> allowed = Collections.synchronizedList(new ArrayList<>());
      Runnable ask = () -> allowed.add(isAllowed(database, keys, key, 99));
      Runnable revoke = () -> database.write(tx -> keys.delete(tx, site.id(), key.id()));
      Runnable revokeInVain =
          () ->
              database.write(tx -> {
                keys.delete(tx, site.id(), key.id());
                throw new IllegalArgumentException("changed its mind");
              });

      ask.run();
      assertThat(isAllowed(database, keys, key, 100)).as("at its end").isFalse();
      inOneBatch(database, List.of(ask, revokeInVain, ask));
      assertThat(allowed).containsExactly(true, true, true);
      inOneBatch(database, List.of(revoke, ask));

      assertThat(allowed.getLast()).isFalse();
    }
  }

  private static boolean isAllowed(
      SqliteDatabase database, ApiKeyTable keys, StoredApiKey key, long now) {
    return database.write(tx -> keys.grant(tx, key.site(), key.id(), now)).isPresent();
  }

  private static StoredApiKey key(StoredSite site, OptionalLong expiresAt) {
    return new StoredApiKey(
        UUID.randomUUID(),
        site.id(),
        "key",
        "coffer_",
        new byte[32],
        "SECRET_READ",
        false,
        new StoredPrincipal("operator", Optional.of("operator"), Optional.empty()),
        0,
        expiresAt);
  }

  private static StoredSecret secret(StoredSite site, long number, int bytes) {
    RecordContext context =
        new RecordContext(
            site.id(), UUID.randomUUID(), 1, new BlindIndex(number, number), number, number);
    return new StoredSecret(context, new byte[1], new byte[bytes]);
  }

  private static void insert(SqliteDatabase database, SecretTable secrets, StoredSecret secret) {
    database.write(tx -> {
      secrets.insert(tx, secret);
      return true;
    });
  }

  private static long countThenInsert(
      SqliteDatabase database, SecretTable secrets, StoredSecret secret) {
    return database.write(tx -> {
      long count = secrets.count(tx, secret.context().site());
      secrets.insert(tx, secret);
      return count;
    });
  }

  private static long count(SqliteDatabase database, SecretTable secrets, StoredSite site) {
    return database.write(tx -> secrets.count(tx, site.id()));
  }

  @Test
  void theWriterLivesOnWhenAnActionAfterACommitFails() {
    try (SqliteDatabase database = open()) {
      SiteRows sites = new SiteRows(database);
      database.write(tx -> {
        tx.afterCommit(() -> {
          throw new AssertionError("planted");
        });
        return true;
      });
      sites.insert(site("after"));
      assertThat(names(sites)).containsExactly("after");
    }
  }

  @Test
  void aFullDatabaseRefusesTheWholeBatchAndLosesNothingThatWasAcknowledged() {
    try (SqliteDatabase database = open()) {
      new SiteRows(database).insert(site("acknowledged"));
    }
    SQLiteConfig small = new SQLiteConfig();
    small.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, "60");
    try (SqliteDatabase database = SqliteDatabase.open(file, batchSizes::add, small)) {
      SiteRows sites = new SiteRows(database);
      batchSizes.clear();
      List<FutureTask<?>> changes =
          inOneBatch(
              database,
              IntStream.range(0, 30)
                  .<Runnable>mapToObj(i -> () -> sites.insert(siteOf16Kilobytes("site" + i)))
                  .toList());
      assertThat(changes)
          .extracting(SqliteDatabaseTest::failure)
          .allSatisfy(failure ->
              assertThat(failure)
                  .isInstanceOf(StorageUnavailable.class)
                  .hasMessageContaining("full"));
      assertThat(batchSizes).as("commits").containsExactly(1);
      assertThat(names(sites)).containsExactly("acknowledged");

      sites.insert(site("small"));
      assertThat(names(sites)).containsExactly("acknowledged", "small");
    }
    try (SqliteDatabase database = open()) {
      SiteRows sites = new SiteRows(database);
      sites.insert(siteOf16Kilobytes("large"));
      assertThat(names(sites)).containsExactly("acknowledged", "large", "small");
    }
  }

  @Test
  void closingFinishesWhatWasAcceptedAndRefusesTheRest() throws Exception {
    SqliteDatabase database = open();
    SiteRows sites = new SiteRows(database);
    HeldWriter writer = new HeldWriter(database);
    for (int i = 0; i < 5; i++) {
      String name = "site" + i;
      writer.add(() -> sites.insert(site(name)));
    }
    Thread closing = Thread.ofPlatform().start(database::close);
    awaitWaitingIn(closing, Thread.class, "join");

    assertThatThrownBy(() -> sites.insert(site("late"))).isInstanceOf(StorageUnavailable.class);
    for (FutureTask<?> change : writer.release()) {
      change.get();
    }
    closing.join();
    assertThatThrownBy(sites::list)
        .isInstanceOf(StorageUnavailable.class)
        .hasMessage("the database is closed");
    try (SqliteDatabase again = open()) {
      assertThat(new SiteRows(again).list()).hasSize(5);
    }
  }

  @Test
  void aQueryCannotChangeAnything() {
    try (SqliteDatabase database = open()) {
      new SiteRows(database).insert(site("kept"));
      assertThatThrownBy(() -> database.read(tx -> tx.handle().execute("DELETE FROM site")))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("read-only");
      assertThat(new SiteRows(database).list()).hasSize(1);
    }
  }

  @Test
  void aRowThatRefersToNoneIsRefused() {
    try (SqliteDatabase database = open()) {
      assertThatThrownBy(() ->
              database.write(tx ->
                  tx.handle().execute("INSERT INTO member VALUES (x'00', x'01', 'OWNER', 0)")))
          .isInstanceOf(ForeignKeyViolation.class);
    }
  }

  @Test
  void theFilesAreForTheirOwnerAlone() throws Exception {
    try (SqliteDatabase database = open()) {
      new SiteRows(database).insert(site("a"));
      for (String name : List.of("coffer.db", "coffer.db-wal", "coffer.db-shm")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aScrubbedRowIsInNoFile() throws Exception {
    try (SqliteDatabase database = open()) {
      SiteRows sites = new SiteRows(database);
      StoredSite site = site("gone");
      sites.insert(site);
      sites.insert(site("kept"));
      assertThat(fileContents()).contains("record keys of gone", "record keys of kept");
      sites.delete(site.id());
      database.scrub();
      assertThat(fileContents())
          .contains("record keys of kept")
          .doesNotContain("record keys of gone");
    }
  }

  private String fileContents() throws IOException {
    StringBuilder contents = new StringBuilder();
    for (String name : List.of("coffer.db", "coffer.db-wal")) {
      contents.append(Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1));
    }
    return contents.toString();
  }

  private static List<FutureTask<?>> inOneBatch(SqliteDatabase database, List<Runnable> changes) {
    HeldWriter writer = new HeldWriter(database);
    changes.forEach(writer::add);
    return writer.release();
  }

  /** Keeps the writer busy, so that changes wait for it, in the order in which they were added. */
  private static final class HeldWriter {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final List<FutureTask<?>> changes = new ArrayList<>();

    HeldWriter(SqliteDatabase database) {
      threads.add(
          Thread.ofPlatform()
              .start(() ->
                  database.write(tx -> {
                    held.countDown();
                    return await(release);
                  })));
      await(held);
    }

    void add(Runnable change) {
      FutureTask<?> task = new FutureTask<>(change, null);
      Thread thread = Thread.ofPlatform().start(task);
      awaitWaitingIn(thread, CompletableFuture.class, "join");
      changes.add(task);
      threads.add(thread);
    }

    /** Lets the writer go on, and returns the changes once all are answered. */
    List<FutureTask<?>> release() {
      release.countDown();
      threads.forEach(SqliteDatabaseTest::joinUninterruptibly);
      return changes;
    }
  }

  private static void awaitWaitingIn(Thread thread, Class<?> type, String method) {
    while (thread.getState() != Thread.State.WAITING
        || Arrays.stream(thread.getStackTrace())
            .noneMatch(frame ->
                frame.getClassName().equals(type.getName())
                    && frame.getMethodName().equals(method))) {
      assertThat(thread.isAlive()).as("it ended instead of waiting in %s", method).isTrue();
      LockSupport.parkNanos(100_000);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Throwable failure(FutureTask<?> task) {
    try {
      task.get();
      throw new AssertionError("the change was not refused");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static List<String> names(SiteRows sites) {
    return sites.list().stream().map(StoredSite::name).toList();
  }

  private static StoredSite site(String name) {
    return site(name, ("record keys of " + name).getBytes(StandardCharsets.UTF_8));
  }

  private static StoredSite siteOf16Kilobytes(String name) {
    return site(name, new byte[16 * 1024]);
  }

  private static StoredSite site(String name, byte[] keys) {
    return new StoredSite(
        UUID.randomUUID(), name, new WrappedSiteKeys(keys, keys), 0, OptionalLong.empty());
  }
}
