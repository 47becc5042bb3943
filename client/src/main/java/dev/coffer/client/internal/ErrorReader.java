package dev.coffer.client.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.ErrorAnswer;
import dev.coffer.client.errors.FieldViolation;
import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.wire.ApiHeaders;
import dev.coffer.wire.ErrorCode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one place where an answer that is no success becomes an exception. */
final class ErrorReader {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final String NO_REASON = "the server refused, and does not say why";

  private record Body(String message, String details) {}

  private ErrorReader() {}

  static CofferException read(HttpAnswer answer) {
    try {
      Body body = body(answer.body());
      JsonTree details = JsonTree.parse(body.details().getBytes(StandardCharsets.UTF_8));
      return new ErrorAnswer(
              answer.status(),
              code(details),
              body.message(),
              body.details(),
              answer.header().apply(ApiHeaders.REQUEST_ID),
              retryAfter(answer),
              violations(details))
          .exception();
    } catch (IOException | JsonTree.ShapeException e) {
      return new UnexpectedAnswerException(answer.status());
    }
  }

  /** The details are kept as they were sent, for programs that hand them on. */
  private static Body body(byte[] utf8) throws IOException {
    String message = NO_REASON;
    StringWriter details = new StringWriter();
    try (JsonParser parser = JsonTree.FACTORY.createParser(utf8);
        JsonGenerator copy = JsonTree.FACTORY.createGenerator(details)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("details") && value == JsonToken.START_OBJECT) {
          copy.copyCurrentStructure(parser);
        } else if (name.equals("message") && value == JsonToken.VALUE_STRING) {
          message = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new IOException("there is something behind the object");
      }
    }
    return new Body(message, details.toString());
  }

  private static String code(JsonTree details) {
    return details
        .optionalChild("applicationError")
        .flatMap(error -> error.optionalText("code"))
        .orElse(ErrorCode.INVALID_ARGUMENT.name());
  }

  private static List<FieldViolation> violations(JsonTree details) {
    return details.optionalChild("validationError").stream()
        .flatMap(error -> error.elements("fieldViolations"))
        .map(violation ->
            new FieldViolation(
                violation.optionalText("field").orElse(""),
                violation.optionalText("description").orElse(""),
                violation.optionalText("violatedRule").orElse("")))
        .toList();
  }

  private static Optional<Duration> retryAfter(HttpAnswer answer) {
    return answer
        .header()
        .apply("Retry-After")
        .filter(SECONDS.asMatchPredicate())
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }
}
