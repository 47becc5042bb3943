package dev.coffer.server.secrets;

import java.util.Arrays;

/**
 * A secret's value, in memory for as long as a request needs it. It prints as {@code ‹secret›}.
 * Whoever holds one closes it, which wipes its bytes.
 */
public final class SecretValue implements AutoCloseable {
  private final byte[] utf8;

  private SecretValue(byte[] utf8) {
    this.utf8 = utf8;
  }

  /**
   * {@return the value}
   *
   * @param utf8 the value in UTF-8; taken over, not copied, and wiped by {@link #close}
   */
  public static SecretValue takeOver(byte[] utf8) {
    return new SecretValue(utf8);
  }

  /** {@return the value's own bytes in UTF-8, not a copy; zeros once it is closed} */
  public byte[] utf8() {
    return utf8;
  }

  /** {@return the value's length in UTF-8 bytes} */
  public int length() {
    return utf8.length;
  }

  /** Wipes the value. */
  @Override
  public void close() {
    Arrays.fill(utf8, (byte) 0);
  }

  @Override
  public String toString() {
    return "‹secret›";
  }
}
