package dev.coffer.client.errors;

import dev.coffer.wire.ErrorCode;

/**
 * No answer could be had: nothing listens there, TLS fails, the connection broke, time ran out, or
 * the server said that it cannot answer now.
 */
public final class UnavailableException extends CofferException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean mayBeDone;

  /** What was in the way. */
  public enum Reason {
    /** The address has no host, or nothing takes connections there. Nothing was sent. */
    NOT_CONNECTED,
    /**
     * It is not sure that it is the server: TLS failed (the certificate, or what is spoken; the
     * cause says which), or other users could listen at its socket. Nothing was sent in the latter
     * case.
     */
    NOT_SECURE,
    /** The connection ended before the answer did. */
    BROKEN,
    /** The answer, or the connection, took too long. */
    TIMED_OUT,
    /** The server answered with status 503, and has not done what was asked. */
    SERVER_SAID_SO
  }

  /** Creates the exception for what a server said. */
  public UnavailableException(ErrorAnswer answer) {
    super(answer);
    this.reason = Reason.SERVER_SAID_SO;
    this.mayBeDone = false;
  }

  /**
   * Creates the exception for a call without an answer.
   *
   * @param mayBeDone whether a change may have been made, which the message then says
   * @param message what happened
   * @param cause what happened on the way
   */
  public UnavailableException(Reason reason, boolean mayBeDone, String message, Throwable cause) {
    super(0, ErrorCode.UNAVAILABLE.name(), message + (mayBeDone ? UNKNOWN_OUTCOME : ""));
    this.reason = reason;
    this.mayBeDone = mayBeDone;
    initCause(cause);
  }

  /** Returns what was in the way. */
  public Reason reason() {
    return reason;
  }

  /** Tells whether the change that was asked for may have been made; never so for a read. */
  public boolean mayBeDone() {
    return mayBeDone;
  }
}
