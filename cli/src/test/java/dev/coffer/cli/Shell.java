package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process, as a shell would run them in one of their own. */
final class Shell {
  private final Map<String, String> environment;
  private final byte[] input;
  private final boolean interactive;

  Shell() {
    this(Map.of(), new byte[0], false);
  }

  private Shell(Map<String, String> environment, byte[] input, boolean interactive) {
    this.environment = environment;
    this.input = input;
    this.interactive = interactive;
  }

  Shell variable(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Shell(Map.copyOf(more), input, interactive);
  }

  Shell input(String text) {
    return input(text.getBytes(UTF_8));
  }

  Shell input(byte[] bytes) {
    return new Shell(environment, bytes, interactive);
  }

  Shell atATerminal() {
    return new Shell(environment, input, true);
  }

  Outcome run(String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(command, console(out, err));
    return new Outcome(
        String.join(" ", command), exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Returns the surroundings that a command would have. */
  Console console() {
    return console(new ByteArrayOutputStream(), new ByteArrayOutputStream());
  }

  private Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Console(
        new ByteArrayInputStream(input),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        environment,
        interactive);
  }

  /** What a command left behind. */
  record Outcome(String command, int exitCode, String out, String err) {
    /** Standard output without the line break at its end: what {@code $(…)} gives. */
    String captured() {
      return out.stripTrailing();
    }

    Outcome mustSucceed() {
      return mustEndWith(ExitCode.DONE);
    }

    Outcome mustEndWith(ExitCode expected) {
      if (exitCode != expected.number()) {
        throw new AssertionError(
            "'" + command + "' ended with " + exitCode + " and not " + expected + ":\n" + err);
      }
      return this;
    }
  }
}
