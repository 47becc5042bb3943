package dev.coffer.client.errors;

/** The name is taken, or the Members Area is set up already. */
public final class AlreadyExistsException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public AlreadyExistsException(ErrorAnswer answer) {
    super(answer);
  }
}
