package dev.coffer.server.api;

import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.web.Refusals;
import dev.coffer.wire.ErrorCode;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.util.Map;

/** Answers malformed requests, which reach no route, in the shape of all other answers. */
final class MalformedRequestHandler implements DirectHandler {
  private static final byte[] NAME_WITH_BLANK =
      ErrorResponses.validationError(
          new InvalidArgument("name", Rule.FORMAT, Secrets.NAME_CHARACTERS));

  private final int maxBodyBytes;

  MalformedRequestHandler(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Does not use the given message: it may repeat what was sent. */
  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status given,
      ServerResponseHeaders headers,
      String message) {
    Status status = status(request, given);
    byte[] body = hasBlankInName(request) ? NAME_WITH_BLANK : body(status);
    ServerResponseHeaders all = ServerResponseHeaders.create(headers);
    Api.ON_EVERY_ANSWER.forEach(all::set);
    all.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json"));
    return TransportResponse.builder()
        .status(status)
        .headers(all)
        .keepAlive(false)
        .entity(body)
        .build();
  }

  /**
   * The web server takes it for its own fault if a method is not a token. It has read nothing of
   * the request then; its real faults come after that.
   */
  private static Status status(TransportRequest request, Status given) {
    if (request.method().equals("PRI") || request.protocolVersion().startsWith("PRI ")) {
      return Status.HTTP_VERSION_NOT_SUPPORTED_505; // The preface of HTTP/2.
    }
    boolean nothingRead = request.method().isEmpty();
    return given.code() == Status.INTERNAL_SERVER_ERROR_500.code() && nothingRead
        ? Status.BAD_REQUEST_400
        : given;
  }

  /** What the web server takes for the protocol then ends as the protocol does. */
  private static boolean hasBlankInName(TransportRequest request) {
    return request.method().equals("GET")
        && request.protocolVersion().contains(" HTTP/1.1")
        && NamePath.of(request.path()).isPresent();
  }

  private byte[] body(Status status) {
    return switch (status.code()) {
      case 413 ->
          ErrorResponses.applicationError(
              ErrorCode.PAYLOAD_TOO_LARGE,
              HttpRequestException.bodyTooLarge(maxBodyBytes).getMessage(),
              Map.of());
      case 414 -> invalid("the path is too long; a secret's name has at most 50 characters");
      case 415 ->
          ErrorResponses.applicationError(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE, Refusals.COMPRESSED, Map.of());
      case 431 -> invalid(Refusals.HEADERS_TOO_LARGE);
      case 501 -> invalid(Refusals.TRANSFER_ENCODING);
      case 505 -> invalid(Refusals.VERSION);
      case 500 ->
          ErrorResponses.applicationError(ErrorCode.INTERNAL, "the server failed", Map.of());
      case 503 ->
          ErrorResponses.applicationError(ErrorCode.UNAVAILABLE, "the server is busy", Map.of());
      default -> invalid(HttpRequestException.notHttp().getMessage());
    };
  }

  private static byte[] invalid(String message) {
    return ErrorResponses.applicationError(ErrorCode.INVALID_ARGUMENT, message, Map.of());
  }
}
