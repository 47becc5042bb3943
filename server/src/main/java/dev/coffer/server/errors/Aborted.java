package dev.coffer.server.errors;

/** Somebody else changed the same thing first; nothing was overwritten. */
public final class Aborted extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public Aborted(String message) {
    super(message);
  }
}
