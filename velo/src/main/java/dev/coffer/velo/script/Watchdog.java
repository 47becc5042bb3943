package dev.coffer.velo.script;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops code that runs on past its deadline. Threads may share it. */
final class Watchdog {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("watchdog").daemon().factory());

  Watchdog() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Cancels the realm at a time unless it is called off before. Code that cannot be stopped does
   * not keep it from stopping others.
   *
   * @param deadline in {@link System#nanoTime}
   */
  ScheduledFuture<?> watch(Realm realm, long deadline) {
    return timer.schedule(
        () -> Thread.ofPlatform().name("stop").daemon().start(realm::cancel),
        Math.max(0, deadline - System.nanoTime()),
        TimeUnit.NANOSECONDS);
  }
}
