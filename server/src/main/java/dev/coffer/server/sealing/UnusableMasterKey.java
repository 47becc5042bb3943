package dev.coffer.server.sealing;

/** The text given as a master key is not one. The message never repeats the text. */
public final class UnusableMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableMasterKey(String message) {
    super(message);
  }
}
