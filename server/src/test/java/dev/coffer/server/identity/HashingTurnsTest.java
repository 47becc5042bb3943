package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.identity.HashingTurns.Bounds;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose turn is next: here 3 groups of at most 2 may wait in each line. */
class HashingTurnsTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HashingTurns turns = new HashingTurns(new Bounds(3, 2, LONG), new Bounds(3, 2, LONG));

  @AfterEach
  void letAllEnd() throws InterruptedException {
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void whoIsKnownComesBeforeStrangersWhoWaitedBefore() {
    hold();
    waits("stranger 1", stranger("192.0.2.1"));
    waits("stranger 2", stranger("192.0.2.2"));
    waits("owner", HashRequester.known("owner"));
    assertOrder("owner", "stranger 1", "stranger 2");
  }

  @Test
  void theGroupsOfALineTakeTurns() {
    hold();
    waits("a 1", stranger("192.0.2.1"));
    waits("a 2", stranger("192.0.2.1"));
    waits("b 1", stranger("192.0.2.2"));
    waits("b 2", stranger("192.0.2.2"));
    waits("c 1", stranger("192.0.2.3"));
    assertOrder("a 1", "b 1", "c 1", "a 2", "b 2");
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneGroup() {
    hold();
    waits("a 1", stranger("2001:db8:1::1"));
    waits("a 2", stranger("2001:db8:1:ffff::1"));
    waits("b 1", stranger("2001:db8:2::1"));
    assertRefused(stranger("2001:db8:1:7::1"));
    assertOrder("a 1", "b 1", "a 2");
  }

  @Test
  void aGroupThatHasAllItsPlacesIsRefusedAtOnceAndOthersAreNot() {
    hold();
    waits("a 1", stranger("192.0.2.1"));
    waits("a 2", stranger("192.0.2.1"));
    assertRefused(stranger("192.0.2.1"));
    waits("b 1", stranger("192.0.2.2"));
    assertOrder("a 1", "b 1", "a 2");
  }

  @Test
  void aFullLineRefusesStrangersAtOnceAndNobodyWhoIsKnown() {
    hold();
    waits("a", stranger("192.0.2.1"));
    waits("b", stranger("192.0.2.2"));
    waits("c", stranger("192.0.2.3"));
    assertRefused(stranger("192.0.2.4"));
    waits("owner", HashRequester.known("owner"));
    assertOrder("owner", "a", "b", "c");
  }

  @Test
  void theLineOfTheKnownIsBoundedToo() {
    hold();
    waits("a", HashRequester.known("a"));
    waits("b", HashRequester.known("b"));
    waits("c", HashRequester.known("c"));
    assertRefused(HashRequester.known("d"));
    assertOrder("a", "b", "c");
  }

  @Test
  void whoseTurnDoesNotComeInTimeIsRefusedAndNothingIsDone() {
    turns = new HashingTurns(new Bounds(3, 2, LONG), new Bounds(3, 2, Duration.ofMillis(1)));
    hold();
    start("late", stranger("192.0.2.1"));
    await(() -> refused.contains("late"));
    assertThat(turns.waiting()).isZero();
    waits("owner", HashRequester.known("owner"));
    assertOrder("owner");
  }

  @Test
  void whoIsInterruptedLeavesTheLine() {
    hold();
    Thread gone = waits("gone", stranger("192.0.2.1"));
    waits("next", stranger("192.0.2.2"));
    gone.interrupt();
    await(() -> refused.contains("gone"));
    assertOrder("next");
  }

  @Test
  void theTurnGoesOnWhenTheWorkFails() {
    assertThatThrownBy(() ->
            turns.inTurn(
                HashRequester.known("a"),
                () -> {
                  throw new IllegalStateException("failed");
                }))
        .hasMessage("failed");
    assertThat(turns.inTurn(stranger("192.0.2.1"), () -> "done")).isEqualTo("done");
  }

  /** Takes the turn until the test's end is let come. */
  private void hold() {
    start("first", HashRequester.known("first"));
    await(() -> begun.contains("first"));
  }

  private Thread waits(String name, HashRequester requester) {
    int before = turns.waiting();
    Thread thread = start(name, requester);
    await(() -> turns.waiting() == before + 1);
    return thread;
  }

  private Thread start(String name, HashRequester requester) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                turns.inTurn(requester, () -> begin(name));
              } catch (ResourceExhausted e) {
                refused.add(name);
              }
            });
    threads.add(thread);
    return thread;
  }

  private String begin(String name) {
    begun.add(name);
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return name;
  }

  private void assertRefused(HashRequester requester) {
    assertThatThrownBy(() -> turns.inTurn(requester, () -> begin("too many")))
        .isInstanceOfSatisfying(
            ResourceExhausted.class,
            refusal -> assertThat(refusal.retryAfterSeconds()).hasValue(5));
  }

  private void assertOrder(String... names) {
    end.countDown();
    await(() -> begun.size() > names.length);
    assertThat(begun).containsExactly(prepended("first", names));
  }

  private static String[] prepended(String first, String... names) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(names));
    return all.toArray(String[]::new);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is awaited has come by now").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static HashRequester stranger(String address) {
    return HashRequester.stranger(InetAddress.ofLiteral(address));
  }
}
