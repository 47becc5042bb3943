package dev.coffer.server.access;

import dev.coffer.wire.KeyFormat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Makes keys in the form of {@link KeyFormat}, and what is stored of them. */
public final class ApiKeyFormat {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyFormat() {}

  /**
   * {@return a new key}
   *
   * @param prefix one of those of {@link KeyFormat}
   */
  public static String generate(String prefix) {
    StringBuilder start = new StringBuilder(prefix);
    for (int i = 0; i < KeyFormat.RANDOM_CHARACTERS; i++) {
      start.append(KeyFormat.DIGITS.charAt(RANDOM.nextInt(KeyFormat.DIGITS.length())));
    }
    return KeyFormat.withChecksum(start.toString());
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
}
