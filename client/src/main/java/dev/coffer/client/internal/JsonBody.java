package dev.coffer.client.internal;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The JSON of a request: one object with fields, in an object that names it. Closing wipes it. */
public final class JsonBody implements AutoCloseable {
  private final WipedBytes out = new WipedBytes();
  private final JsonGenerator json;
  private byte[] whole = new byte[0];

  private static final class WipedBytes extends ByteArrayOutputStream {
    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  /**
   * Begins a body.
   *
   * @param name what the object in it is called
   */
  public JsonBody(String name) {
    try {
      json = JsonTree.FACTORY.createGenerator(out, JsonEncoding.UTF8);
      json.writeStartObject();
      json.writeObjectFieldStart(name);
    } catch (IOException e) {
      throw unwritable();
    }
  }

  /** Adds a text. */
  public void put(String field, String text) {
    write(() -> json.writeStringField(field, text));
  }

  /** Adds a text. */
  public void put(String field, char[] text) {
    write(() -> {
      json.writeFieldName(field);
      json.writeString(text, 0, text.length);
    });
  }

  /** Adds a flag. */
  public void put(String field, boolean flag) {
    write(() -> json.writeBooleanField(field, flag));
  }

  /** Adds texts. */
  public void put(String field, List<String> texts) {
    write(() -> {
      json.writeArrayFieldStart(field);
      for (String text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
    });
  }

  /** Ends the body, and returns it. It is wiped when this is closed. */
  public byte[] utf8() {
    write(json::close);
    whole = out.toByteArray();
    return whole;
  }

  private static void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw unwritable();
    }
  }

  private static IllegalArgumentException unwritable() {
    return new IllegalArgumentException("the text cannot be written as JSON");
  }

  /** Wipes the body. */
  @Override
  public void close() {
    out.wipe();
    Arrays.fill(whole, (byte) 0);
  }
}
