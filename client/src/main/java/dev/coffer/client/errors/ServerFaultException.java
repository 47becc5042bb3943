package dev.coffer.client.errors;

/**
 * A fault of the server, or a stored record that was modified or damaged. {@link #requestId} leads
 * to its log.
 */
public final class ServerFaultException extends CofferException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for what a server said. */
  public ServerFaultException(ErrorAnswer answer) {
    super(answer);
  }
}
