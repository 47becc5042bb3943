package dev.coffer.velo.site;

import java.util.Objects;

/**
 * A site's files cannot be read. The message says which and why, for the person who runs the site.
 */
public final class UnreadableSite extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence without a full stop at its end. */
  UnreadableSite(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
