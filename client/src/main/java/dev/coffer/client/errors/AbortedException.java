package dev.coffer.client.errors;

/** Other changes kept getting in the way of this one, which was not made. It may be made again. */
public final class AbortedException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public AbortedException(ErrorAnswer answer) {
    super(answer);
  }
}
