package dev.coffer.benchmarks;

/** Waiting for another process. */
final class Pause {
  private Pause() {}

  static void milliseconds(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }
}
