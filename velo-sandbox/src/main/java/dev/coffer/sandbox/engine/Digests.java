package dev.coffer.sandbox.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests of bytes, which are strings with one character for each. */
final class Digests {
  /** Java's name for each of Node's. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "md5", "MD5",
          "sha1", "SHA-1",
          "sha224", "SHA-224",
          "sha256", "SHA-256",
          "sha384", "SHA-384",
          "sha512", "SHA-512");

  private Digests() {}

  /** Returns the digest, or nothing if there is no such algorithm. */
  static Optional<String> hash(String algorithm, String data) {
    String name = ALGORITHMS.get(plain(algorithm));
    try {
      return name == null
          ? Optional.empty()
          : Optional.of(text(MessageDigest.getInstance(name).digest(data.getBytes(ISO_8859_1))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Returns the keyed digest, or nothing if there is no such algorithm. */
  static Optional<String> hmac(String algorithm, String data, String key) {
    String name = ALGORITHMS.get(plain(algorithm));
    try {
      if (name == null) {
        return Optional.empty();
      }
      Mac mac = Mac.getInstance("Hmac" + name.replace("-", ""));
      mac.init(new SecretKeySpec(keyBytes(key), mac.getAlgorithm()));
      return Optional.of(text(mac.doFinal(data.getBytes(ISO_8859_1))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether both are the same; how long that takes does not depend on where they differ.
   */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(ISO_8859_1), other.getBytes(ISO_8859_1));
  }

  /** Java takes no empty key; a zero byte is the same key, as HMAC pads with those. */
  private static byte[] keyBytes(String key) {
    return key.isEmpty() ? new byte[1] : key.getBytes(ISO_8859_1);
  }

  private static String plain(String algorithm) {
    return algorithm.toLowerCase(Locale.ROOT).replace("-", "");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
