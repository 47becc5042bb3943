package dev.coffer.velo.testing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** JSON as people read and type it. */
final class JsonText {
  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final ObjectWriter PRETTY =
      MAPPER.writer(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                      .withObjectEmptySeparator("")
                      .withArrayEmptySeparator(""))
              .withObjectIndenter(INDENTER)
              .withArrayIndenter(INDENTER));

  private JsonText() {}

  static String pretty(JsonNode json) {
    return text(PRETTY, json);
  }

  /** In one line. */
  static String compact(JsonNode json) {
    return text(MAPPER.writer(), json);
  }

  private static String text(ObjectWriter writer, JsonNode json) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new LikeJavaScript(MAPPER.getFactory().createGenerator(text))) {
      writer.writeValue(generator, json);
    } catch (IOException e) {
      throw new UncheckedIOException("JSON cannot be written as text", e);
    }
    return text.toString();
  }

  /** Writes numbers as JavaScript does: {@code 1e+21} and not {@code 1.0E21}. */
  private static final class LikeJavaScript extends JsonGeneratorDelegate {
    private static final int SMALLEST_EXPONENT = -7;
    private static final int LARGEST_EXPONENT = 21;

    LikeJavaScript(JsonGenerator generator) {
      super(generator);
    }

    @Override
    public void writeNumber(double number) throws IOException {
      delegate.writeNumber(text(new BigDecimal(Double.toString(number))));
    }

    @Override
    public void writeNumber(BigDecimal number) throws IOException {
      delegate.writeNumber(text(number));
    }

    private static String text(BigDecimal number) {
      BigDecimal shortest = number.stripTrailingZeros();
      int exponent = shortest.precision() - shortest.scale() - 1;
      return exponent > SMALLEST_EXPONENT && exponent < LARGEST_EXPONENT
          ? shortest.toPlainString()
          : shortest.toString().replace('E', 'e');
    }
  }

  static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }
}
