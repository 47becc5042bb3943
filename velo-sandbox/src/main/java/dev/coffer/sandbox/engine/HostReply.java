package dev.coffer.sandbox.engine;

import java.util.Optional;

/**
 * What the host answers.
 *
 * @param number that of the question
 * @param result JSON; empty if the host refused
 * @param message why it refused
 * @param code why it refused, for machines
 * @param details JSON
 */
public record HostReply(
    int number, Optional<String> result, String message, String code, Optional<String> details) {
  /** Returns a refusal without details. */
  public static HostReply error(int number, String message, String code) {
    return new HostReply(number, Optional.empty(), message, code, Optional.empty());
  }
}
