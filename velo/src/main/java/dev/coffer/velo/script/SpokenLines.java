package dev.coffer.velo.script;

import dev.coffer.velo.script.Pipe.Draft;

/** Sends what code says on the console, up to 1,000 lines. One thread uses it. */
final class SpokenLines {
  private static final int MOST = 1_000;

  private final Pipe pipe;
  private final long conversation;
  private final String whose;
  private int lines;

  /**
   * @param whose such as {@code this call}
   */
  SpokenLines(Pipe pipe, long conversation, String whose) {
    this.pipe = pipe;
    this.conversation = conversation;
    this.whose = whose;
  }

  /** Returns whether another line is sent. */
  boolean listens() {
    return lines < MOST;
  }

  /** Sends a line with the place that it comes from. */
  void say(String level, String text, String stack) {
    lines++;
    Draft line = pipe.draft("say", conversation).with("level", level);
    if (lines == MOST) {
      line.with("text", "Further lines of " + whose + " are not shown").send();
      return;
    }
    line.with("text", text).withStack(Frames.of(stack).stream().limit(1).toList()).send();
  }
}
