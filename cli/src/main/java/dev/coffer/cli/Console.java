package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds a command: its streams, its environment variables, and whether a person sits at
 * it. Both output streams are written as UTF-8.
 *
 * @param interactive whether standard input and standard output are a terminal
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean interactive) {
  public Console {
    requireNonNull(in);
    requireNonNull(out);
    requireNonNull(err);
    environment = Map.copyOf(environment);
  }

  /** Returns the surroundings of this process. */
  static Console ofProcess() {
    return new Console(
        System.in,
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
        System.getenv(),
        Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent());
  }

  /** Says something to the person at the command, beside its output. */
  void say(String message) {
    err.println(TerminalText.of(message));
  }

  /** Says what is wrong, each line of it behind the program's name. */
  void complain(String message) {
    message.lines().forEach(line -> say("coffer: " + line));
  }

  /** Returns a variable of the environment; an empty one counts as given. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /** Does not show the environment, which may hold a key. */
  @Override
  public String toString() {
    return "Console[interactive=" + interactive + "]";
  }
}
