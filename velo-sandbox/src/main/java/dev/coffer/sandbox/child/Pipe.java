package dev.coffer.sandbox.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.coffer.sandbox.engine.Frames;
import dev.coffer.sandbox.engine.RunOutcome;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The two pipes to the process that holds the key: a JSON object a line, whose members are text, or
 * for files objects of text. JSON that belongs to code travels as text, and is not looked into.
 * Threads may share it for writing.
 */
final class Pipe {
  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();
  private final BufferedReader in;
  private final OutputStream out;

  /** A line that came in. */
  record Message(String kind, Map<String, String> members, Map<String, String> files) {
    String text(String name) {
      return members.getOrDefault(name, "");
    }

    Optional<String> optional(String name) {
      return Optional.ofNullable(members.get(name));
    }

    long number(String name) {
      return Long.parseLong(text(name));
    }
  }

  Pipe(InputStream in, OutputStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
    this.out = out;
  }

  /** Returns the next line, or nothing once the other end is closed. */
  Optional<Message> read() throws IOException {
    String line = in.readLine();
    if (line == null) {
      return Optional.empty();
    }
    Map<String, String> members = new LinkedHashMap<>();
    Map<String, String> files = new TreeMap<>();
    try (JsonParser parser = json.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            files.put(parser.currentName(), parser.nextTextValue());
          }
        } else {
          members.put(name, parser.getText());
        }
      }
    }
    return Optional.of(new Message(members.getOrDefault("kind", ""), members, files));
  }

  /** Starts a message; {@link Draft#send} ends it. */
  Draft draft(String kind, long call) {
    return new Draft(kind).with("call", call);
  }

  /** A message that is being written. One thread writes it. */
  final class Draft {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final JsonGenerator generator;

    private Draft(String kind) {
      try {
        generator = json.createGenerator(bytes);
        generator.writeStartObject();
        generator.writeStringField("kind", kind);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Draft with(String name, String value) {
      try {
        generator.writeStringField(name, value);
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Draft with(String name, Optional<String> value) {
      return value.map(text -> with(name, text)).orElse(this);
    }

    Draft with(String name, long value) {
      try {
        generator.writeNumberField(name, value);
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Draft with(String name, boolean value) {
      try {
        generator.writeBooleanField(name, value);
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** Adds an error. */
    Draft with(RunOutcome.Threw threw) {
      return with("name", threw.name())
          .with("message", threw.message())
          .with("code", threw.code())
          .with("details", threw.details())
          .withStack(threw.stack());
    }

    /** Adds places in files. */
    Draft withStack(List<Frames.Frame> frames) {
      try {
        generator.writeArrayFieldStart("stack");
        for (Frames.Frame frame : frames) {
          generator.writeStartObject();
          generator.writeStringField("function", frame.function());
          generator.writeStringField("file", frame.file());
          generator.writeNumberField("line", frame.line());
          generator.writeNumberField("column", frame.column());
          generator.writeEndObject();
        }
        generator.writeEndArray();
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void send() {
      try {
        generator.writeEndObject();
        generator.close();
        bytes.write('\n');
        synchronized (out) {
          bytes.writeTo(out);
          out.flush();
        }
      } catch (IOException e) {
        // Nobody listens any more, so nobody needs this process.
        Runtime.getRuntime().halt(0);
      }
    }
  }
}
