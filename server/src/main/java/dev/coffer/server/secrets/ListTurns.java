package dev.coffer.server.secrets;

import dev.coffer.server.access.Principal;
import dev.coffer.server.errors.ResourceExhausted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a few lists of secrets be made at once, and of one caller fewer still: each of them opens a
 * whole site. The others wait a while for their turn, and are refused then. Threads may share it.
 */
public final class ListTurns {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Principal, List<Turn>> turns = new HashMap<>();
  private int present;
  private int running;

  /**
   * How many lists there may be.
   *
   * @param ofOne how many of one caller are made at once
   * @param inAll how many are made at once
   * @param presentOfOne how many one caller may have, with those that wait
   * @param presentInAll how many there may be, with those that wait
   * @param patience how long one waits for its turn
   */
  public record Limits(
      int ofOne, int inAll, int presentOfOne, int presentInAll, Duration patience) {}

  /**
   * @param limits how many lists there may be
   */
  public ListTurns(Limits limits) {
    this.limits = limits;
  }

  /** The right to make one list, until it is closed. */
  public final class Turn implements AutoCloseable {
    private final Principal whose;
    private final boolean isSearch;
    private boolean hasBegun;
    private boolean isOvertaken;

    private Turn(Principal whose, boolean isSearch) {
      this.whose = whose;
      this.isSearch = isSearch;
    }

    /**
     * Lets the list go on, unless nobody waits for it any more.
     *
     * @throws ResourceExhausted if it is a search and its caller has begun another since
     */
    public void requireCurrent() {
      lock.lock();
      try {
        refuseOvertaken();
      } finally {
        lock.unlock();
      }
    }

    private void refuseOvertaken() {
      if (isOvertaken) {
        throw new ResourceExhausted("a later search has taken the place of this one", RETRY_AFTER);
      }
    }

    /** Lets others have their turn; done once, however often this is called. */
    @Override
    public void close() {
      lock.lock();
      try {
        List<Turn> own = turns.getOrDefault(whose, new ArrayList<>());
        if (own.remove(this)) {
          present--;
          running -= hasBegun ? 1 : 0;
        }
        if (own.isEmpty()) {
          turns.remove(whose);
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits until another list may be made.
   *
   * @param whose who wants it
   * @return the right to, which the caller closes
   * @throws ResourceExhausted if too many others were there for too long
   */
  public Turn take(Principal whose) {
    return take(new Turn(whose, false));
  }

  /**
   * Waits until another search may be made, which overtakes those that its caller has begun before.
   *
   * @param whose who wants it
   * @return the right to, which the caller closes
   * @throws ResourceExhausted if too many others were there for too long, or a later search of the
   *     caller has begun meanwhile
   */
  public Turn takeForSearch(Principal whose) {
    return take(new Turn(whose, true));
  }

  private Turn take(Turn turn) {
    lock.lock();
    try {
      List<Turn> own = turns.computeIfAbsent(turn.whose, absent -> new ArrayList<>());
      if (turn.isSearch) {
        own.stream().filter(other -> other.isSearch).forEach(other -> other.isOvertaken = true);
        changed.signalAll();
      }
      if (own.size() >= limits.presentOfOne() || present >= limits.presentInAll()) {
        throw tooMany(own);
      }
      own.add(turn);
      present++;
      awaitRoom(turn, own);
      turn.hasBegun = true;
      running++;
      return turn;
    } catch (ResourceExhausted e) {
      turn.close();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many lists there are, with those that wait. */
  int present() {
    lock.lock();
    try {
      return present;
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(Turn turn, List<Turn> own) {
    long left = limits.patience().toNanos();
    while (running >= limits.inAll() || begun(own) >= limits.ofOne()) {
      if (left <= 0) {
        throw tooMany(own);
      }
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw tooMany(own);
      }
      turn.refuseOvertaken();
    }
  }

  private static long begun(List<Turn> own) {
    return own.stream().filter(turn -> turn.hasBegun).count();
  }

  private ResourceExhausted tooMany(List<Turn> own) {
    return new ResourceExhausted(
        begun(own) >= limits.ofOne()
            ? "too many lists of secrets were asked for at once; at most %d are made at a time"
                .formatted(limits.ofOne())
            : "the server is making as many lists of secrets as it can; try again in a moment",
        RETRY_AFTER);
  }
}
