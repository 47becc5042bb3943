package dev.coffer.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** JSON as this API writes it. */
final class Json {
  /** Each name of a field takes memory, and no body has as many as a hundred. */
  private static final int MOST_TOKENS = 10_000;

  private static final int DEEPEST = 100;

  /**
   * Reports duplicate fields, reads UTF-8 only, and never repeats its input in an exception. It
   * stops at as many tokens or as deep an object as no body of this API has.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxTokenCount(MOST_TOKENS)
                  .maxNestingDepth(DEEPEST)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  /** Writes content with a generator. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] write(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(FACTORY._getBufferRecycler())) {
      try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
        json.writeStartObject();
        content.write(json);
        json.writeEndObject();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes content while it is made. If the content fails, nothing is written that would end the
   * text as if it were whole, and the stream stays open.
   */
  static void write(OutputStream out, Content content) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    json.writeStartObject();
    content.write(json);
    json.writeEndObject();
    json.close();
  }

  /**
   * Refuses what is not UTF-8. The parser itself would let overlong forms pass.
   *
   * @throws InvalidArgument if the bytes are not UTF-8
   */
  static void requireUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer undecoded = ByteBuffer.wrap(bytes);
    CharBuffer decoded = CharBuffer.allocate(1024);
    CoderResult result;
    do {
      decoded.clear();
      result = decoder.decode(undecoded, decoded, true);
    } while (result.isOverflow());
    Arrays.fill(decoded.array(), '\0');
    if (result.isError()) {
      throw new InvalidArgument("body", Rule.FORMAT, "must be UTF-8");
    }
  }

  static String date(Instant instant) {
    return MILLISECONDS.format(instant);
  }
}
