package dev.coffer.server.errors;

/** The call is valid, but the site is not yet in a state that allows it. */
public final class FailedPrecondition extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public FailedPrecondition(String message) {
    super(message);
  }
}
