package dev.coffer.velo.calls;

import java.util.Objects;

/** A directory is not a Velo site. The message says what it lacks, for the person who runs it. */
public final class SiteUnusable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence without a full stop at its end. */
  public SiteUnusable(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
