package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
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
    List<Frame> stack) {
  /**
   * One line of a stack.
   *
   * @param function empty outside of functions
   * @param file the path from the site's directory
   * @param line counted from 1
   * @param column counted from 1
   */
  public record Frame(String function, String file, int line, int column) {}
}
