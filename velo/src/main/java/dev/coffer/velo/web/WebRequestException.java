package dev.coffer.velo.web;

import dev.coffer.web.BodyException;
import dev.coffer.web.Refusals;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;

/** A request that is refused, with what its sender is told. */
final class WebRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient VeloResponse answer;

  private WebRequestException(VeloResponse answer) {
    super("refused with status " + answer.status().code(), null, false, false);
    this.answer = answer;
  }

  VeloResponse answer() {
    return answer;
  }

  private static WebRequestException of(
      Status status, String code, String message, Header... headers) {
    return new WebRequestException(
        new VeloResponse(
            status, List.of(headers), WebJson.bytes(WebJson.applicationError(code, message))));
  }

  /** The input breaks a rule, which is told as Wix tells it. */
  static WebRequestException invalid(String field, String rule, String description) {
    return new WebRequestException(
        VeloResponse.json(
            Status.BAD_REQUEST_400, WebJson.validationError(field, rule, description)));
  }

  static WebRequestException malformedRequest(Status status) {
    String message =
        switch (status.code()) {
          case 413 -> "the body is too large";
          case 414 -> "the path is too long";
          case 415 -> Refusals.COMPRESSED;
          case 431 -> Refusals.HEADERS_TOO_LARGE;
          case 501 -> Refusals.TRANSFER_ENCODING;
          case 505 -> Refusals.VERSION;
          default -> "the request is not valid HTTP";
        };
    String code =
        switch (status.code()) {
          case 413 -> "PAYLOAD_TOO_LARGE";
          case 415 -> "UNSUPPORTED_MEDIA_TYPE";
          default -> "INVALID_ARGUMENT";
        };
    return of(status, code, message);
  }

  /** How much of the body was read is not known, so the connection cannot be used again. */
  static WebRequestException bodyNotWhole() {
    return of(
        Status.BAD_REQUEST_400,
        "INVALID_ARGUMENT",
        "incomplete request body",
        HeaderValues.CONNECTION_CLOSE);
  }

  static WebRequestException bodyTooLarge(int limit) {
    return of(
        Status.REQUEST_ENTITY_TOO_LARGE_413,
        "PAYLOAD_TOO_LARGE",
        "the body must have at most " + limit + " bytes",
        HeaderValues.CONNECTION_CLOSE);
  }

  static WebRequestException notJson() {
    return of(
        Status.UNSUPPORTED_MEDIA_TYPE_415,
        "UNSUPPORTED_MEDIA_TYPE",
        "the body must be JSON, sent as application/json");
  }

  static WebRequestException forbidden(String message) {
    return of(Status.FORBIDDEN_403, "PERMISSION_DENIED", message);
  }

  static WebRequestException notFound(String message) {
    return of(Status.NOT_FOUND_404, "NOT_FOUND", message);
  }

  static WebRequestException methodNotAllowed(String allowed) {
    return of(
        Status.METHOD_NOT_ALLOWED_405,
        "METHOD_NOT_ALLOWED",
        "this can only be asked for with " + allowed,
        HeaderValues.create(HeaderNames.ALLOW, allowed));
  }

  static WebRequestException ambiguousPath() {
    return of(Status.BAD_REQUEST_400, "INVALID_ARGUMENT", Refusals.AMBIGUOUS_PATH);
  }

  static WebRequestException misdirected() {
    return of(
        Status.create(421, "Misdirected Request"),
        "MISDIRECTED_REQUEST",
        "this site is not known by the name in the Host header; the setting host-names adds names");
  }

  static WebRequestException tooMany(long retryAfterSeconds) {
    return of(
        Status.create(429, "Too Many Requests"),
        "RESOURCE_EXHAUSTED",
        "there were too many requests in this minute",
        HeaderValues.create(HeaderNames.RETRY_AFTER, retryAfterSeconds));
  }

  static WebRequestException rangeNotSatisfiable(long length) {
    return of(
        Status.REQUESTED_RANGE_NOT_SATISFIABLE_416,
        "OUT_OF_RANGE",
        "the file has " + length + " bytes",
        HeaderValues.create(HeaderNames.CONTENT_RANGE, "bytes */" + length));
  }

  static WebRequestException failed(String message) {
    return of(Status.INTERNAL_SERVER_ERROR_500, "INTERNAL", message);
  }

  static WebRequestException leak() {
    return of(
        Status.INTERNAL_SERVER_ERROR_500,
        "SECRET_LEAK",
        "the answer was held back; the site's log says why");
  }

  static WebRequestException unavailable(String message) {
    return of(Status.SERVICE_UNAVAILABLE_503, "UNAVAILABLE", message);
  }

  /** Those before it may be done in a moment. */
  static WebRequestException busy() {
    return of(
        Status.SERVICE_UNAVAILABLE_503,
        "UNAVAILABLE",
        "too many calls run or wait already; call again in a second",
        HeaderValues.create(HeaderNames.RETRY_AFTER, 1));
  }

  static WebRequestException noRoomForBody() {
    return of(
        Status.SERVICE_UNAVAILABLE_503,
        "UNAVAILABLE",
        BodyException.Reason.NO_ROOM.message(),
        HeaderValues.create(HeaderNames.RETRY_AFTER, BodyException.RETRY_AFTER_SECONDS));
  }

  static WebRequestException stopping() {
    return of(
        Status.SERVICE_UNAVAILABLE_503,
        "UNAVAILABLE",
        "the site is about to stop",
        HeaderValues.CONNECTION_CLOSE);
  }

  static WebRequestException tooSlow() {
    return of(
        Status.GATEWAY_TIMEOUT_504,
        "DEADLINE_EXCEEDED",
        "the function took too long and was stopped");
  }
}
