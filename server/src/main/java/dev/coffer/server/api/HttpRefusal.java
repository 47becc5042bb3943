package dev.coffer.server.api;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Objects;
import java.util.Optional;

/** A request that is refused for how it uses HTTP, before anybody looks at what it asks for. */
final class HttpRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;
  private final String code;
  private final transient Optional<Header> header;

  private HttpRefusal(Status status, String code, Optional<Header> header, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.header = header;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every refusal has a message");
  }

  static HttpRefusal notHttp() {
    return new HttpRefusal(
        Status.BAD_REQUEST_400,
        "INVALID_ARGUMENT",
        Optional.empty(),
        "the request is not valid HTTP");
  }

  static HttpRefusal noSuchRoute() {
    return new HttpRefusal(
        Status.NOT_FOUND_404, "NOT_FOUND", Optional.empty(), "there is no such route");
  }

  static HttpRefusal methodNotAllowed(String allowed) {
    return new HttpRefusal(
        Status.METHOD_NOT_ALLOWED_405,
        "METHOD_NOT_ALLOWED",
        Optional.of(HeaderValues.create(HeaderNames.ALLOW, allowed)),
        "this route has only the methods " + allowed);
  }

  static HttpRefusal bodyTooLarge(int limit) {
    return new HttpRefusal(
        Status.REQUEST_ENTITY_TOO_LARGE_413,
        "PAYLOAD_TOO_LARGE",
        Optional.empty(),
        "the body must have at most " + limit + " bytes");
  }

  /** How much of the body was read is not known, so the connection cannot be used again. */
  static HttpRefusal bodyNotReadable() {
    return new HttpRefusal(
        Status.BAD_REQUEST_400,
        "INVALID_ARGUMENT",
        Optional.of(HeaderValues.CONNECTION_CLOSE),
        "the body did not arrive whole");
  }

  static HttpRefusal stopping() {
    return new HttpRefusal(
        Status.SERVICE_UNAVAILABLE_503,
        "UNAVAILABLE",
        Optional.of(HeaderValues.CONNECTION_CLOSE),
        "the server is about to stop");
  }

  static HttpRefusal notJson() {
    return new HttpRefusal(
        Status.UNSUPPORTED_MEDIA_TYPE_415,
        "UNSUPPORTED_MEDIA_TYPE",
        Optional.empty(),
        "the body must be JSON, sent as application/json");
  }

  Status status() {
    return status;
  }

  String code() {
    return code;
  }

  Optional<Header> header() {
    return header;
  }
}
