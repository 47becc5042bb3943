package dev.coffer.server.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.secrets.SecretFields;
import dev.coffer.server.secrets.SecretValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code {"id":…, "secret":{"name":…, "value":…, "description":…}}}. Unknown fields are
 * passed over, as Wix does; a null is a field that is not there. The value goes from the parser's
 * characters to bytes without ever being a string.
 */
final class SecretJson {
  private Optional<String> id = Optional.empty();
  private Optional<String> name = Optional.empty();
  private Optional<SecretValue> value = Optional.empty();
  private Optional<String> description = Optional.empty();
  private final List<Violation> malformed = new ArrayList<>();

  private SecretJson() {}

  /**
   * What a body holds.
   *
   * @param id the id, if it is given
   * @param fields the secret's fields, to be closed
   */
  record Body(Optional<String> id, SecretFields fields) {
    /** Shows nothing: any field may hold what was meant for another. */
    @Override
    public String toString() {
      return "‹body›";
    }
  }

  /**
   * Reads a body.
   *
   * @param body JSON in UTF-8; wiped when this returns or throws
   * @throws InvalidArgument if it is not a JSON object
   */
  static Body read(byte[] body) {
    SecretJson reader = new SecretJson();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      reader.readBody(json);
      return new Body(
          reader.id,
          new SecretFields(reader.name, reader.value, reader.description, reader.malformed));
    } catch (InvalidArgument e) {
      reader.value.ifPresent(SecretValue::close);
      throw e;
    } catch (JsonProcessingException e) {
      reader.value.ifPresent(SecretValue::close);
      throw notJson(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** The exception's own message is not used, because it may quote the body. */
  static InvalidArgument notJson(JsonProcessingException e) {
    return new InvalidArgument(
        "body",
        Rule.FORMAT,
        "must be valid JSON"
            + Optional.ofNullable(e.getLocation())
                .map(at -> "; line " + at.getLineNr() + ", column " + at.getColumnNr() + " is not")
                .orElse(""));
  }

  private void readBody(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    if (first == null) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new InvalidArgument("body", Rule.TYPE, "must be a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = text(json, "id");
        case "secret" -> readSecret(json);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new InvalidArgument(
          "body", Rule.FORMAT, "must be one JSON object and nothing after it");
    }
  }

  private void readSecret(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      malformed.add(new Violation("secret", Rule.TYPE, "must be an object"));
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = text(json, "secret.name");
        case "value" -> value = utf8(json, "secret.value").map(SecretValue::takeOver);
        case "description" -> description = text(json, "secret.description");
        default -> json.skipChildren();
      }
    }
  }

  private Optional<String> text(JsonParser json, String field) throws IOException {
    return utf8(json, field).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private Optional<byte[]> utf8(JsonParser json, String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      malformed.add(new Violation(field, Rule.TYPE, "must be a string"));
      json.skipChildren();
      return Optional.empty();
    }
    CharBuffer characters =
        CharBuffer.wrap(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    byte[] room =
        new byte[(int) Math.ceil(characters.length() * (double) encoder.maxBytesPerChar())];
    ByteBuffer encoded = ByteBuffer.wrap(room);
    try {
      CoderResult result = encoder.encode(characters, encoded, true);
      if (result.isError()) {
        result.throwException();
      }
      return Optional.of(Arrays.copyOf(room, encoded.position()));
    } catch (CharacterCodingException e) {
      malformed.add(
          new Violation(
              field, Rule.FORMAT, "must be valid Unicode, without half of a surrogate pair"));
      return Optional.empty();
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }
}
