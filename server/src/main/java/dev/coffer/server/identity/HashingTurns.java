package dev.coffer.server.identity;

import dev.coffer.server.errors.ResourceExhausted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides whose password is hashed next. One is hashed at a time. Whoever is known comes before all
 * strangers; within both lines the groups take turns, so that who sends much waits for himself.
 * Both lines are short, and nobody waits in one for long: what would not be begun in time is
 * refused, and costs nothing. Threads may share it.
 */
final class HashingTurns {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Line known;
  private final Line strangers;
  private boolean busy;

  /**
   * How long a line may be.
   *
   * @param groups how many groups may wait in it
   * @param places how many of one group may
   * @param patience how long each waits at most
   */
  record Bounds(int groups, int places, Duration patience) {}

  HashingTurns(Bounds known, Bounds strangers) {
    this.known = new Line(known);
    this.strangers = new Line(strangers);
  }

  /**
   * Waits for a turn, and does the work in it.
   *
   * @param requester who waits
   * @param work what is done
   * @return what the work returns
   * @throws ResourceExhausted if the line is full, or the turn did not come in time
   */
  <T> T inTurn(HashRequester requester, Supplier<T> work) {
    await(requester);
    try {
      return work.get();
    } finally {
      pass();
    }
  }

  /** {@return how many wait, in both lines} */
  int waiting() {
    lock.lock();
    try {
      return known.size() + strangers.size();
    } finally {
      lock.unlock();
    }
  }

  private void await(HashRequester requester) {
    lock.lock();
    try {
      if (busy) {
        lineOf(requester).await(requester.group());
      }
      busy = true;
    } finally {
      lock.unlock();
    }
  }

  private Line lineOf(HashRequester requester) {
    return switch (requester.standing()) {
      case KNOWN -> known;
      case STRANGER -> strangers;
    };
  }

  /** Hands the turn over, so that nobody who comes in between gets it; or lets it go. */
  private void pass() {
    lock.lock();
    try {
      Optional<Place> next = known.next().or(strangers::next);
      next.ifPresent(Place::call);
      busy = next.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private static ResourceExhausted tooMany() {
    return new ResourceExhausted(
        "too many people are logging in at this moment; try again in a few seconds", RETRY_AFTER);
  }

  /** A place in a line. Whoever holds the lock may use it. */
  private static final class Place {
    private final Condition turn;
    private boolean called;

    Place(Condition turn) {
      this.turn = turn;
    }

    void call() {
      called = true;
      turn.signal();
    }

    /** {@return whether its turn came in time} */
    boolean await(Duration patience) {
      long left = patience.toNanos();
      try {
        while (!called && left > 0) {
          left = turn.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return called;
    }
  }

  /**
   * Those who wait, by group: the group whose turn it is first. Whoever holds the lock may use it.
   */
  private final class Line {
    private final Bounds bounds;
    private final Map<Object, Deque<Place>> groups = new LinkedHashMap<>();

    Line(Bounds bounds) {
      this.bounds = bounds;
    }

    int size() {
      return groups.values().stream().mapToInt(Deque::size).sum();
    }

    void await(Object group) {
      if (!groups.containsKey(group) && groups.size() == bounds.groups()) {
        throw tooMany();
      }
      Deque<Place> places = groups.computeIfAbsent(group, same -> new ArrayDeque<>());
      if (places.size() == bounds.places()) {
        throw tooMany();
      }
      Place place = new Place(lock.newCondition());
      places.add(place);
      if (!place.await(bounds.patience())) {
        places.remove(place);
        if (places.isEmpty()) {
          groups.remove(group);
        }
        throw tooMany();
      }
    }

    /** Takes the first of the group whose turn it is, which then waits behind all others. */
    Optional<Place> next() {
      Iterator<Map.Entry<Object, Deque<Place>>> all = groups.entrySet().iterator();
      if (!all.hasNext()) {
        return Optional.empty();
      }
      Map.Entry<Object, Deque<Place>> first = all.next();
      Object group = first.getKey();
      Deque<Place> places = first.getValue();
      all.remove();
      Place next = places.remove();
      if (!places.isEmpty()) {
        groups.put(group, places);
      }
      return Optional.of(next);
    }
  }
}
