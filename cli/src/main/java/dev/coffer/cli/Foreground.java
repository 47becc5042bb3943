package dev.coffer.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Runs what serves until it is told to stop. */
final class Foreground {
  private Foreground() {}

  /**
   * Starts something and returns when the calling thread is interrupted, or never, because the
   * process is told to end; either way it is closed.
   */
  static void run(Callable<AutoCloseable> start) {
    FutureTask<AutoCloseable> started = new FutureTask<>(start);
    // Before the start, because whoever finds it may tell it to end in the same moment.
    Thread onExit = new Thread(() -> closeIfStarted(started), "stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    started.run();
    requireStarted(started);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      closeIfStarted(started);
    }
  }

  private static void requireStarted(FutureTask<AutoCloseable> started) {
    if (started.state() == Future.State.FAILED) {
      throw started.exceptionNow() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(started.exceptionNow());
    }
  }

  /** Waits for a start that is under way, so that nothing is left half made. */
  private static void closeIfStarted(FutureTask<AutoCloseable> started) {
    try {
      started.get().close();
    } catch (ExecutionException e) {
      // It did not start, which whoever started it is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the stop failed", e);
    }
  }
}
