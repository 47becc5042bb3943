package dev.coffer.server.errors;

import java.time.Duration;
import java.util.OptionalLong;

/** A limit is reached; where waiting helps, the call may be made again later. */
public final class ResourceExhausted extends ApiException {
  private static final long serialVersionUID = 1L;

  private final transient OptionalLong retryAfterSeconds;

  /**
   * @param message one or two sentences for the caller, without any secret
   * @param retryAfter how long to wait; rounded up to whole seconds, at least one
   */
  public ResourceExhausted(String message, Duration retryAfter) {
    super(message);
    this.retryAfterSeconds =
        OptionalLong.of(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
  }

  /**
   * A limit that time alone does not lift.
   *
   * @param message one or two sentences for the caller, without any secret
   */
  public ResourceExhausted(String message) {
    super(message);
    this.retryAfterSeconds = OptionalLong.empty();
  }

  /**
   * {@return how long to wait before calling again, in whole seconds, at least 1, if that helps}
   */
  public OptionalLong retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
