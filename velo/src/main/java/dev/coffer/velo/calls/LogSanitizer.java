package dev.coffer.velo.calls;

import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.velo.sandbox.ScriptError;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes what a site's code says and throws so that it cannot look like other lines of the log. */
final class LogSanitizer {
  private static final int MOST_FRAMES = 10;

  private LogSanitizer() {}

  /**
   * Returns an error with the places where it was thrown, innermost first, each on a line of its
   * own.
   *
   * @param mask is put on what code chose, before its lines are broken anew
   */
  static String text(ScriptError error, UnaryOperator<String> mask) {
    return lines(mask.apply(error.name() + ": " + error.message()))
        + error.stack().stream()
            .limit(MOST_FRAMES)
            .map(frame -> text(frame, mask))
            .collect(Collectors.joining());
  }

  private static String text(StackFrame frame, UnaryOperator<String> mask) {
    return "\n    at "
        + lines(frame.function().isEmpty() ? "" : mask.apply(frame.function()) + " ")
        + lines(mask.apply(frame.file()))
        + ":"
        + frame.line()
        + ":"
        + frame.column();
  }

  /** Text of code's, which could otherwise look like lines of the log that code did not write. */
  static String lines(String text) {
    return text.replaceAll("\\R", "\n    ").replaceAll("[\\p{Cntrl}&&[^\n\t]]", "�");
  }
}
