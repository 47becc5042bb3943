package dev.coffer.settings;

import java.util.Objects;

/**
 * A setting is unknown or cannot be what it is. The message names it and the rule, and shows no
 * value that could be a secret.
 */
public final class InvalidSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, without a full stop
   */
  public InvalidSetting(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
