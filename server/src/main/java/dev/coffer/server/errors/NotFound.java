package dev.coffer.server.errors;

/** What the call is about does not exist, or not for this caller. */
public final class NotFound extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public NotFound(String message) {
    super(message);
  }
}
