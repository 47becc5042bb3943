package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one place where the server's errors become words for the person at the command line. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** Returns what to tell when the server answered with anything but a success. */
  static CommandFailure of(
      URI server, Key key, int status, HttpHeaders headers, Optional<JsonNode> body) {
    Optional<JsonNode> details =
        body.map(answer -> answer.path("details")).filter(JsonNode::isObject);
    if (details.isEmpty()) {
      return new CommandFailure(
          ExitCode.NO_SERVER,
          "what answered at "
              + server
              + " is not a Coffer server (status "
              + status
              + "); look at the address, and at any proxy on the way");
    }
    return new CommandFailure(
        exitCode(status), message(body.get(), details.get()) + hint(status, key, headers));
  }

  private static String message(JsonNode body, JsonNode details) {
    JsonNode violations = details.path("validationError").path("fieldViolations");
    if (violations.isEmpty()) {
      return body.path("message").asText("the server refused, and does not say why");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode violation : violations) {
      lines.add(
          withoutEnvelope(violation.path("field").asText())
              + " "
              + violation.path("description").asText());
    }
    return String.join("\n", lines);
  }

  /** The wire says {@code secret.name} where the command line has only a name. */
  private static String withoutEnvelope(String field) {
    return field.replaceFirst("^(secret|apiKey|site|owner)\\.", "");
  }

  private static String hint(int status, Key key, HttpHeaders headers) {
    return switch (status) {
      case 401, 403 -> "; the key is the one in " + key.origin();
      case 429 -> hint(headers, "Retry-After", "; try again in ", " seconds");
      case 500, 503 -> hint(headers, "X-Wix-Request-Id", "; the request id is ", "");
      default -> "";
    };
  }

  private static String hint(HttpHeaders headers, String header, String before, String after) {
    return headers.firstValue(header).map(value -> before + value + after).orElse("");
  }

  private static ExitCode exitCode(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 404 -> ExitCode.NOT_FOUND;
      default -> ExitCode.FAILED;
    };
  }
}
