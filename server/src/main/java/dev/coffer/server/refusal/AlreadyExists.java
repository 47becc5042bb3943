package dev.coffer.server.refusal;

/** The name that was asked for is taken. */
public final class AlreadyExists extends Refusal {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  public AlreadyExists(String message) {
    super(message);
  }
}
