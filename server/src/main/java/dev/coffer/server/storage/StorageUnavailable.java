package dev.coffer.server.storage;

import java.util.Objects;

/**
 * The database does not answer, or cannot do what it was asked. The message says what an operator
 * needs to know, without any stored content.
 */
public final class StorageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageUnavailable(String message) {
    super(message);
  }

  StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
