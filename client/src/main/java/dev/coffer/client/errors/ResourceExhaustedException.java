package dev.coffer.client.errors;

import java.time.Duration;
import java.util.Optional;

/** Too many failed authentications came from one address. */
public final class ResourceExhaustedException extends CofferException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  /** Creates the exception for what a server said. */
  public ResourceExhaustedException(ErrorAnswer answer) {
    super(answer);
    this.retryAfter = answer.retryAfter();
  }

  /** Returns how long to wait before another attempt; empty if the server does not say. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
