package dev.coffer.server.api;

import dev.coffer.server.access.Access.Credentials;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.web.BodyException;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.RequestBody;
import dev.coffer.wire.ApiHeaders;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A request, as endpoints see it. */
final class Request {
  private static final HeaderName WIX_SITE_ID = HeaderNames.create(ApiHeaders.SITE_ID);

  private static final Pattern COMMA = Pattern.compile(",");

  private final ServerRequest http;
  private final int maxBodyBytes;

  Request(ServerRequest http, int maxBodyBytes) {
    this.http = http;
    this.maxBodyBytes = maxBodyBytes;
  }

  Credentials credentials() {
    return new Credentials(
        http.headers().first(HeaderNames.AUTHORIZATION),
        http.headers().first(WIX_SITE_ID),
        CurrentRequest.get().client());
  }

  String pathParameter(String name) {
    return http.path().pathParameters().get(name);
  }

  boolean endsInSlash() {
    return http.path().rawPath().endsWith("/");
  }

  /** Returns the query as it was sent, still encoded. */
  String rawQuery() {
    return http.query().rawValue();
  }

  /** Returns the values of a header, which may be given several times and have several each. */
  Stream<String> headerValues(HeaderName name) {
    return http.headers().all(name, List::of).stream()
        .flatMap(COMMA::splitAsStream)
        .map(String::strip);
  }

  /**
   * Reads a query parameter.
   *
   * @return empty if it is not there
   * @throws InvalidArgument if it is there twice, with different values
   */
  Optional<String> queryParameter(String name) {
    List<String> values = queryParameters(name);
    if (values.stream().distinct().count() > 1) {
      throw new InvalidArgument(name, Rule.OTHER, "must be given once");
    }
    return values.stream().findFirst();
  }

  private List<String> queryParameters(String name) {
    return http.query().contains(name) ? http.query().all(name) : List.of();
  }

  /**
   * Reads an id from the path.
   *
   * @throws InvalidArgument if it is not a UUID, or the query gives another
   */
  UUID id(String name) {
    UUID id =
        uuid(pathParameter(name))
            .orElseThrow(() -> new InvalidArgument(name, Rule.FORMAT, "must be a UUID"));
    queryParameters(name).forEach(other -> requireSame(name, id, other));
    return id;
  }

  /**
   * Holds another id that a request gives against the one in its path.
   *
   * @throws InvalidArgument if they differ
   */
  static void requireSame(String name, UUID inPath, String other) {
    if (!other.equalsIgnoreCase(inPath.toString())) {
      throw new InvalidArgument(name, Rule.OTHER, "must be the id in the path");
    }
  }

  /** Parses a UUID in its usual form only; Java's own parser takes shorter ones too. */
  static Optional<UUID> uuid(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the body, which may have a value in it. Who sends it must be known by now.
   *
   * @throws HttpRequestException if it is declared to be anything but JSON, is larger than any that
   *     could be valid, is incomplete, or finds no room
   * @throws InvalidArgument if it is not UTF-8
   */
  byte[] jsonBody() {
    return jsonBody(maxBodyBytes);
  }

  /**
   * Reads the body in the same way, within a limit of its own.
   *
   * @param limit how many bytes it may have
   */
  byte[] jsonBody(int limit) {
    if (!isDeclaredJson()) {
      throw HttpRequestException.notJson();
    }
    byte[] body = body(limit);
    Json.requireUtf8(body);
    return body;
  }

  private byte[] body(int limit) {
    try {
      return RequestBody.read(http, limit);
    } catch (BodyException e) {
      throw switch (e.reason()) {
        case TOO_LARGE -> HttpRequestException.bodyTooLarge(limit);
        case NO_ROOM -> HttpRequestException.noRoomForBody();
        case INCOMPLETE, NOT_FORM -> HttpRequestException.bodyNotReadable();
      };
    }
  }

  /** A body without a declaration is taken for JSON. */
  private boolean isDeclaredJson() {
    try {
      return http.headers()
          .contentType()
          .map(HttpMediaType::mediaType)
          .map(Request::isJson)
          .orElse(true);
    } catch (BadRequestException e) {
      return false; // The declaration is not a media type.
    }
  }

  private static boolean isJson(MediaType type) {
    String subtype = type.subtype().toLowerCase(Locale.ROOT);
    return type.type().equalsIgnoreCase("application")
        && (subtype.equals("json") || subtype.endsWith("+json"));
  }
}
