package dev.coffer.client.errors;

import java.util.Objects;
import java.util.Optional;

/**
 * A call that did not succeed. Its message is the server's where there was an answer, and never has
 * what was sent in it.
 */
public abstract sealed class CofferException extends RuntimeException
    permits AbortedException,
        AlreadyExistsException,
        CallInterruptedException,
        FailedPreconditionException,
        InvalidArgumentException,
        NotFoundException,
        PermissionDeniedException,
        RejectedCallException,
        ResourceExhaustedException,
        ServerFaultException,
        UnauthenticatedException,
        UnavailableException,
        UnexpectedAnswerException {
  private static final long serialVersionUID = 1L;
  private static final String NOTHING = "";

  /** Ends the message where a change was asked for, and no answer came. */
  static final String UNKNOWN_OUTCOME = "; the change may have been made, or not";

  private final int status;
  private final String code;
  private final String details;
  private final String requestId;

  /** The server said so. */
  CofferException(ErrorAnswer answer) {
    super(answer.message());
    this.status = answer.status();
    this.code = answer.code();
    this.details = answer.details();
    this.requestId = answer.requestId().orElse(NOTHING);
  }

  /** Nobody said so. */
  CofferException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = NOTHING;
    this.requestId = NOTHING;
  }

  /** Returns why the call failed. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "each is made with a message");
  }

  /** Returns the HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }

  /**
   * Returns the code, such as {@code NOT_FOUND}: the server's, or {@code UNAVAILABLE} where no
   * Coffer server answered, or {@code CANCELLED} where the caller was interrupted.
   */
  public String code() {
    return code;
  }

  /** Returns the JSON of {@code details} as the server sent it; empty if it sent none. */
  public Optional<String> details() {
    return some(details);
  }

  /** Returns what the server's log calls the request; empty if there was no answer. */
  public Optional<String> requestId() {
    return some(requestId);
  }

  private static Optional<String> some(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
