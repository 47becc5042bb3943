package dev.coffer.server.sealing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Hides a plaintext's length: four bytes of length, the content, and zeros up to the next step.
 * Steps are the powers of two from 128 to 4,096 bytes, and the multiples of 4,096 above.
 */
final class Padding {
  private static final int SMALLEST = 128;
  private static final int PAGE = 4096;
  private static final int PREFIX = Integer.BYTES;

  private Padding() {}

  static byte[] pad(byte[] content) {
    return ByteBuffer.allocate(paddedLength(content.length))
        .putInt(content.length)
        .put(content)
        .array();
  }

  /** Returns the content, and wipes the padded bytes. */
  static byte[] unpad(byte[] padded) {
    try {
      if (padded.length < PREFIX) {
        throw new IllegalArgumentException("shorter than its length prefix");
      }
      int length = ByteBuffer.wrap(padded).getInt();
      if (length < 0 || length > padded.length - PREFIX || paddedLength(length) != padded.length) {
        throw new IllegalArgumentException("the length prefix does not fit");
      }
      return Arrays.copyOfRange(padded, PREFIX, PREFIX + length);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  static int paddedLength(int contentLength) {
    int needed = Math.addExact(contentLength, PREFIX);
    if (needed <= SMALLEST) {
      return SMALLEST;
    }
    if (needed <= PAGE) {
      return Integer.highestOneBit(needed - 1) << 1;
    }
    return Math.multiplyExact(Math.ceilDiv(needed, PAGE), PAGE);
  }
}
