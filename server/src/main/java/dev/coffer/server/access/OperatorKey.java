package dev.coffer.server.access;

import dev.coffer.wire.KeyFormat;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The key of whoever runs the server. It may do everything on every site, and is kept as the master
 * key is. Only its hash stays in memory.
 */
public final class OperatorKey {
  private final Optional<byte[]> hash;

  private OperatorKey(Optional<byte[]> hash) {
    this.hash = hash;
  }

  /** {@return the text of a new operator key} */
  public static String generate() {
    return ApiKeyFormat.generate(KeyFormat.OPERATOR_KEY_PREFIX);
  }

  /**
   * {@return the key}
   *
   * @param text an operator key, as {@link #generate} makes it
   * @throws IllegalArgumentException if the text is not an operator key; the text is not repeated
   */
  public static OperatorKey of(String text) {
    if (!KeyFormat.isWellFormed(text, KeyFormat.OPERATOR_KEY_PREFIX)) {
      throw new IllegalArgumentException("not an operator key, or mistyped");
    }
    return new OperatorKey(Optional.of(ApiKeyFormat.hash(text)));
  }

  /** {@return a key that nobody has} */
  public static OperatorKey none() {
    return new OperatorKey(Optional.empty());
  }

  boolean is(String text) {
    return hash.isPresent() && MessageDigest.isEqual(hash.get(), ApiKeyFormat.hash(text));
  }

  @Override
  public String toString() {
    return "‹operator key›";
  }
}
