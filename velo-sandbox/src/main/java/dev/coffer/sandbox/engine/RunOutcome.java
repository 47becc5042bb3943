package dev.coffer.sandbox.engine;

import java.util.List;
import java.util.Optional;

/** How a run of code ended. */
public sealed interface RunOutcome {
  /** It returned JSON, or {@code undefined}. */
  record Returned(Optional<String> json) implements RunOutcome {}

  /** It threw; the details are JSON. */
  record Threw(
      String name,
      String message,
      Optional<String> code,
      Optional<String> details,
      List<Frames.Frame> stack)
      implements RunOutcome {
    /** Returns an error without code, details and stack. */
    public static Threw plain(String name, String message) {
      return new Threw(name, message, Optional.empty(), Optional.empty(), List.of());
    }
  }

  /** It was stopped at its deadline. */
  record TimedOut() implements RunOutcome {}

  /** It was stopped because hardly any memory was left, and it seemed to have most of it. */
  record Exhausted() implements RunOutcome {}
}
