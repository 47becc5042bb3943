package dev.coffer.web;

/** A request's body cannot be used. */
public final class BodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** When a body that found no room may be sent again, in seconds. */
  public static final int RETRY_AFTER_SECONDS = 1;

  private final Reason reason;

  /** Why it cannot. */
  public enum Reason {
    /** It is larger than any that could be valid. */
    TOO_LARGE("the body is larger than any that could be valid"),
    /**
     * Its end is missing, or its chunks are malformed. How much of it was read is not known, so its
     * connection cannot be used again.
     */
    INCOMPLETE("incomplete request body"),
    /** It is whole, and not encoded as forms are. */
    NOT_FORM("the form is not encoded as forms are"),
    /** Other requests have bodies that fill the memory for them; a second later they may not. */
    NO_ROOM("others are sending so much that nothing more can be read; send it again");

    private final String message;

    Reason(String message) {
      this.message = message;
    }

    /** {@return what its sender may be told} */
    public String message() {
      return message;
    }
  }

  private BodyException(Reason reason) {
    super(reason.message, null, false, false);
    this.reason = reason;
  }

  static BodyException tooLarge() {
    return new BodyException(Reason.TOO_LARGE);
  }

  static BodyException incomplete() {
    return new BodyException(Reason.INCOMPLETE);
  }

  static BodyException noRoom() {
    return new BodyException(Reason.NO_ROOM);
  }

  static BodyException notForm() {
    return new BodyException(Reason.NOT_FORM);
  }

  /** {@return why the body cannot be used} */
  public Reason reason() {
    return reason;
  }
}
