package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A function that a file exports.
 *
 * @param name the name it is exported by; {@code default} for the default export
 * @param permission the first argument of {@code webMethod}, as it stands; empty if the function
 *     was not made by {@code webMethod}
 * @param parameters in order
 * @param line where it is exported, counted from 1
 */
public record ExportedFunction(
    String name, Optional<String> permission, List<Parameter> parameters, int line) {
  /**
   * A parameter as it is written.
   *
   * @param name its name; for a destructured one {@code param1}, {@code param2}, … by its place
   * @param destructured whether it is a pattern
   * @param rest whether it takes all arguments from its place on
   * @param example what somebody who fills it in begins with: the names that a pattern takes out,
   *     defaults that are written as plain values, and empty text for all else
   */
  public record Parameter(String name, boolean destructured, boolean rest, JsonNode example) {}
}
