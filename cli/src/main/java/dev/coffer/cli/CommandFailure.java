package dev.coffer.cli;

import java.util.Objects;

/**
 * A command cannot be carried out. The message says why to people, holds no secret, and has a line
 * for each thing that is wrong.
 */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  CommandFailure(ExitCode exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }
}
