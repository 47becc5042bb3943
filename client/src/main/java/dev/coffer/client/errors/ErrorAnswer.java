package dev.coffer.client.errors;

import dev.coffer.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a server said when it refused.
 *
 * @param status the HTTP status
 * @param code such as {@code NOT_FOUND}; {@link ErrorCode} has those that this version knows
 * @param message for people
 * @param details the JSON of {@code details}, as it was sent
 * @param requestId what the server's log calls the request
 * @param retryAfter when to come back, if the server said so
 * @param violations what is wrong with which field
 */
public record ErrorAnswer(
    int status,
    String code,
    String message,
    String details,
    Optional<String> requestId,
    Optional<Duration> retryAfter,
    List<FieldViolation> violations) {
  /** Takes a copy. */
  public ErrorAnswer {
    violations = List.copyOf(violations);
  }

  /** Returns the exception that is for this code. */
  public CofferException exception() {
    Optional<ErrorCode> known = ErrorCode.of(code);
    if (known.isEmpty()) {
      return new RejectedCallException(this);
    }
    return switch (known.get()) {
      case INVALID_ARGUMENT -> new InvalidArgumentException(this);
      case UNAUTHENTICATED -> new UnauthenticatedException(this);
      case PERMISSION_DENIED -> new PermissionDeniedException(this);
      case NOT_FOUND -> new NotFoundException(this);
      case ALREADY_EXISTS -> new AlreadyExistsException(this);
      case ABORTED -> new AbortedException(this);
      case FAILED_PRECONDITION -> new FailedPreconditionException(this);
      case RESOURCE_EXHAUSTED -> new ResourceExhaustedException(this);
      case INTERNAL -> new ServerFaultException(this);
      case UNAVAILABLE -> new UnavailableException(this);
      case METHOD_NOT_ALLOWED, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          new RejectedCallException(this);
    };
  }
}
