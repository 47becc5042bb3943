package dev.coffer.server.errors;

/** The caller did not prove who is calling. */
public final class Unauthenticated extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public Unauthenticated(String message) {
    super(message);
  }
}
