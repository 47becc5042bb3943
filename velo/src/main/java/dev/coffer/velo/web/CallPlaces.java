package dev.coffer.velo.web;

import dev.coffer.settings.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The places in which calls of visitors run, shared out so that nobody takes all of them: each
 * visitor, told by the address as {@link RateLimit} does, has a share at most, and whoever has the
 * fewest gets the next place that becomes free. A visitor whose share is taken waits behind it, and
 * takes no place in the line of those that wait for others. Threads may share it.
 *
 * <p>Waiting is bounded: by 5 seconds, for each visitor by as many calls as its share, and in all
 * by as many as there are places, for those that wait for others and for those behind their shares.
 */
public final class CallPlaces {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final int places;
  private final int share;
  private final Duration longestWait;

  /** Those of whom a call runs or waits. */
  private final Map<Network, Visitor> visitors = new HashMap<>();

  private final Map<Line, Integer> waiting = new HashMap<>();
  private int running;
  private long lastNumber;

  /** What a call waits for. */
  private enum Line {
    PLACE,
    SHARE
  }

  private static final class Visitor {
    private final Network network;
    private final Deque<Turn> line = new ArrayDeque<>();
    private int running;

    Visitor(Network network) {
      this.network = network;
    }

    int running() {
      return running;
    }

    long firstNumber() {
      return line.getFirst().number;
    }
  }

  private static final class Turn {
    private final Visitor visitor;
    private final Line line;
    private final long number;
    private final CountDownLatch begun = new CountDownLatch(1);

    Turn(Visitor visitor, Line line, long number) {
      this.visitor = visitor;
      this.line = line;
      this.number = number;
    }

    boolean hasBegun() {
      return begun.getCount() == 0;
    }
  }

  /** A place that a call has until it is closed, once. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param places how many calls run at once
   * @param share how many of them may be one visitor's; more than there are places means all
   */
  public CallPlaces(int places, int share) {
    this(places, share, LONGEST_WAIT);
  }

  CallPlaces(int places, int share, Duration longestWait) {
    this.places = places;
    this.share = Math.min(share, places);
    this.longestWait = longestWait;
  }

  /**
   * Takes a place, after a wait if there is none.
   *
   * @throws WebRequestException with status 503 if too many wait already, or it took too long
   */
  Place take(InetAddress address) {
    Turn turn = come(Network.ofCustomer(address));
    try {
      var _ = turn.begun.await(longestWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!stays(turn)) {
      throw WebRequestException.busy();
    }
    return () -> free(turn.visitor);
  }

  private synchronized Turn come(Network network) {
    Visitor visitor = visitors.computeIfAbsent(network, Visitor::new);
    Line line = visitor.running < share ? Line.PLACE : Line.SHARE;
    Turn turn = new Turn(visitor, line, ++lastNumber);
    // Nobody waits who could have a free place, so it is for this call.
    if (line == Line.PLACE && running < places) {
      begin(turn);
    } else if (visitor.line.size() < share && waiting(line) < places) {
      visitor.line.addLast(turn);
      count(line, 1);
    } else {
      forgetIfGone(visitor);
      throw WebRequestException.busy();
    }
    return turn;
  }

  private void begin(Turn turn) {
    running++;
    turn.visitor.running++;
    turn.begun.countDown();
  }

  /** Returns whether a call has its place; one that has none leaves the line. */
  private synchronized boolean stays(Turn turn) {
    if (turn.hasBegun()) {
      return true;
    }
    turn.visitor.line.remove(turn);
    count(turn.line, -1);
    forgetIfGone(turn.visitor);
    return false;
  }

  private synchronized void free(Visitor visitor) {
    running--;
    visitor.running--;
    next()
        .ifPresent(next -> {
          Turn turn = next.line.removeFirst();
          count(turn.line, -1);
          begin(turn);
        });
    forgetIfGone(visitor);
  }

  /** Returns whose turn it is: of those with the fewest calls that run, who has waited longest. */
  private Optional<Visitor> next() {
    if (waitingCalls() == 0) {
      return Optional.empty();
    }
    return visitors.values().stream()
        .filter(visitor -> !visitor.line.isEmpty() && visitor.running < share)
        .min(Comparator.comparingInt(Visitor::running).thenComparingLong(Visitor::firstNumber));
  }

  private void forgetIfGone(Visitor visitor) {
    if (visitor.running == 0 && visitor.line.isEmpty()) {
      visitors.remove(visitor.network);
    }
  }

  private int waiting(Line line) {
    return waiting.getOrDefault(line, 0);
  }

  private void count(Line line, int more) {
    waiting.merge(line, more, Integer::sum);
  }

  /** Returns how many calls wait. */
  synchronized int waitingCalls() {
    return waiting(Line.PLACE) + waiting(Line.SHARE);
  }

  /** Returns how many visitors are known at this moment. */
  synchronized int knownVisitors() {
    return visitors.size();
  }
}
