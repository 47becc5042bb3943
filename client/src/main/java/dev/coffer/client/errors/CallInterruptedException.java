package dev.coffer.client.errors;

/**
 * The thread was interrupted while it waited for the answer. Its interrupted status is set again.
 */
public final class CallInterruptedException extends CofferException {
  private static final long serialVersionUID = 1L;

  private final boolean mayBeDone;

  /**
   * Creates the exception.
   *
   * @param mayBeDone whether a change may have been made
   */
  public CallInterruptedException(boolean mayBeDone) {
    super(0, "CANCELLED", "interrupted" + (mayBeDone ? UNKNOWN_OUTCOME : ""));
    this.mayBeDone = mayBeDone;
  }

  /** Tells whether the change that was asked for may have been made; never so for a read. */
  public boolean mayBeDone() {
    return mayBeDone;
  }
}
