package dev.coffer.wire.local;

/** A word of a command that a message shows, to be pasted into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** Returns the word as a shell takes it for one, in quotes where it must be. */
  public static String quoted(Object word) {
    String text = word.toString();
    return text.matches("[A-Za-z0-9/._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
