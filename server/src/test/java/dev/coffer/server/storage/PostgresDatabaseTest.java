package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.testing.Backend;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that PostgreSQL undoes because they get in each other's way. */
class PostgresDatabaseTest {
  private final AtomicInteger attempts = new AtomicInteger();
  private Database database;

  @BeforeEach
  void openDatabase() {
    String url = Backend.POSTGRESQL.newDatabase().get("database-url");
    database =
        Databases.open(
            new DatabaseLocation.PostgresServer(url, Optional.empty(), Optional.empty()),
            size -> {});
    database.write(tx -> {
      tx.handle().execute("CREATE TABLE counter (name TEXT PRIMARY KEY, number INTEGER NOT NULL)");
      return tx.handle().execute("INSERT INTO counter VALUES ('a', 0), ('b', 0)");
    });
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  private static int increment(Tx tx, String name) {
    return tx.handle().execute("UPDATE counter SET number = number + 1 WHERE name = ?", name);
  }

  private List<Integer> numbers() {
    return database.read(tx ->
        tx.handle()
            .createQuery("SELECT number FROM counter ORDER BY name")
            .mapTo(Integer.class)
            .list());
  }

  @Test
  void twoChangesThatWaitForEachOtherAreBothMadeOnce() throws Exception {
    CountDownLatch bothHaveOne = new CountDownLatch(2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> one = threads.submit(() -> incrementBoth("a", "b", bothHaveOne));
      Future<Integer> other = threads.submit(() -> incrementBoth("b", "a", bothHaveOne));
      assertThat(one.get()).isEqualTo(1);
      assertThat(other.get()).isEqualTo(1);
    }
    assertThat(attempts).as("how often the two were run").hasValue(3);
    assertThat(numbers()).containsExactly(2, 2);
  }

  private int incrementBoth(String first, String second, CountDownLatch bothHaveOne) {
    return database.write(tx -> {
      attempts.incrementAndGet();
      increment(tx, first);
      bothHaveOne.countDown();
      awaitUninterrupted(bothHaveOne);
      return increment(tx, second);
    });
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Jdbi gives a thread the connection that it has. */
  private static void onAnotherConnection(Runnable change) {
    CompletableFuture.runAsync(change).join();
  }

  /** Changes a row after somebody else has, so often. */
  private int incrementAfterOthers(int others) {
    return database.write(tx -> {
      tx.handle().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      tx.handle().createQuery("SELECT number FROM counter").mapTo(Integer.class).list();
      if (attempts.incrementAndGet() <= others) {
        onAnotherConnection(() -> database.write(other -> increment(other, "a")));
      }
      increment(tx, "b");
      return increment(tx, "a");
    });
  }

  @Test
  void aChangeThatDoesNotSerializeIsRunAgain() {
    assertThat(incrementAfterOthers(3)).isEqualTo(1);
    assertThat(attempts).hasValue(4);
    assertThat(numbers()).containsExactly(4, 1);
  }

  @Test
  void aChangeThatIsUndoneFourTimesIsRefusedAndNothingOfItIsStored() {
    assertThatThrownBy(() -> incrementAfterOthers(Integer.MAX_VALUE))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessage("the transaction was aborted: other changes got in its way; try again");
    assertThat(attempts).hasValue(4);
    assertThat(numbers()).as("what the others made").containsExactly(4, 0);
  }

  @Test
  void aChangeThatIsRefusedForWhatItIsIsRunOnce() {
    assertThatThrownBy(() ->
            database.write(tx -> {
              attempts.incrementAndGet();
              return tx.handle().execute("INSERT INTO counter VALUES ('a', 0)");
            }))
        .isInstanceOf(UniqueViolation.class);
    assertThat(attempts).hasValue(1);
  }
}
