package dev.coffer.client.errors;

/** The key may not make this call, or not on this site. */
public final class PermissionDeniedException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public PermissionDeniedException(ErrorAnswer answer) {
    super(answer);
  }
}
