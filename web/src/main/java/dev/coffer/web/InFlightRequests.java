package dev.coffer.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that are being answered, so that a stop can wait for them and let in no more. The
 * web server's own grace period would wait for idle connections too. Threads may share it.
 */
public final class InFlightRequests {
  private static final Logger LOG = LoggerFactory.getLogger(InFlightRequests.class);
  private static final int ALL = Integer.MAX_VALUE;

  private final Semaphore places = new Semaphore(ALL);
  private volatile boolean closed;

  /** Lets every request in, until the stop. */
  public InFlightRequests() {}

  /**
   * Lets a request in, unless the server is about to stop.
   *
   * @return whether it is let in, and must {@link #leave}
   */
  public boolean enter() {
    return !closed && places.tryAcquire();
  }

  /** Ends a request that was let in. */
  public void leave() {
    places.release();
  }

  /**
   * Lets no more in, and waits for those that are in.
   *
   * @param limit how long to wait at most
   */
  public void finish(Duration limit) {
    closed = true;
    try {
      if (!places.tryAcquire(ALL, limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("some requests were not finished in {} s and are cut off", limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
