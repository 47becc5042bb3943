package dev.coffer.server.errors;

import java.util.Objects;

/**
 * A request that is understood and refused. Its message is fit to be shown to the caller. Refusals
 * carry no stack trace: they are ordinary answers, and must cost no more than one.
 */
public abstract sealed class ApiException extends RuntimeException
    permits Aborted,
        AlreadyExists,
        FailedPrecondition,
        InvalidArgument,
        NotFound,
        PermissionDenied,
        ResourceExhausted,
        Unauthenticated {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences for the caller, without any secret
   */
  ApiException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every refusal has a message");
  }
}
