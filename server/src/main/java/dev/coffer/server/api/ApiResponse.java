package dev.coffer.server.api;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is sent back.
 *
 * @param body the body; empty if it is streamed
 * @param streamed the body, if it is written while it is sent
 */
record ApiResponse(Status status, List<Header> headers, byte[] body, Optional<Streamed> streamed) {
  /**
   * A JSON body that is written while it is sent.
   *
   * @param content what is written; a failure of it ends the connection, so that nobody takes what
   *     was sent until then for the whole
   * @param ended is run once the body has ended, in whatever way
   */
  record Streamed(Json.Content content, Runnable ended) {}

  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
  private static final List<Header> JSON_ONLY = List.of(JSON);
  private static final byte[] NOT_YET = {};
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  ApiResponse(Status status, List<Header> headers, byte[] body) {
    this(status, headers, body, Optional.empty());
  }

  static ApiResponse streamed(Streamed body) {
    return new ApiResponse(Status.OK_200, JSON_ONLY, NOT_YET, Optional.of(body));
  }

  static ApiResponse json(byte[] body) {
    return new ApiResponse(Status.OK_200, JSON_ONLY, body);
  }

  static ApiResponse json(Status status, byte[] body) {
    return new ApiResponse(status, JSON_ONLY, body);
  }

  static ApiResponse json(Status status, Header header, byte[] body) {
    return new ApiResponse(status, List.of(JSON, header), body);
  }

  static List<Header> jsonHeaders(Stream<Header> more) {
    return Stream.concat(Stream.of(JSON), more).toList();
  }

  static ApiResponse emptyObject() {
    return json(EMPTY_OBJECT);
  }

  static ApiResponse text(String contentType, byte[] body) {
    return new ApiResponse(
        Status.OK_200, List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType)), body);
  }
}
