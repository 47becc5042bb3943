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
final class VeloRequestBody {
  /** As large as Wix lets the body of an HTTP function be. */
  static final int LARGEST = 512 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(VeloRequestBody.class);

  private VeloRequestBody() {}

  /**
   * Reads a body as text.
   *
   * @return the text; empty if there is no body
   * @throws WebRequestException if it is larger than {@link #LARGEST}, is incomplete, or is not
   *     UTF-8
   */
  static String text(ServerRequest request) {
    return text(bytes(request))
        .orElseThrow(() -> WebRequestException.invalid("body", "FORMAT", "must be UTF-8"));
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
   * @throws WebRequestException if it is larger than {@link #LARGEST}, or is incomplete
   */
  static byte[] bytes(ServerRequest request) {
    if (request.headers().contentLength().orElse(0) > LARGEST) {
      throw WebRequestException.bodyTooLarge(LARGEST);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    byte[] body = read(request);
    if (body.length > LARGEST) {
      throw WebRequestException.bodyTooLarge(LARGEST);
    }
    return body;
  }

  /** Whatever fails here is how the body was sent: cut short, or in malformed chunks. */
  private static byte[] read(ServerRequest request) {
    try (InputStream content = request.content().inputStream()) {
      return content.readNBytes(LARGEST + 1);
    } catch (RequestException e) {
      throw e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
          ? WebRequestException.bodyTooLarge(LARGEST)
          : notWhole(e);
    } catch (IOException | RuntimeException e) {
      throw notWhole(e);
    }
  }

  private static WebRequestException notWhole(Exception e) {
    LOG.debug("a body could not be read: {}", e.getClass().getName());
    return WebRequestException.bodyNotWhole();
  }
}
