package dev.coffer.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of a key: a prefix by which scanners find leaked keys, 43 random characters (256 bits),
 * and a 6-character checksum (CRC-32) that tells a typing error from an unknown key. All characters
 * after the prefix are of {@code 0-9 A-Z a-z}.
 */
public final class ApiKeyFormat {
  public static final String API_KEY_PREFIX = "coffer_";
  public static final String OPERATOR_KEY_PREFIX = "coffer_operator_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_CHARACTERS = 43;
  private static final int CHECKSUM_CHARACTERS = 6;
  private static final int SHOWN_CHARACTERS = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyFormat() {}

  public static String generate(String prefix) {
    StringBuilder key = new StringBuilder(prefix);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      key.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return key.append(checksum(key)).toString();
  }

  /** Tells whether a text could be a key with this prefix; a typing error makes it false. */
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

  /** Returns the part of an API key that may be shown, by which people recognise it. */
  public static String shownPrefix(String key) {
    return key.substring(0, API_KEY_PREFIX.length() + SHOWN_CHARACTERS);
  }

  /**
   * Returns what is stored of a key. A plain hash is enough, because a key has 256 random bits and
   * cannot be guessed from it.
   */
  public static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String checksum(CharSequence text) {
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    long rest = crc.getValue();
    StringBuilder checksum = new StringBuilder();
    for (int i = 0; i < CHECKSUM_CHARACTERS; i++) {
      checksum.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return checksum.reverse().toString();
  }
}
