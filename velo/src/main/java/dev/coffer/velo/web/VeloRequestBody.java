package dev.coffer.velo.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.web.BodyBudget;
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

  /** A node and a list with one element. */
  private static final int MEMORY_OF_ARRAY = 112;

  /** A node and a map with one entry. */
  private static final int MEMORY_OF_OBJECT = 256;

  /** Another element of a list, or another entry of a map with its name. */
  private static final int MEMORY_OF_NEXT = 100;

  private VeloRequestBody() {}

  /**
   * Parses a body as JSON. What a tree of its parts takes beyond its bytes is taken of the {@link
   * BodyBudget} before there is one.
   *
   * @return the JSON
   * @throws WebRequestException if it is not UTF-8, or finds no room
   * @throws JsonProcessingException if it is not JSON
   */
  static JsonNode json(byte[] body) throws JsonProcessingException {
    takeMemory(memoryOfTree(body));
    return WebJson.MAPPER.readTree(
        text(body)
            .orElseThrow(() -> WebRequestException.invalid("body", "FORMAT", "must be UTF-8")));
  }

  /**
   * Returns what a tree takes at most: each node but the first stands behind one of these
   * characters. Those that stand in strings are counted too.
   */
  private static long memoryOfTree(byte[] json) {
    long memory = 0;
    for (byte character : json) {
      memory +=
          switch (character) {
            case '[' -> MEMORY_OF_ARRAY;
            case '{' -> MEMORY_OF_OBJECT;
            case ',' -> MEMORY_OF_NEXT;
            default -> 0;
          };
    }
    return memory;
  }

  private static void takeMemory(long bytes) {
    try {
      RequestBody.takeMemory(bytes);
    } catch (BodyException e) {
      throw WebRequestException.noRoomForBody();
    }
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
   * @throws WebRequestException if it is larger than {@link #LARGEST}, is incomplete, or finds no
   *     room
   */
  static byte[] bytes(ServerRequest request) {
    try {
      return RequestBody.read(request, LARGEST);
    } catch (BodyException e) {
      throw switch (e.reason()) {
        case TOO_LARGE -> WebRequestException.bodyTooLarge(LARGEST);
        case NO_ROOM -> WebRequestException.noRoomForBody();
        case INCOMPLETE, NOT_FORM -> WebRequestException.bodyNotWhole();
      };
    }
  }
}
