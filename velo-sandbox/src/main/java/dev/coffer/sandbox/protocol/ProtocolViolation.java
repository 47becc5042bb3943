package dev.coffer.sandbox.protocol;

import java.util.Objects;

/**
 * A line is no message, or a message comes when it cannot: the other end is not what it should be.
 */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param what a sentence for the log, without anything that the other end sent
   */
  public ProtocolViolation(String what) {
    super(what);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
