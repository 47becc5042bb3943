package dev.coffer.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The form of a key: a prefix by which scanners find leaked keys, 43 random characters (256 bits),
 * and a 6-character checksum (CRC-32) that tells a typing error from an unknown key. All characters
 * after the prefix are of {@code 0-9 A-Z a-z}.
 */
public final class KeyFormat {
  /** What an API key begins with. */
  public static final String API_KEY_PREFIX = "coffer_";

  /** What the operator key begins with. */
  public static final String OPERATOR_KEY_PREFIX = "coffer_operator_";

  /** The characters behind the prefix, in the order of their values as digits. */
  public static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** How many random characters a key has. */
  public static final int RANDOM_CHARACTERS = 43;

  private static final int CHECKSUM_CHARACTERS = 6;
  private static final int SHOWN_CHARACTERS = 4;

  private KeyFormat() {}

  /**
   * Returns a whole key.
   *
   * @param start its prefix and its random characters
   */
  public static String withChecksum(String start) {
    return start + checksum(start);
  }

  /**
   * Tells whether a text could be a key; a typing error makes it false.
   *
   * @param text any text
   * @param prefix one of the prefixes
   */
  public static boolean isWellFormed(String text, String prefix) {
    if (!text.startsWith(prefix)
        || text.length() != prefix.length() + RANDOM_CHARACTERS + CHECKSUM_CHARACTERS) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      if (DIGITS.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    int body = text.length() - CHECKSUM_CHARACTERS;
    return checksum(text.substring(0, body)).contentEquals(text.substring(body));
  }

  /**
   * Returns the part of an API key that may be shown, by which people recognise it.
   *
   * @param key a well-formed API key
   */
  public static String shownPrefix(String key) {
    return key.substring(0, API_KEY_PREFIX.length() + SHOWN_CHARACTERS);
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    long rest = crc.getValue();
    StringBuilder checksum = new StringBuilder();
    for (int i = 0; i < CHECKSUM_CHARACTERS; i++) {
      checksum.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return checksum.reverse().toString();
  }
}
