package dev.coffer.cli;

import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.FieldViolation;
import dev.coffer.client.errors.InvalidArgumentException;
import dev.coffer.client.errors.ResourceExhaustedException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.client.errors.UnexpectedAnswerException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** The one place where the client's errors become words for the person at the command line. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** Returns what to tell when a call did not succeed. */
  static CommandFailure of(Endpoint endpoint, CofferException failure) {
    return switch (failure) {
      case UnexpectedAnswerException unexpected when unexpected.status() == 0 ->
          new CommandFailure(ExitCode.NO_SERVER, unexpected.getMessage());
      case UnexpectedAnswerException unexpected ->
          new CommandFailure(
              ExitCode.NO_SERVER,
              "what answered at "
                  + endpoint.server().name()
                  + " is not a Coffer server (status "
                  + unexpected.status()
                  + "); look at the address, and at any proxy on the way");
      case UnavailableException unavailable when unavailable.reason() != Reason.SERVER_SAID_SO ->
          new CommandFailure(ExitCode.NO_SERVER, message(endpoint.server(), unavailable));
      default ->
          new CommandFailure(
              exitCode(failure.status()), message(failure) + hint(endpoint.key(), failure));
    };
  }

  private static String message(Endpoint.Server server, UnavailableException failure) {
    return failure.getCause() instanceof SSLException reason
        ? server.failure(reason)
        : failure.getMessage();
  }

  private static String message(CofferException failure) {
    if (failure instanceof InvalidArgumentException invalid && !invalid.violations().isEmpty()) {
      return invalid.violations().stream()
          .map(ErrorMessages::message)
          .collect(Collectors.joining("\n"));
    }
    return failure.getMessage();
  }

  /** The wire says {@code secret.name} where the command line has only a name. */
  private static String message(FieldViolation violation) {
    String field = violation.field().replaceFirst("^(secret|apiKey|site|owner)\\.", "");
    return field + " " + violation.description();
  }

  private static String hint(Key key, CofferException failure) {
    return switch (failure.status()) {
      case 401, 403 -> "; the key is the one in " + key.origin();
      case 429 ->
          failure instanceof ResourceExhaustedException exhausted
              ? exhausted
                  .retryAfter()
                  .map(wait -> "; try again in " + wait.toSeconds() + " seconds")
                  .orElse("")
              : "";
      case 500, 503 -> failure.requestId().map(id -> "; the request id is " + id).orElse("");
      default -> "";
    };
  }

  private static ExitCode exitCode(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 404 -> ExitCode.NOT_FOUND;
      default -> ExitCode.FAILED;
    };
  }
}
