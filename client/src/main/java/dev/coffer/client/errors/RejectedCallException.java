package dev.coffer.client.errors;

/**
 * The server refused for a reason that has no class here: {@link #code} and the message tell it.
 */
public final class RejectedCallException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public RejectedCallException(ErrorAnswer answer) {
    super(answer);
  }
}
