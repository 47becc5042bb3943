package dev.coffer.server.errors;

/** The caller is known and may not do this. */
public final class PermissionDenied extends ApiException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public PermissionDenied(String message) {
    super(message);
  }
}
