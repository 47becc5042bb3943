package dev.coffer.sandbox.child;

import dev.coffer.sandbox.child.Pipe.Draft;
import dev.coffer.sandbox.engine.Frames;

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
  void say(String level, String text, String stack) {
    lines++;
    Draft line = pipe.draft("say", exchange).with("level", level);
    if (lines == MOST) {
      line.with("text", "Further lines of " + whose + " are not shown").send();
      return;
    }
    line.with("text", text).withStack(Frames.of(stack).stream().limit(1).toList()).send();
  }
}
