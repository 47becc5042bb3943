package dev.coffer.sandbox.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Optional;

/** Reads the parts of one message, one after the other. One thread uses it. */
final class PartReader {
  private final JsonParser parser;

  /**
   * How long a line and a text in it may be.
   *
   * @param line in bytes
   */
  record Limits(int line, JsonFactory json) {
    /**
     * What code returned is the longest: 8 Mi characters of JSON, each escaped by up to 6 bytes,
     * and 2 MiB for the error that it may belong to.
     */
    static final Limits FROM_CHILD = new Limits(50 << 20, withTextsOf(16 << 20));

    /** A site's files are the longest: 16 MiB, each byte escaped by up to 6. */
    static final Limits TO_CHILD = new Limits(128 << 20, withTextsOf(64 << 20));

    private static JsonFactory withTextsOf(int characters) {
      return JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1)
                  .maxStringLength(characters)
                  .maxNumberLength(20)
                  .build())
          .build();
    }
  }

  /** Makes a message of parts. */
  interface Reading<M> {
    M read(PartReader parts) throws ProtocolViolation;
  }

  private PartReader(JsonParser parser) {
    this.parser = parser;
  }

  static <M> M read(byte[] line, Limits limits, Reading<M> reading) throws ProtocolViolation {
    if (line.length > limits.line()) {
      throw new ProtocolViolation("a line is too long");
    }
    try (JsonParser parser = limits.json().createParser(line)) {
      PartReader parts = new PartReader(parser);
      parts.expect(JsonToken.START_ARRAY);
      M message = reading.read(parts);
      parts.expect(JsonToken.END_ARRAY);
      if (parser.nextToken() != null) {
        throw new ProtocolViolation("a line goes on after its message");
      }
      return message;
    } catch (IOException e) {
      throw new ProtocolViolation("a line is no message");
    }
  }

  String text() throws ProtocolViolation {
    return optionalText().orElseThrow(PartReader::wrongPart);
  }

  Optional<String> optionalText() throws ProtocolViolation {
    return switch (next()) {
      case VALUE_STRING -> Optional.of(string());
      case VALUE_NULL -> Optional.empty();
      default -> throw wrongPart();
    };
  }

  long number() throws ProtocolViolation {
    expect(JsonToken.VALUE_NUMBER_INT);
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw wrongPart();
    }
  }

  int smallNumber() throws ProtocolViolation {
    long number = number();
    if (number != (int) number) {
      throw wrongPart();
    }
    return (int) number;
  }

  /** Returns how many of something follow. */
  int count(int most) throws ProtocolViolation {
    int count = smallNumber();
    if (count < 0 || count > most) {
      throw new ProtocolViolation("a list in a message is too long");
    }
    return count;
  }

  boolean flag() throws ProtocolViolation {
    return switch (next()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrongPart();
    };
  }

  private String string() throws ProtocolViolation {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw wrongPart();
    }
  }

  private void expect(JsonToken token) throws ProtocolViolation {
    if (next() != token) {
      throw wrongPart();
    }
  }

  private JsonToken next() throws ProtocolViolation {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw wrongPart();
      }
      return token;
    } catch (IOException e) {
      throw new ProtocolViolation("a line is no JSON");
    }
  }

  private static ProtocolViolation wrongPart() {
    return new ProtocolViolation("a message lacks a part, or has a wrong one");
  }
}
