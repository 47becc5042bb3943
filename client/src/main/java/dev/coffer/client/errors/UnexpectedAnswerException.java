package dev.coffer.client.errors;

import dev.coffer.wire.ErrorCode;

/**
 * What answered is not a Coffer server, or not one that this version understands: look at the
 * address, and at any proxy on the way.
 */
public final class UnexpectedAnswerException extends CofferException {
  private static final long serialVersionUID = 1L;
  private static final int OK = 200;

  /**
   * Creates the exception for an answer.
   *
   * @param status its HTTP status
   */
  public UnexpectedAnswerException(int status) {
    this(status, "what answered is not a Coffer server (status " + status + ")");
  }

  private UnexpectedAnswerException(int status, String message) {
    super(status, ErrorCode.UNAVAILABLE.name(), message);
  }

  /** Returns the exception for an answer that is larger than the client takes. */
  public static UnexpectedAnswerException ofMoreThan(int bytes) {
    return new UnexpectedAnswerException(0, "the answer is larger than " + bytes + " bytes");
  }

  /** Returns the exception for a success that lacks what it should have. */
  public static UnexpectedAnswerException ofWrongShape() {
    return new UnexpectedAnswerException(OK);
  }
}
