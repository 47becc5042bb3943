package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.StackFrame;
import java.util.List;
import java.util.Optional;

/**
 * An error as JavaScript threw it.
 *
 * @param name such as {@code TypeError}; {@code Error} for anything but an error object
 * @param message its message, or the thrown value as text
 * @param code its property {@code code}, where there is one
 * @param details its property {@code details} as JSON, where there is one
 * @param stack where it was thrown, innermost first, in terms of the site's files alone
 */
public record ScriptError(
    String name,
    String message,
    Optional<String> code,
    Optional<JsonNode> details,
    List<StackFrame> stack) {
  /** Returns what a run threw, without details that are no JSON. */
  static ScriptError of(RunOutcome.Threw threw) {
    return new ScriptError(
        threw.name(),
        threw.message(),
        threw.code(),
        threw.details().flatMap(CodeJson::readIfPossible),
        threw.stack());
  }
}
