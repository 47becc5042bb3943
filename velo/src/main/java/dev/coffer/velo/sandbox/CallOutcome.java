package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** How a call ended. */
public sealed interface CallOutcome {
  /**
   * The function returned, or its promise was fulfilled.
   *
   * @param value as {@code JSON.stringify} gives it; empty if that is {@code undefined}
   */
  record Returned(Optional<JsonNode> value) implements CallOutcome {}

  /** The function threw, or its promise was rejected, or it is not there. */
  record Threw(ScriptError error) implements CallOutcome {}

  /** The deadline passed. */
  record TimedOut() implements CallOutcome {}

  /**
   * The process ended under the call, or refused it.
   *
   * @param reason a sentence for the developer, such as that the memory was used up
   */
  record Died(String reason) implements CallOutcome {}
}
