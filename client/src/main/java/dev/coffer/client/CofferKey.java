package dev.coffer.client;

import dev.coffer.wire.KeyFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * An API key or the operator key, as it is sent. It prints as {@code ‹secret›}. Threads may share
 * it.
 */
public final class CofferKey {
  /** What can stand in a header. Whether the server knows the key is for the server to say. */
  private static final Pattern POSSIBLE = Pattern.compile("[!-~]{1,1024}");

  private final String text;

  private CofferKey(String text) {
    this.text = text;
  }

  /**
   * Returns a key.
   *
   * @param text 1 to 1024 visible ASCII characters
   * @throws IllegalArgumentException if it is anything else; the message does not repeat the text
   */
  public static CofferKey of(String text) {
    if (!POSSIBLE.matcher(text).matches()) {
      throw new IllegalArgumentException("not a key: it is empty, or has characters no key has");
    }
    return new CofferKey(text);
  }

  /**
   * Reads a key that stands alone in a file, with or without white space around it.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if its content is not a key
   */
  public static CofferKey readFrom(Path file) throws IOException {
    return of(Files.readString(file).strip());
  }

  /** Tells whether this is the operator key, which may do everything on every site. */
  public boolean isOperatorKey() {
    return text.startsWith(KeyFormat.OPERATOR_KEY_PREFIX);
  }

  /** Reveals the key, as it goes into the {@code Authorization} header. */
  public String reveal() {
    return text;
  }

  /** Returns {@code ‹secret›}, whatever the key is. */
  @Override
  public String toString() {
    return "‹secret›";
  }
}
