package dev.coffer.velo.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs calls again that ended because their process did, or had no memory left: one after the
 * other, in a process where no other call is. The one at fault does the same once more, and harms
 * nobody. Threads may share it.
 */
final class IsolatedRetry {
  private final Supplier<ScriptProcess> starter;
  private final Semaphore turn = new Semaphore(1, true);
  private int waiting;
  private Optional<ScriptProcess> current = Optional.empty();

  /**
   * @param starter starts a process that loads the site's files
   */
  IsolatedRetry(Supplier<ScriptProcess> starter) {
    this.starter = starter;
  }

  /**
   * Runs a call when it is its turn.
   *
   * @param site the number of the loading whose code it is
   * @param left how many nanoseconds it has; waiting for its turn counts, the start of a process
   *     does not
   * @param grace how long after that it may take to be stopped
   */
  CallOutcome run(Call call, long site, Host host, long left, Duration grace)
      throws InterruptedException {
    come();
    try {
      long deadline = System.nanoTime() + left;
      if (!turn.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        return new CallOutcome.TimedOut();
      }
      return runNow(call, site, host, deadline - System.nanoTime(), grace);
    } finally {
      go();
    }
  }

  private synchronized void come() {
    waiting++;
  }

  private synchronized void go() {
    waiting--;
    if (waiting == 0) {
      close();
    }
  }

  private CallOutcome runNow(Call call, long site, Host host, long left, Duration grace)
      throws InterruptedException {
    ScriptProcess process;
    RunningCall running;
    try {
      process = process();
      running = process.begin(new RunningCall(host, process.takeSlot(), turn::release));
    } catch (RuntimeException e) {
      turn.release();
      return new CallOutcome.Died("The process that runs code cannot be started");
    }
    Optional<CallOutcome> outcome = Optional.empty();
    try {
      if (process.awaitReady(Sandbox.LONGEST_START)) {
        long deadline = System.nanoTime() + Math.max(0, left);
        running.sendAnew(call, site, Math.max(0, left));
        outcome = running.await(deadline + grace.toNanos());
      }
    } finally {
      if (outcome.isEmpty()) {
        process.kill("The code could not be stopped");
        running.abandon();
      }
    }
    return outcome.orElseGet(CallOutcome.TimedOut::new);
  }

  private synchronized ScriptProcess process() {
    if (current.filter(ScriptProcess::isUsable).isEmpty()) {
      current = Optional.of(starter.get());
    }
    return current.get();
  }

  /** Ends the process. */
  synchronized void close() {
    current.ifPresent(process -> process.kill("The runner ended"));
    current = Optional.empty(); // The next caller must not get it while it ends.
  }
}
