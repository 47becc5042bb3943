package dev.coffer.client.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A JSON object that was read, of which a caller asks for what it must have. */
public final class JsonTree {
  /** Buffers are not used again, so that no value waits in one for the next text. */
  static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  /** Stands for numbers and null, of which no answer has any. */
  private static final Object OTHER = new Object();

  private final Map<String, Object> fields;

  /** A field is missing, or of another type. */
  public static final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShapeException(String field) {
      super("the field " + field + " is missing, or of another type");
    }
  }

  private JsonTree(Map<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * Reads an object.
   *
   * @throws IOException if it is anything else, has something behind it, or is nested too deeply
   */
  public static JsonTree parse(byte[] utf8) throws IOException {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      JsonTree tree = new JsonTree(object(parser, parser.nextToken()));
      requireEnd(parser);
      return tree;
    }
  }

  /**
   * Checks that a text is one object with a field.
   *
   * @param field empty for none
   * @throws IOException if not
   */
  static void requireObject(byte[] utf8, String field) throws IOException {
    boolean found = field.isEmpty();
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      requireObject(parser.nextToken());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        found |= parser.currentName().equals(field);
        parser.nextToken();
        parser.skipChildren();
      }
      requireEnd(parser);
    }
    if (!found) {
      throw new IOException("the field is missing");
    }
  }

  /**
   * Reads one text of an object, in a form that can be wiped.
   *
   * @throws IOException if there is none
   */
  public static char[] characters(byte[] utf8, String field) throws IOException {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      requireObject(parser.nextToken());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isIt = parser.currentName().equals(field);
        if (parser.nextToken() == JsonToken.VALUE_STRING && isIt) {
          int start = parser.getTextOffset();
          return Arrays.copyOfRange(
              parser.getTextCharacters(), start, start + parser.getTextLength());
        }
        parser.skipChildren();
      }
    }
    throw new IOException("the field is missing");
  }

  private static void requireObject(JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new IOException("there is something behind the object");
    }
  }

  private static Map<String, Object> object(JsonParser parser, JsonToken begin) throws IOException {
    requireObject(begin);
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      fields.put(name, any(parser, parser.nextToken()));
    }
    return fields;
  }

  private static Object any(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> new JsonTree(object(parser, token));
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> OTHER;
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      elements.add(any(parser, token));
      token = parser.nextToken();
    }
    return elements;
  }

  /**
   * Returns a text that must be there.
   *
   * @throws ShapeException if not
   */
  public String text(String field) {
    return optionalText(field).orElseThrow(() -> new ShapeException(field));
  }

  /** Returns a text; empty if there is none of that name. */
  public Optional<String> optionalText(String field) {
    return found(field, String.class);
  }

  /**
   * Returns a flag that must be there.
   *
   * @throws ShapeException if not
   */
  public boolean flag(String field) {
    return found(field, Boolean.class).orElseThrow(() -> new ShapeException(field));
  }

  /** Returns a flag; one that is not there is not set. */
  public boolean optionalFlag(String field) {
    return found(field, Boolean.class).orElse(false);
  }

  /**
   * Returns a date that must be there.
   *
   * @throws ShapeException if not
   */
  public Instant date(String field) {
    try {
      return OffsetDateTime.parse(text(field)).toInstant();
    } catch (DateTimeException e) {
      throw new ShapeException(field);
    }
  }

  /**
   * Returns an object that must be there.
   *
   * @throws ShapeException if not
   */
  public JsonTree child(String field) {
    return optionalChild(field).orElseThrow(() -> new ShapeException(field));
  }

  Optional<JsonTree> optionalChild(String field) {
    return found(field, JsonTree.class);
  }

  /**
   * Returns the objects of a list; none if there is no such field.
   *
   * @throws ShapeException if it is no list, or one of them is anything else
   */
  public Stream<JsonTree> elements(String field) {
    return list(field, JsonTree.class).stream();
  }

  /**
   * Returns the texts of a list; none if there is no such field.
   *
   * @throws ShapeException if it is no list, or one of them is anything else
   */
  public List<String> texts(String field) {
    return list(field, String.class);
  }

  private <T> List<T> list(String field, Class<T> type) {
    if (!(fields.getOrDefault(field, List.of()) instanceof List<?> list)) {
      throw new ShapeException(field);
    }
    List<T> elements = new ArrayList<>();
    for (Object element : list) {
      if (!type.isInstance(element)) {
        throw new ShapeException(field);
      }
      elements.add(type.cast(element));
    }
    return elements;
  }

  private <T> Optional<T> found(String field, Class<T> type) {
    return Optional.ofNullable(fields.get(field)).filter(type::isInstance).map(type::cast);
  }

  /** Shows nothing: what was read may be secret. */
  @Override
  public String toString() {
    return "JsonTree";
  }
}
