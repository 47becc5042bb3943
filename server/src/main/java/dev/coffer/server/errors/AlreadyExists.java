package dev.coffer.server.errors;

/** The name that was asked for is taken. */
public final class AlreadyExists extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public AlreadyExists(String message) {
    super(message);
  }
}
