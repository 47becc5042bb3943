package dev.coffer.client.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects bytes up to a limit, and wipes what it collected besides. */
final class BoundedBytes {
  private static final int AT_FIRST = 1024;

  private final int most;
  private byte[] bytes = new byte[AT_FIRST];
  private int length;

  BoundedBytes(int most) {
    this.most = most;
  }

  /**
   * Takes all that a buffer has left.
   *
   * @throws AnswerTooLarge if that is more than the limit leaves; nothing is taken then
   */
  void add(ByteBuffer piece) throws AnswerTooLarge {
    int more = piece.remaining();
    if (more > most - length) {
      throw new AnswerTooLarge();
    }
    if (length + more > bytes.length) {
      long doubled = Math.max(2L * bytes.length, length + more);
      set(Arrays.copyOf(bytes, (int) Math.min(doubled, most)));
    }
    piece.get(bytes, length, more);
    length += more;
  }

  /** Returns what was collected, and forgets it. */
  byte[] take() {
    byte[] exact = Arrays.copyOf(bytes, length);
    wipe();
    return exact;
  }

  void wipe() {
    set(new byte[0]);
    length = 0;
  }

  private void set(byte[] next) {
    Arrays.fill(bytes, (byte) 0);
    bytes = next;
  }
}
