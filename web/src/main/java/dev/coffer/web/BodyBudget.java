package dev.coffer.web;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the bodies of all requests may take together, with what is made of them. A body
 * takes its share before it is read, step by step as it arrives, and gives it back when its request
 * has been answered. A body that is the only one gets all it asks for, so that whatever a single
 * request may send is taken by a server of any size. Threads may share it.
 */
public final class BodyBudget implements Filter {
  private static final int PART_OF_HEAP = 4;
  private static final ScopedValue<Share> SHARE = ScopedValue.newInstance();

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  /** How much of the budget a sender may fill, beside all others. */
  public enum Part {
    /** All of it: for somebody who is known. */
    WHOLE(1),
    /** Half of it, so that strangers leave the other half to those who are known. */
    HALF(2);

    private final int divisor;

    Part(int divisor) {
      this.divisor = divisor;
    }
  }

  /**
   * Makes a budget.
   *
   * @param bytes how much memory the bodies may take together
   */
  public BodyBudget(long bytes) {
    this.bytes = bytes;
  }

  /** {@return a budget of a quarter of the largest heap that this process may have} */
  public static BodyBudget ofThisProcess() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** {@return how many bytes are taken at the moment} */
  public long taken() {
    return taken.get();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!request.content().hasEntity()) {
      chain.proceed();
      return;
    }
    Share share = new Share();
    try {
      ScopedValue.where(SHARE, share).run(chain::proceed);
    } finally {
      share.giveBack();
    }
  }

  /**
   * Returns what the request that this thread answers has of the budget.
   *
   * @throws NoSuchElementException if it has no body, or did not pass this filter
   */
  static Share share() {
    return SHARE.get();
  }

  /** What one request has taken; the thread that answers it has this to itself. */
  final class Share {
    private long mine;

    private Share() {}

    /**
     * Takes memory.
     *
     * @throws BodyException if the bodies of others leave too little
     */
    void take(long more, Part part) {
      long others;
      do {
        others = taken.get() - mine;
        requireRoom(others, mine + more, part);
      } while (!taken.compareAndSet(others + mine, others + mine + more));
      mine += more;
    }

    /**
     * Refuses what could not be taken now, and takes nothing.
     *
     * @throws BodyException if the bodies of others leave too little
     */
    void requireRoom(long all, Part part) {
      requireRoom(taken.get() - mine, all, part);
    }

    private void requireRoom(long others, long all, Part part) {
      if (others > 0 && others + all > bytes / part.divisor) {
        throw BodyException.noRoom();
      }
    }

    private void giveBack() {
      taken.addAndGet(-mine);
      mine = 0;
    }
  }
}
