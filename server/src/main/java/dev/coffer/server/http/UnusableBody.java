package dev.coffer.server.http;

/** A request's body is larger than any that could be valid, or did not arrive whole. */
public final class UnusableBody extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  private UnusableBody(boolean tooLarge, String message) {
    super(message, null, false, false);
    this.tooLarge = tooLarge;
  }

  static UnusableBody tooLarge() {
    return new UnusableBody(true, "the body is larger than any that could be valid");
  }

  static UnusableBody notWhole() {
    return new UnusableBody(false, "the body did not arrive whole");
  }

  /**
   * Tells which of the two it is. How much of a body was read that did not arrive whole is not
   * known, so its connection cannot be used again.
   *
   * @return whether the body is too large
   */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
