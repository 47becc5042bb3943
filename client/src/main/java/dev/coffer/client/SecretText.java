package dev.coffer.client;

import java.util.Arrays;

/**
 * A text that must not be seen by chance: a secret's value, a password. It prints as {@code
 * ‹secret›}, and nothing here compares or serializes it.
 *
 * <p>{@link #close} wipes it. That is as much as a library can do: the connection and the virtual
 * machine have had copies, and a {@code String} that was made of it stays until it is collected.
 *
 * <p>Threads may share one that no thread closes meanwhile.
 */
public final class SecretText implements AutoCloseable {
  private final char[] characters;
  private volatile boolean wiped;

  private SecretText(char[] characters) {
    this.characters = characters;
  }

  /**
   * Returns a text.
   *
   * @param text any; it cannot be wiped itself
   */
  public static SecretText of(String text) {
    return new SecretText(text.toCharArray());
  }

  /**
   * Returns a text.
   *
   * @param characters copied; whoever has them wipes them
   */
  public static SecretText of(char[] characters) {
    return new SecretText(characters.clone());
  }

  /** Takes over the characters of an answer, which nobody else has. */
  static SecretText takeOver(char[] characters) {
    return new SecretText(characters);
  }

  /**
   * Reveals the text in a form that cannot be wiped.
   *
   * @throws IllegalStateException if it was closed
   */
  public String revealAsString() {
    refuseWiped();
    return new String(characters);
  }

  /**
   * Reveals the text.
   *
   * @return a copy, to be wiped by the caller
   * @throws IllegalStateException if it was closed
   */
  public char[] revealAsChars() {
    refuseWiped();
    return characters.clone();
  }

  /** Returns how many {@code char}s it has. */
  public int length() {
    return characters.length;
  }

  private void refuseWiped() {
    if (wiped) {
      throw new IllegalStateException("the text was wiped");
    }
  }

  /** Wipes the text. It can be closed more than once. */
  @Override
  public void close() {
    wiped = true;
    Arrays.fill(characters, '\0');
  }

  /** Returns {@code ‹secret›}, whatever the text is. */
  @Override
  public String toString() {
    return "‹secret›";
  }
}
