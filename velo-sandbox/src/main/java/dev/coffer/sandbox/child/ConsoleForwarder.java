package dev.coffer.sandbox.child;

import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.StackFrame;
import java.util.Optional;

/** Sends what code says on the console, up to 1,000 lines. One thread uses it. */
final class ConsoleForwarder {
  private static final int MOST = 1_000;

  private final Pipe pipe;
  private final long exchange;
  private final String whose;
  private int lines;

  /**
   * @param whose such as {@code this call}
   */
  ConsoleForwarder(Pipe pipe, long exchange, String whose) {
    this.pipe = pipe;
    this.exchange = exchange;
    this.whose = whose;
  }

  /** Returns whether another line is sent. */
  boolean listens() {
    return lines < MOST;
  }

  /** Sends a line with the place that it comes from. */
  void say(ConsoleLevel level, String text, Optional<StackFrame> place) {
    lines++;
    pipe.send(
        lines == MOST
            ? new FromChild.Said(
                exchange, level, "Further lines of " + whose + " are not shown", Optional.empty())
            : new FromChild.Said(exchange, level, text, place));
  }
}
