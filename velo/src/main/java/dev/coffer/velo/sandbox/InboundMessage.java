package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A message of the process that runs code. Whatever it holds may be forged. */
record InboundMessage(String kind, long call, JsonNode members) {
  /** How long a line may be: a result and its quotation marks, each escaped. */
  static final int LONGEST_LINE = 48 * 1024 * 1024;

  private static final int LONGEST_TEXT = 16 * 1024 * 1024;
  private static final int DEEPEST_PAYLOAD = 500;
  private static final int LONGEST_CONSOLE_LINE = 64 * 1024;
  private static final int MOST_FRAMES = 100;
  private static final Set<String> LEVELS = Set.of("debug", "info", "log", "warn", "error");

  private static final ObjectMapper ENVELOPES = mapper(4);
  private static final ObjectMapper PAYLOADS = mapper(DEEPEST_PAYLOAD);

  /** A line is not what the process sends unless somebody else took it over. */
  static final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1;

    ProtocolViolation(String what) {
      super(what);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage(), "every failure has a message");
    }
  }

  static InboundMessage read(byte[] line) throws ProtocolViolation {
    try {
      JsonNode members = ENVELOPES.readTree(line);
      if (members == null
          || !members.path("kind").isTextual()
          || !members.path("call").isIntegralNumber()) {
        throw new ProtocolViolation("a line is no message");
      }
      return new InboundMessage(
          members.get("kind").textValue(), members.get("call").longValue(), members);
    } catch (IOException e) {
      throw new ProtocolViolation("a line is no JSON object");
    }
  }

  /** Returns a text that has to be there. */
  String text(String name) throws ProtocolViolation {
    return optionalText(name)
        .orElseThrow(() -> new ProtocolViolation("a message lacks its " + name));
  }

  Optional<String> optionalText(String name) {
    JsonNode member = members.path(name);
    return member.isTextual() ? Optional.of(member.textValue()) : Optional.empty();
  }

  int number(String name) throws ProtocolViolation {
    JsonNode member = members.path(name);
    if (!member.canConvertToInt() || !member.isIntegralNumber()) {
      throw new ProtocolViolation("a message lacks its " + name);
    }
    return member.intValue();
  }

  boolean isTrue(String name) {
    return members.path(name).asBoolean();
  }

  /** JSON that travels as text. */
  static JsonNode payload(String text) throws IOException {
    return PAYLOADS.readTree(text);
  }

  /** Returns the error that a message tells of. */
  ScriptError error() throws ProtocolViolation {
    return new ScriptError(
        text("name"), text("message"), optionalText("code"), details(), frames());
  }

  /** Returns whether it is a line of the console that no process sends by itself. */
  boolean saysTooMuch() {
    return members.path("text").asText().length() > LONGEST_CONSOLE_LINE;
  }

  /** Returns the line of the console that a message tells of. */
  ConsoleLine consoleLine() throws ProtocolViolation {
    String level = text("level");
    if (!LEVELS.contains(level)) {
      throw new ProtocolViolation("a line of the console has an unknown level");
    }
    List<ScriptError.Frame> frames = frames();
    return new ConsoleLine(
        level,
        text("text"),
        frames.isEmpty() ? "" : frames.getFirst().file(),
        frames.isEmpty() ? 0 : frames.getFirst().line());
  }

  /** Returns the places in files that a message tells of. */
  List<ScriptError.Frame> frames() throws ProtocolViolation {
    List<ScriptError.Frame> frames = new ArrayList<>();
    for (JsonNode frame : members.path("stack")) {
      if (frames.size() == MOST_FRAMES || frame.getNodeType() != JsonNodeType.OBJECT) {
        throw new ProtocolViolation("a stack is malformed");
      }
      frames.add(
          new ScriptError.Frame(
              frame.path("function").asText(),
              frame.path("file").asText(),
              frame.path("line").asInt(),
              frame.path("column").asInt()));
    }
    return List.copyOf(frames);
  }

  private Optional<JsonNode> details() {
    try {
      return optionalText("details").isEmpty()
          ? Optional.empty()
          : Optional.of(payload(optionalText("details").get()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ObjectMapper mapper(int deepest) {
    return new ObjectMapper(
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(deepest)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build());
  }
}
