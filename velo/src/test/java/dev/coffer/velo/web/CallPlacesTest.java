package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.velo.web.CallPlaces.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallPlacesTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static List<Place> take(CallPlaces places, String address, int times) {
    List<Place> taken = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      taken.add(places.take(address(address)));
    }
    return taken;
  }

  private static void assertRefused(CallPlaces places, String address) {
    WebRequestException refusal =
        catchThrowableOfType(WebRequestException.class, () -> places.take(address(address)));
    assertThat(refusal).as("the refusal of " + address).isNotNull();
    assertThat(refusal.answer().status().code()).isEqualTo(503);
    assertThat(refusal.answer().headers())
        .anySatisfy(header -> {
          assertThat(header.headerName().lowerCase()).isEqualTo("retry-after");
          assertThat(header.get()).isEqualTo("1");
        });
  }

  /** Begins to take a place, and returns when that has joined a line. */
  private Future<Place> wait(CallPlaces places, String address) throws InterruptedException {
    int before = places.waitingCalls();
    Future<Place> place = threads.submit(() -> places.take(address(address)));
    while (places.waitingCalls() == before) {
      Thread.sleep(1);
    }
    return place;
  }

  @Test
  void aVisitorAtItsShareLeavesPlacesForOthers() throws Exception {
    CallPlaces places = new CallPlaces(8, 3, LONG);
    List<Place> greedy = take(places, "192.0.2.1", 3);
    List<Future<Place>> behind = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      behind.add(wait(places, "192.0.2.1"));
    }
    assertRefused(places, "192.0.2.1");

    List<Place> others = take(places, "192.0.2.2", 3);
    others.addAll(take(places, "192.0.2.3", 2));
    assertThat(places.waitingCalls()).isEqualTo(3);

    greedy.getFirst().close();
    assertThat(behind.getFirst().get(1, TimeUnit.MINUTES)).isNotNull();
    assertThat(behind.get(1).isDone()).isFalse();
  }

  @Test
  void theAddressesOfOneIpv6NetworkAreOneVisitor() {
    CallPlaces places = new CallPlaces(8, 2, Duration.ZERO);
    take(places, "2001:db8::1", 1);
    take(places, "2001:db8::2", 1);
    assertRefused(places, "2001:db8::3");
    take(places, "2001:db8:0:1::1", 1);
  }

  @Test
  void aFreePlaceIsForWhoHasTheFewestAndAmongThoseForWhoWaitedLongest() throws Exception {
    CallPlaces places = new CallPlaces(4, 4, LONG);
    List<Place> all = take(places, "192.0.2.1", 4);
    Future<Place> second = wait(places, "192.0.2.2");
    Future<Place> secondAgain = wait(places, "192.0.2.2");
    Future<Place> third = wait(places, "192.0.2.3");
    Future<Place> again = wait(places, "192.0.2.1");

    for (Future<Place> next : List.of(second, third, secondAgain, again)) {
      long done =
          List.of(again, second, secondAgain, third).stream().filter(Future::isDone).count();
      all.removeFirst().close();
      assertThat(next.get(1, TimeUnit.MINUTES)).isNotNull();
      assertThat(List.of(again, second, secondAgain, third).stream().filter(Future::isDone))
          .hasSize((int) done + 1);
    }
  }

  @Test
  void aWaitEndsAndLeavesNothingBehind() {
    CallPlaces places = new CallPlaces(2, 1, Duration.ofMillis(1));
    Place first = places.take(address("192.0.2.1"));
    Place second = places.take(address("192.0.2.2"));
    assertRefused(places, "192.0.2.1");
    assertRefused(places, "192.0.2.3");
    assertThat(places.waitingCalls()).isZero();
    assertThat(places.knownVisitors()).isEqualTo(2);
    first.close();
    second.close();
    assertThat(places.knownVisitors()).isZero();
    places.take(address("192.0.2.1")).close();
    assertThat(places.knownVisitors()).isZero();
  }

  @Test
  void noMoreWaitInAllThanThereArePlaces() throws Exception {
    CallPlaces places = new CallPlaces(4, 2, LONG);
    take(places, "192.0.2.1", 2);
    take(places, "192.0.2.2", 2);
    for (int i = 3; i < 7; i++) {
      var _ = wait(places, "192.0.2." + i);
    }
    assertRefused(places, "192.0.2.8");
    for (String atItsShare : List.of("192.0.2.1", "192.0.2.2")) {
      var _ = wait(places, atItsShare);
      var _ = wait(places, atItsShare);
      assertRefused(places, atItsShare);
    }
    assertThat(places.waitingCalls()).isEqualTo(8);
    assertThat(places.knownVisitors()).isEqualTo(6);
  }

  @Test
  void neverDoMoreRunThanMayAndAllPlacesAreFreeInTheEnd() throws Exception {
    CallPlaces places = new CallPlaces(4, 2, LONG);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(300);
    for (int i = 0; i < 300; i++) {
      int visitor = i % 5;
      threads.execute(() -> {
        try (Place _ = places.take(address("192.0.2." + visitor))) {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.sleep(1);
          running.decrementAndGet();
        } catch (WebRequestException e) {
          refused.incrementAndGet();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        done.countDown();
      });
    }
    assertThat(done.await(2, TimeUnit.MINUTES)).isTrue();
    assertThat(most.get()).isBetween(1, 4);
    assertThat(refused.get()).isLessThan(300);
    assertThat(places.waitingCalls()).isZero();
    assertThat(places.knownVisitors()).isZero();
    assertThat(take(places, "192.0.2.1", 2)).hasSize(2);
  }
}
