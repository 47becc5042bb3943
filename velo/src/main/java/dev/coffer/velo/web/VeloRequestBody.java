package dev.coffer.velo.web;

import dev.coffer.web.BodyException;
import dev.coffer.web.RequestBody;
import io.helidon.webserver.http.ServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How the bodies of requests to the backend are read. */
final class VeloRequestBody {
  /** As large as Wix lets the body of an HTTP function be. */
  static final int LARGEST = 512 << 10;

  private VeloRequestBody() {}

  /**
   * Returns bytes as text.
   *
   * @throws WebRequestException if they are not UTF-8
   */
  static String requireText(byte[] body) {
    return text(body)
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
    try {
      return RequestBody.read(request, LARGEST);
    } catch (BodyException e) {
      throw e.reason() == BodyException.Reason.TOO_LARGE
          ? WebRequestException.bodyTooLarge(LARGEST)
          : WebRequestException.bodyNotWhole();
    }
  }
}
