package dev.coffer.server.api;

import dev.coffer.server.errors.Aborted;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.FailedPrecondition;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.storage.StorageUnavailable;
import dev.coffer.wire.ErrorCode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where refusals and faults become answers, in Wix's error shape: {@code
 * details.validationError} for bad input, {@code details.applicationError} for all else. Wix's
 * client shows an application error's message and description as one text unless they are equal, so
 * they are.
 */
final class ErrorResponses {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);
  private static final Status PRECONDITION_REQUIRED = Status.create(428, "Precondition Required");
  private static final Status TOO_MANY_REQUESTS = Status.create(429, "Too Many Requests");
  private static final Header AUTHENTICATE =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"coffer\"");

  private ErrorResponses() {}

  /** Answers anything that an endpoint threw; logs what is a fault of the server. */
  static ApiResponse of(RuntimeException thrown) {
    return switch (thrown) {
      case ApiException error -> of(error);
      case HttpRequestException error -> of(error);
      case CorruptedRecord corrupted ->
          ApiResponse.json(
              Status.INTERNAL_SERVER_ERROR_500,
              applicationError(
                  ErrorCode.INTERNAL,
                  corrupted.getMessage(),
                  corrupted
                      .secret()
                      .map(secret -> Map.of("secretId", secret.toString()))
                      .orElse(Map.of("siteId", corrupted.site().toString()))));
      case StorageUnavailable unavailable -> {
        LOG.error("the database failed: {}", unavailable.getMessage(), unavailable);
        yield ApiResponse.json(
            Status.SERVICE_UNAVAILABLE_503,
            applicationError(ErrorCode.UNAVAILABLE, unavailable.getMessage(), Map.of()));
      }
      default -> {
        LOG.error("a request failed", thrown);
        yield ApiResponse.json(
            Status.INTERNAL_SERVER_ERROR_500,
            applicationError(
                ErrorCode.INTERNAL,
                "the server failed; its log has the cause under this X-Wix-Request-Id",
                Map.of()));
      }
    };
  }

  private static ApiResponse of(ApiException error) {
    return switch (error) {
      case InvalidArgument invalid ->
          ApiResponse.json(Status.BAD_REQUEST_400, validationError(invalid));
      case Unauthenticated e ->
          ApiResponse.json(
              Status.UNAUTHORIZED_401, AUTHENTICATE, body(ErrorCode.UNAUTHENTICATED, e));
      case PermissionDenied e ->
          ApiResponse.json(Status.FORBIDDEN_403, body(ErrorCode.PERMISSION_DENIED, e));
      case NotFound e -> ApiResponse.json(Status.NOT_FOUND_404, body(ErrorCode.NOT_FOUND, e));
      case Aborted e -> ApiResponse.json(Status.CONFLICT_409, body(ErrorCode.ABORTED, e));
      case AlreadyExists e ->
          ApiResponse.json(Status.CONFLICT_409, body(ErrorCode.ALREADY_EXISTS, e));
      case FailedPrecondition e ->
          ApiResponse.json(PRECONDITION_REQUIRED, body(ErrorCode.FAILED_PRECONDITION, e));
      case ResourceExhausted e ->
          new ApiResponse(
              TOO_MANY_REQUESTS,
              ApiResponse.jsonHeaders(retryAfter(e)),
              body(ErrorCode.RESOURCE_EXHAUSTED, e));
    };
  }

  private static Stream<Header> retryAfter(ResourceExhausted error) {
    return error.retryAfterSeconds().stream()
        .mapToObj(seconds -> HeaderValues.create(HeaderNames.RETRY_AFTER, seconds));
  }

  private static ApiResponse of(HttpRequestException error) {
    byte[] body = applicationError(error.code(), error.getMessage(), Map.of());
    return error
        .header()
        .map(header -> ApiResponse.json(error.status(), header, body))
        .orElseGet(() -> ApiResponse.json(error.status(), body));
  }

  private static byte[] body(ErrorCode code, ApiException error) {
    return applicationError(code, error.getMessage(), Map.of());
  }

  static byte[] applicationError(ErrorCode code, String message, Map<String, String> data) {
    return Json.write(json -> {
      json.writeStringField("message", message);
      json.writeObjectFieldStart("details");
      json.writeObjectFieldStart("applicationError");
      json.writeStringField("code", code.name());
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
