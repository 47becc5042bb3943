package dev.coffer.server.api;

import dev.coffer.server.access.Access.Credentials;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.Violation.Rule;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request, as endpoints see it. */
final class Request {

  private static final Logger LOG = LoggerFactory.getLogger(Request.class);
  private static final HeaderName WIX_SITE_ID = HeaderNames.create("wix-site-id");

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
        address());
  }

  private InetAddress address() {
    return http.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  String pathParameter(String name) {
    return http.path().pathParameters().get(name);
  }

  Optional<String> queryParameter(String name) {
    return http.query().first(name).asOptional();
  }

  /**
   * Reads an id from the path.
   *
   * @throws InvalidArgument if it is not a UUID
   */
  UUID id(String name) {
    return uuid(pathParameter(name))
        .orElseThrow(() -> new InvalidArgument(name, Rule.FORMAT, "must be a UUID"));
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
   * Reads the body.
   *
   * @throws HttpRefusal if it is declared to be anything but JSON, is larger than any that could be
   *     valid, or does not arrive whole
   * @throws InvalidArgument if it is not UTF-8
   */
  byte[] jsonBody() {
    if (!isDeclaredJson()) {
      throw HttpRefusal.notJson();
    }
    if (http.headers().contentLength().orElse(0) > maxBodyBytes) {
      throw HttpRefusal.bodyTooLarge(maxBodyBytes);
    }
    if (!http.content().hasEntity()) {
      return new byte[0];
    }
    byte[] body = readBody();
    if (body.length > maxBodyBytes) {
      throw HttpRefusal.bodyTooLarge(maxBodyBytes);
    }
    Json.requireUtf8(body);
    return body;
  }

  /** Whatever fails here is how the body was sent: cut short, or in chunks that are none. */
  private byte[] readBody() {
    try (InputStream content = http.content().inputStream()) {
      return content.readNBytes(maxBodyBytes + 1);
    } catch (RequestException e) {
      if (e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
        throw HttpRefusal.bodyTooLarge(maxBodyBytes);
      }
      throw notReadable(e);
    } catch (IOException | RuntimeException e) {
      throw notReadable(e);
    }
  }

  private static HttpRefusal notReadable(Exception e) {
    LOG.debug("a body could not be read: {}", e.getClass().getName());
    return HttpRefusal.bodyNotReadable();
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
