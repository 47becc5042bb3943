package dev.coffer.server.errors;

import java.time.Duration;

/** A limit is reached; the call may be made again later. */
public final class ResourceExhausted extends ApiException {
  private static final long serialVersionUID = 1L;

  private final long retryAfterSeconds;

  /**
   * @param message one or two sentences for the caller, without any secret
   * @param retryAfter how long to wait; rounded up to whole seconds, at least one
   */
  public ResourceExhausted(String message, Duration retryAfter) {
    super(message);
    this.retryAfterSeconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
  }

  /** {@return how long to wait before calling again, in whole seconds, at least 1} */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
