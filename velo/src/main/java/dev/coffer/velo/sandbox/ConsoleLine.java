package dev.coffer.velo.sandbox;

import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.StackFrame;

/**
 * What code said with {@code console.log} and its like.
 *
 * @param level {@code debug}, {@code info}, {@code log}, {@code warn} or {@code error}
 * @param text what was said, formatted, at most 64 KiB
 * @param file the path from the site's directory; empty if it is not known
 * @param line counted from 1; 0 if it is not known
 */
public record ConsoleLine(String level, String text, String file, int line) {
  /** Returns what the process that runs code tells. */
  static ConsoleLine of(FromChild.Said said) {
    return new ConsoleLine(
        said.level().method(),
        said.text(),
        said.place().map(StackFrame::file).orElse(""),
        said.place().map(StackFrame::line).orElse(0));
  }
}
