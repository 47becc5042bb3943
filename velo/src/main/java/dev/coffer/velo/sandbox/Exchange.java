package dev.coffer.velo.sandbox;

import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a process says under one number. Messages come on the process's thread, and wait. */
abstract class Exchange {
  static final String BROKEN_PROTOCOL =
      "The process that ran the code was ended, since it did not keep to its protocol";

  private static final int MOST_LINES = 1_000;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private @Nullable ScriptProcess process;
  private long number;
  private int lines;

  /** What happened. */
  sealed interface Event {}

  /** A message came. */
  record Received(FromChild.InExchange message) implements Event {}

  /** The process ended. */
  record Died(String reason) implements Event {}

  void opened(ScriptProcess opener, long as) {
    process = opener;
    number = as;
  }

  long number() {
    return number;
  }

  ScriptProcess process() {
    return Objects.requireNonNull(process, "an exchange is opened before it is used");
  }

  /**
   * Takes a message, quickly.
   *
   * @throws ProtocolViolation if the process may not say that now
   */
  void receive(FromChild.InExchange message) throws ProtocolViolation {
    if (accept(message)) {
      events.add(new Received(message));
    }
  }

  /**
   * Judges a message when it comes, on the thread that reads, and does what can be done at once.
   *
   * @return whether there is more to do, for the thread that waits
   */
  abstract boolean accept(FromChild.InExchange message) throws ProtocolViolation;

  /**
   * Counts a line of the console.
   *
   * @throws ProtocolViolation if it is one more than a process says by itself
   */
  void countLine() throws ProtocolViolation {
    if (++lines > MOST_LINES) {
      throw new ProtocolViolation("too much is said");
    }
  }

  void died(String reason) {
    events.add(new Died(reason));
  }

  /**
   * Returns what happened next, or nothing if it takes too long.
   *
   * @param deadline in {@link System#nanoTime}
   */
  Optional<Event> next(long deadline) throws InterruptedException {
    return Optional.ofNullable(
        events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
  }
}
