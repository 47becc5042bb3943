package dev.coffer.server.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is sealed as a secret's info: one byte of the name's length, the name in ASCII, and the rest
 * is the description in UTF-8.
 *
 * @param name the name
 * @param description the description; empty if there is none
 */
record NameAndDescription(String name, String description) {
  byte[] encode() {
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    byte[] descriptionBytes = description.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + nameBytes.length + descriptionBytes.length)
        .put((byte) nameBytes.length)
        .put(nameBytes)
        .put(descriptionBytes)
        .array();
  }

  static NameAndDescription decode(byte[] encoded) {
    int nameLength = Byte.toUnsignedInt(encoded[0]);
    return new NameAndDescription(
        new String(encoded, 1, nameLength, StandardCharsets.US_ASCII),
        new String(
            encoded, 1 + nameLength, encoded.length - 1 - nameLength, StandardCharsets.UTF_8));
  }

  /** Shows neither: they may be as private as a value. */
  @Override
  public String toString() {
    return "‹name and description›";
  }
}
