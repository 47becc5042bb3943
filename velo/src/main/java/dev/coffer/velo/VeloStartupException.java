package dev.coffer.velo;

import java.util.Objects;

/** A site cannot be started. The message says why and what to do, for the person who starts it. */
public final class VeloStartupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence without a full stop at its end. */
  public VeloStartupException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
