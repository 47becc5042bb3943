package dev.coffer.server.config;

import java.util.Objects;

/**
 * What keeps the server from starting. The message is for the person who starts it: one or two
 * sentences that say what is wrong and what to do, without any secret.
 */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, and what to do
   */
  public StartupException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong, and what to do
   * @param cause without any secret in its message
   */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
