package dev.coffer.velo.sandbox;

import java.util.Objects;

/** No process can run code; the site's files are not to blame. The message says why. */
public final class CodeCannotRun extends RuntimeException {
  private static final long serialVersionUID = 1;

  CodeCannotRun(String reason) {
    super("the site's files could not be loaded: " + reason);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
