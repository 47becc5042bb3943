package dev.coffer.velo.testing;

import dev.coffer.velo.sandbox.ScriptError;
import java.util.List;
import java.util.Optional;

/**
 * An error as it is shown.
 *
 * @param name such as {@code TypeError}
 * @param message as it was thrown
 * @param code its code, where it has one
 * @param details its details as JSON text, where it has some
 * @param stack where it was thrown, innermost first
 */
public record Problem(
    String name,
    String message,
    Optional<String> code,
    Optional<String> details,
    List<Frame> stack) {
  /**
   * One line of a stack.
   *
   * @param function empty outside of functions
   * @param location where it is
   */
  public record Frame(String function, SourceLocation location) {}

  private static final int MOST_FRAMES = 50;

  /** Returns an error of a file that does not load; loading gives no secrets to code. */
  static Problem ofLoading(ScriptError error) {
    return new Problem(
        error.name(),
        error.message(),
        error.code(),
        error.details().map(JsonText::pretty),
        error.stack().stream()
            .limit(MOST_FRAMES)
            .map(at ->
                new Frame(at.function(), new SourceLocation(at.file(), at.line(), at.column())))
            .toList());
  }

  static Problem of(ScriptError error, Mask mask) {
    return new Problem(
        mask.of(error.name()),
        Texts.cut(mask.of(error.message())),
        error.code().map(mask::of),
        error.details().map(mask::of).map(JsonText::pretty).map(Texts::cut),
        error.stack().stream()
            .limit(MOST_FRAMES)
            .map(at ->
                new Frame(
                    mask.of(at.function()),
                    new SourceLocation(mask.of(at.file()), at.line(), at.column())))
            .toList());
  }
}
