package dev.coffer.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Reads single characters of UTF-8 (RFC 3629). */
final class Utf8 {
  /** What stands where no byte is. */
  static final int NO_BYTE = -1;

  private Utf8() {}

  /** {@return how many bytes a character has that begins with this one} */
  static int length(int first) {
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  }

  /**
   * Reads one character.
   *
   * @param bytes the byte at each index from 0 on; anything else than 0 to 255 is none
   * @return empty if there is none
   */
  static Optional<String> character(int first, IntUnaryOperator bytes) {
    byte[] encoded = new byte[length(first)];
    for (int i = 0; i < encoded.length; i++) {
      int next = bytes.applyAsInt(i);
      if (next < 0 || next > 0xff) {
        return Optional.empty();
      }
      encoded[i] = (byte) next;
    }
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
