package dev.coffer.sandbox.protocol;

import java.util.List;
import java.util.Optional;

/** How a run of code ended, as the process tells that ran it. */
public sealed interface RunOutcome {
  /**
   * It returned, or its promise was fulfilled.
   *
   * @param json as {@code JSON.stringify} gives it; empty if that is {@code undefined}
   */
  record Returned(Optional<String> json) implements RunOutcome {
    @Override
    public String toString() {
      return "Returned[‹json›]";
    }
  }

  /**
   * It threw, or its promise was rejected, or it is not there.
   *
   * @param name such as {@code TypeError}
   * @param message for a person
   * @param code for a program, where there is one
   * @param details JSON, where there are any
   * @param stack where it was thrown, innermost first; at most {@link MessageCodec#MOST_FRAMES}
   */
  record Threw(
      String name,
      String message,
      Optional<String> code,
      Optional<String> details,
      List<StackFrame> stack)
      implements RunOutcome {
    /** Copies the stack. */
    public Threw {
      stack = List.copyOf(stack);
    }

    /** Returns an error without code, details and stack. */
    public static Threw plain(String name, String message) {
      return new Threw(name, message, Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public String toString() {
      return "Threw[‹error›]";
    }
  }

  /** It was stopped at its deadline. */
  record TimedOut() implements RunOutcome {}

  /** It was stopped because hardly any memory was left, and it seemed to have most of it. */
  record Exhausted() implements RunOutcome {}
}
