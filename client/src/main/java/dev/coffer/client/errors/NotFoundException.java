package dev.coffer.client.errors;

/** The secret, site, key or member does not exist. */
public final class NotFoundException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public NotFoundException(ErrorAnswer answer) {
    super(answer);
  }
}
