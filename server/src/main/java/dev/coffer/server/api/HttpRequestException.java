package dev.coffer.server.api;

import dev.coffer.web.BodyException;
import dev.coffer.web.Refusals;
import dev.coffer.wire.ErrorCode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Objects;
import java.util.Optional;

/** A request that is refused for how it uses HTTP, before anybody looks at what it asks for. */
final class HttpRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;
  private final ErrorCode code;
  private final transient Optional<Header> header;

  private HttpRequestException(
      Status status, ErrorCode code, Optional<Header> header, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.header = header;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every refusal has a message");
  }

  static HttpRequestException notHttp() {
    return new HttpRequestException(
        Status.BAD_REQUEST_400,
        ErrorCode.INVALID_ARGUMENT,
        Optional.empty(),
        "the request is not valid HTTP");
  }

  static HttpRequestException ambiguousPath() {
    return new HttpRequestException(
        Status.BAD_REQUEST_400,
        ErrorCode.INVALID_ARGUMENT,
        Optional.empty(),
        Refusals.AMBIGUOUS_PATH);
  }

  static HttpRequestException noSuchRoute() {
    return new HttpRequestException(
        Status.NOT_FOUND_404, ErrorCode.NOT_FOUND, Optional.empty(), "there is no such route");
  }

  static HttpRequestException methodNotAllowed(String allowed) {
    return new HttpRequestException(
        Status.METHOD_NOT_ALLOWED_405,
        ErrorCode.METHOD_NOT_ALLOWED,
        Optional.of(HeaderValues.create(HeaderNames.ALLOW, allowed)),
        "this route has only the methods " + allowed);
  }

  static HttpRequestException bodyTooLarge(int limit) {
    return new HttpRequestException(
        Status.REQUEST_ENTITY_TOO_LARGE_413,
        ErrorCode.PAYLOAD_TOO_LARGE,
        Optional.of(HeaderValues.CONNECTION_CLOSE),
        "the body must have at most " + limit + " bytes");
  }

  /** How much of the body was read is not known, so the connection cannot be used again. */
  static HttpRequestException bodyNotReadable() {
    return new HttpRequestException(
        Status.BAD_REQUEST_400,
        ErrorCode.INVALID_ARGUMENT,
        Optional.of(HeaderValues.CONNECTION_CLOSE),
        "incomplete request body");
  }

  static HttpRequestException noRoomForBody() {
    return new HttpRequestException(
        Status.SERVICE_UNAVAILABLE_503,
        ErrorCode.UNAVAILABLE,
        Optional.of(
            HeaderValues.create(HeaderNames.RETRY_AFTER, BodyException.RETRY_AFTER_SECONDS)),
        BodyException.Reason.NO_ROOM.message());
  }

  static HttpRequestException stopping() {
    return new HttpRequestException(
        Status.SERVICE_UNAVAILABLE_503,
        ErrorCode.UNAVAILABLE,
        Optional.of(HeaderValues.CONNECTION_CLOSE),
        "the server is about to stop");
  }

  static HttpRequestException notJson() {
    return new HttpRequestException(
        Status.UNSUPPORTED_MEDIA_TYPE_415,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        Optional.empty(),
        "the body must be JSON, sent as application/json");
  }

  Status status() {
    return status;
  }

  ErrorCode code() {
    return code;
  }

  Optional<Header> header() {
    return header;
  }
}
