package dev.coffer.sandbox.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes the parts of one message, one after the other. One thread uses it. */
final class PartWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final JsonGenerator generator;

  PartWriter(String kind) {
    try {
      generator = JSON.createGenerator(bytes);
      generator.writeStartArray();
      generator.writeString(kind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PartWriter text(String text) {
    return write(() -> generator.writeString(text));
  }

  PartWriter text(Optional<String> text) {
    return text.map(this::text).orElseGet(() -> write(generator::writeNull));
  }

  PartWriter number(long number) {
    return write(() -> generator.writeNumber(number));
  }

  PartWriter flag(boolean flag) {
    return write(() -> generator.writeBoolean(flag));
  }

  /** Ends the message. */
  byte[] line() {
    write(generator::writeEndArray);
    write(generator::close);
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private interface Writing {
    void write() throws IOException;
  }

  private PartWriter write(Writing part) {
    try {
      part.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
