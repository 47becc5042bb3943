package dev.coffer.client.errors;

/** The key is unknown, expired, revoked or mistyped; or an email and a password are no member's. */
public final class UnauthenticatedException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public UnauthenticatedException(ErrorAnswer answer) {
    super(answer);
  }
}
