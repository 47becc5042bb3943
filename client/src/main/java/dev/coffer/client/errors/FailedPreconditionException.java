package dev.coffer.client.errors;

/** The Members Area of the site is not set up, which the call needs. */
public final class FailedPreconditionException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public FailedPreconditionException(ErrorAnswer answer) {
    super(answer);
  }
}
