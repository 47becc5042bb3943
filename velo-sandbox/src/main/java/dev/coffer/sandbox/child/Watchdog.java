package dev.coffer.sandbox.child;

import dev.coffer.sandbox.engine.Limit;
import dev.coffer.sandbox.engine.Realm;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops code that runs on past its limit. Threads may share it. */
final class Watchdog {
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("watchdog").daemon().factory());

  Watchdog() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Cancels the realm when the limit is reached, unless the watch is closed before. Code that
   * cannot be stopped does not keep it from stopping others.
   */
  Watch watch(Realm realm, Limit limit) {
    Watch watch = new Watch(realm, limit);
    watch.waitFor(limit.left());
    return watch;
  }

  /** Looks after one run of code until it is closed. */
  final class Watch implements AutoCloseable {
    private final Realm realm;
    private final Limit limit;
    private Optional<Future<?>> next = Optional.empty();
    private boolean closed;

    private Watch(Realm realm, Limit limit) {
      this.realm = realm;
      this.limit = limit;
    }

    private synchronized void waitFor(long left) {
      long wait = Math.max(left, SHORTEST_WAIT_NANOS);
      next = Optional.of(timer.schedule(this::look, wait, TimeUnit.NANOSECONDS));
    }

    private synchronized void look() {
      if (closed) {
        return;
      }
      long left = limit.left();
      if (left > 0) {
        waitFor(left);
      } else {
        Thread.ofPlatform().name("stop").daemon().start(realm::cancel);
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      next.ifPresent(look -> look.cancel(false));
    }
  }
}
