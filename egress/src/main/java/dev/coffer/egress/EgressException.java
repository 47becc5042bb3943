package dev.coffer.egress;

import java.util.Objects;

/** A request that was not made, or got no whole answer. The message shows no path and no header. */
public final class EgressException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String host;

  /** Why. */
  public enum Reason {
    /** The policy does not let it go there. */
    PERMISSION_DENIED,
    /** It takes more than the limits allow. */
    RESOURCE_EXHAUSTED,
    /** It took too long. */
    DEADLINE_EXCEEDED,
    /** Nothing answers there, or what answers cannot be trusted. */
    UNAVAILABLE,
    /** The thread that made it was interrupted. */
    CANCELLED
  }

  EgressException(Reason reason, String message) {
    this(reason, "", message);
  }

  EgressException(Reason reason, String host, String message) {
    super(message);
    this.reason = reason;
    this.host = host;
  }

  /** {@return why it failed} */
  public Reason reason() {
    return reason;
  }

  /** {@return the host that the policy refuses, the first or one of a redirect; otherwise empty} */
  public String host() {
    return host;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
