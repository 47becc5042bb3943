package dev.coffer.server.sealing;

import java.nio.ByteBuffer;

/**
 * A secret's name as the database knows it: 16 bytes of a keyed pseudo-random function of the name.
 * Equal names of one site have equal indexes; without the site's keys, an index tells nothing about
 * its name, and two sites' indexes cannot be compared.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the last 8 bytes, big-endian
 */
public record BlindIndex(long high, long low) {
  /** The length of an index in bytes. */
  public static final int LENGTH = 16;

  /**
   * {@return the index}
   *
   * @param bytes exactly {@link #LENGTH} bytes
   */
  public static BlindIndex of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a name index has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new BlindIndex(buffer.getLong(), buffer.getLong());
  }

  /** {@return the {@link #LENGTH} bytes} */
  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
  }
}
