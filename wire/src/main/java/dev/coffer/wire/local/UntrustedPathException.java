package dev.coffer.wire.local;

import java.io.IOException;
import java.util.Objects;

/**
 * A file or directory could have been made or changed by another user. The message says which, why,
 * and what to do.
 */
public final class UntrustedPathException extends IOException {
  private static final long serialVersionUID = 1L;

  UntrustedPathException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
