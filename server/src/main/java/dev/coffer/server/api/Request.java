package dev.coffer.server.api;

import dev.coffer.server.access.Access.Credentials;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.Violation.Rule;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;

/** A request, as endpoints see it. */
final class Request {

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
   * @throws HttpRefusal if it is declared to be anything but JSON, or larger than any that could be
   *     valid
   */
  byte[] jsonBody() {
    Optional<HttpMediaType> contentType = http.headers().contentType();
    if (contentType.isPresent() && !isJson(contentType.get().mediaType())) {
      throw HttpRefusal.notJson();
    }
    if (http.headers().contentLength().orElse(0) > maxBodyBytes) {
      throw HttpRefusal.bodyTooLarge(maxBodyBytes);
    }
    if (!http.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream content = http.content().inputStream()) {
      byte[] body = content.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw HttpRefusal.bodyTooLarge(maxBodyBytes);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJson(MediaType type) {
    return type.type().equals("application")
        && (type.subtype().equals("json") || type.subtype().endsWith("+json"));
  }
}
