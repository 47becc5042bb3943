package dev.coffer.server.identity;

import dev.coffer.server.access.ApiKeyFormat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What proves something to this server because only it and one other have it: a session's cookie, a
 * link that was handed over. It has 256 random bits, is stored as a hash, and prints as {@code
 * ‹token›}.
 *
 * @param text the token itself
 */
public record Token(String text) {
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** {@return a new token} */
  public static Token random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  public byte[] hash() {
    return ApiKeyFormat.hash(text);
  }

  /**
   * Derives another token. From it, nobody finds this one; without this one, nobody finds it, or
   * the purpose from it.
   *
   * @param purpose what the other token is for
   * @return the other token, which is the same for the same purpose
   */
  public Token derive(String purpose) {
    return new Token(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(ApiKeyFormat.hash(purpose + " " + text)));
  }

  /**
   * Compares in a time that does not depend on where the texts differ.
   *
   * @param other what somebody brings
   * @return whether it is this token
   */
  public boolean is(String other) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "‹token›";
  }
}
