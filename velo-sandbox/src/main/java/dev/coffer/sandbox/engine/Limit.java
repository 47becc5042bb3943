package dev.coffer.sandbox.engine;

/** How long code may go on. Threads may share it. */
public interface Limit {
  /** Returns how many nanoseconds are left; none or fewer when it is reached. */
  long left();

  /** Counts a wait of so many nanoseconds in which the code had nothing to run. */
  default void idled(long nanoseconds) {}

  /**
   * Returns a limit by the clock on the wall.
   *
   * @param deadline in {@link System#nanoTime}
   */
  static Limit at(long deadline) {
    return () -> deadline - System.nanoTime();
  }
}
