package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that code asked for was not done. Its code sees an {@code Error} with these properties.
 */
public final class HostCallException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final transient Optional<JsonNode> details;

  /**
   * @param message for the author of the code
   * @param code such as {@code NOT_FOUND}
   * @param details as Wix's errors carry them: {@code {"applicationError": …}} or {@code
   *     {"validationError": …}}
   */
  public HostCallException(String message, String code, Optional<JsonNode> details) {
    super(message);
    this.code = code;
    this.details = details;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every refusal has a message");
  }

  /** Returns the machine's word for it. */
  public String code() {
    return code;
  }

  /** Returns what Wix's errors carry. */
  public Optional<JsonNode> details() {
    return details;
  }
}
