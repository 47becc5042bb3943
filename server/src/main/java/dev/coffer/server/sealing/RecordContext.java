package dev.coffer.server.sealing;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Where a sealed record belongs: everything that stands in the clear beside it in its row. All of
 * it is associated data of the row's ciphertexts, so none of it can be altered, and no ciphertext
 * can be moved to another row, field, site or version, without being found.
 *
 * @param site the site's id
 * @param secret the secret's id
 * @param version 1 for a new secret, one more with each change
 * @param nameIndex the index of the name
 * @param createdAt when the secret was made, in milliseconds since 1970 UTC
 * @param updatedAt when it was last changed, in milliseconds since 1970 UTC
 */
public record RecordContext(
    UUID site, UUID secret, long version, BlindIndex nameIndex, long createdAt, long updatedAt) {
  /** The two sealed fields of a record. */
  enum Field {
    INFO(1),
    VALUE(2);

    private final byte code;

    Field(int code) {
      this.code = (byte) code;
    }
  }

  private static final int LENGTH = 1 + 1 + 16 + 16 + 8 + BlindIndex.LENGTH + 8 + 8;

  byte[] associatedData(byte formatVersion, Field field) {
    return ByteBuffer.allocate(LENGTH)
        .put(formatVersion)
        .put(field.code)
        .putLong(site.getMostSignificantBits())
        .putLong(site.getLeastSignificantBits())
        .putLong(secret.getMostSignificantBits())
        .putLong(secret.getLeastSignificantBits())
        .putLong(version)
        .putLong(nameIndex.high())
        .putLong(nameIndex.low())
        .putLong(createdAt)
        .putLong(updatedAt)
        .array();
  }
}
