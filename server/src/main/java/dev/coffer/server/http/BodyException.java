package dev.coffer.server.http;

/** A request's body is larger than any that could be valid, or is incomplete. */
public final class BodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  private BodyException(boolean tooLarge, String message) {
    super(message, null, false, false);
    this.tooLarge = tooLarge;
  }

  static BodyException tooLarge() {
    return new BodyException(true, "the body is larger than any that could be valid");
  }

  static BodyException notWhole() {
    return new BodyException(false, "incomplete request body");
  }

  /**
   * Tells which of the two it is. How much of a body was read that is incomplete is not known, so
   * its connection cannot be used again.
   *
   * @return whether the body is too large
   */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
