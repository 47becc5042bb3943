package dev.coffer.server.api;

import dev.coffer.server.refusal.Aborted;
import dev.coffer.server.refusal.AlreadyExists;
import dev.coffer.server.refusal.FailedPrecondition;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.NotFound;
import dev.coffer.server.refusal.PermissionDenied;
import dev.coffer.server.refusal.Refusal;
import dev.coffer.server.refusal.ResourceExhausted;
import dev.coffer.server.refusal.Unauthenticated;
import dev.coffer.server.refusal.Violation;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.storage.StorageUnavailable;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where refusals and faults become answers, in Wix's error shape: {@code
 * details.validationError} for bad input, {@code details.applicationError} for all else. Wix's
 * client shows an application error's message and description as one text unless they are equal, so
 * they are.
 */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final Status PRECONDITION_REQUIRED = Status.create(428, "Precondition Required");
  private static final Status TOO_MANY_REQUESTS = Status.create(429, "Too Many Requests");
  private static final Header AUTHENTICATE =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"coffer\"");

  private ErrorAnswers() {}

  /** Answers anything that an endpoint threw; logs what is a fault of the server. */
  static Answer of(RuntimeException thrown) {
    return switch (thrown) {
      case Refusal refusal -> of(refusal);
      case HttpRefusal refusal -> of(refusal);
      case CorruptedRecord corrupted ->
          Answer.json(
              Status.INTERNAL_SERVER_ERROR_500,
              applicationError(
                  "INTERNAL",
                  corrupted.getMessage(),
                  corrupted
                      .secret()
                      .map(secret -> Map.of("secretId", secret.toString()))
                      .orElse(Map.of("siteId", corrupted.site().toString()))));
      case StorageUnavailable unavailable -> {
        LOG.error("the database failed: {}", unavailable.getMessage(), unavailable);
        yield Answer.json(
            Status.SERVICE_UNAVAILABLE_503,
            applicationError("UNAVAILABLE", unavailable.getMessage(), Map.of()));
      }
      default -> {
        LOG.error("a request failed", thrown);
        yield Answer.json(
            Status.INTERNAL_SERVER_ERROR_500,
            applicationError(
                "INTERNAL",
                "the server failed; its log has the cause under this X-Wix-Request-Id",
                Map.of()));
      }
    };
  }

  private static Answer of(Refusal refusal) {
    return switch (refusal) {
      case InvalidArgument invalid -> Answer.json(Status.BAD_REQUEST_400, validationError(invalid));
      case Unauthenticated e ->
          Answer.json(Status.UNAUTHORIZED_401, AUTHENTICATE, body("UNAUTHENTICATED", e));
      case PermissionDenied e -> Answer.json(Status.FORBIDDEN_403, body("PERMISSION_DENIED", e));
      case NotFound e -> Answer.json(Status.NOT_FOUND_404, body("NOT_FOUND", e));
      case Aborted e -> Answer.json(Status.CONFLICT_409, body("ABORTED", e));
      case AlreadyExists e -> Answer.json(Status.CONFLICT_409, body("ALREADY_EXISTS", e));
      case FailedPrecondition e ->
          Answer.json(PRECONDITION_REQUIRED, body("FAILED_PRECONDITION", e));
      case ResourceExhausted e ->
          Answer.json(
              TOO_MANY_REQUESTS,
              HeaderValues.create(HeaderNames.RETRY_AFTER, e.retryAfterSeconds()),
              body("RESOURCE_EXHAUSTED", e));
    };
  }

  private static Answer of(HttpRefusal refusal) {
    byte[] body = applicationError(refusal.code(), refusal.getMessage(), Map.of());
    return refusal
        .header()
        .map(header -> Answer.json(refusal.status(), header, body))
        .orElseGet(() -> Answer.json(refusal.status(), body));
  }

  private static byte[] body(String code, Refusal refusal) {
    return applicationError(code, refusal.getMessage(), Map.of());
  }

  static byte[] applicationError(String code, String message, Map<String, String> data) {
    return Json.write(json -> {
      json.writeStringField("message", message);
      json.writeObjectFieldStart("details");
      json.writeObjectFieldStart("applicationError");
      json.writeStringField("code", code);
      json.writeStringField("description", message);
      json.writeObjectFieldStart("data");
      for (Map.Entry<String, String> entry : data.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  static byte[] validationError(InvalidArgument invalid) {
    return Json.write(json -> {
      json.writeStringField("message", invalid.getMessage());
      json.writeObjectFieldStart("details");
      json.writeObjectFieldStart("validationError");
      json.writeArrayFieldStart("fieldViolations");
      for (Violation violation : invalid.violations()) {
        json.writeStartObject();
        json.writeStringField("field", violation.field());
        json.writeStringField("description", violation.description());
        json.writeStringField("violatedRule", violation.rule().name());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    });
  }
}
