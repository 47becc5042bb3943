package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads JSON that code made, and that travelled as text. Whatever it holds may be forged. */
final class CodeJson {
  private static final int LONGEST_TEXT = 16 * 1024 * 1024;
  private static final int DEEPEST = 500;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEEPEST)
                      .maxStringLength(LONGEST_TEXT)
                      .build())
              .build());

  private CodeJson() {}

  /**
   * Reads a text.
   *
   * @throws IOException if it is no JSON, is nested too deeply or holds too long a number
   */
  static JsonNode read(String text) throws IOException {
    return MAPPER.readTree(text);
  }

  /** Reads a text that code may do without: empty if it cannot be read. */
  static Optional<JsonNode> readIfPossible(String text) {
    try {
      return Optional.of(read(text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
