package dev.coffer.velo.web;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the bodies of requests to the backend are read. */
final class Body {
  /** As large as Wix lets the body of an HTTP function be. */
  static final int LARGEST = 512 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Body.class);

  private Body() {}

  /**
   * Reads a body as text.
   *
   * @return the text; empty if there is no body
   * @throws Refusal if it is larger than {@link #LARGEST}, does not arrive whole, or is not UTF-8
   */
  static String text(ServerRequest request) {
    return text(bytes(request))
        .orElseThrow(() -> Refusal.invalid("body", "FORMAT", "must be UTF-8"));
  }

  /** Bytes as text; nothing if they are not UTF-8. */
  static Optional<String> text(byte[] body) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a body.
   *
   * @return its bytes; none if there is no body
   * @throws Refusal if it is larger than {@link #LARGEST}, or does not arrive whole
   */
  static byte[] bytes(ServerRequest request) {
    if (request.headers().contentLength().orElse(0) > LARGEST) {
      throw Refusal.bodyTooLarge(LARGEST);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    byte[] body = read(request);
    if (body.length > LARGEST) {
      throw Refusal.bodyTooLarge(LARGEST);
    }
    return body;
  }

  /** Whatever fails here is how the body was sent: cut short, or in chunks that are none. */
  private static byte[] read(ServerRequest request) {
    try (InputStream content = request.content().inputStream()) {
      return content.readNBytes(LARGEST + 1);
    } catch (RequestException e) {
      throw e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
          ? Refusal.bodyTooLarge(LARGEST)
          : notWhole(e);
    } catch (IOException | RuntimeException e) {
      throw notWhole(e);
    }
  }

  private static Refusal notWhole(Exception e) {
    LOG.debug("a body could not be read: {}", e.getClass().getName());
    return Refusal.bodyNotWhole();
  }
}
