package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** What comes to a command over its standard input. */
final class StandardInput {
  /** More than any server takes, and little enough to hold. */
  static final int MOST_BYTES = 64 * 1024 * 1024;

  private StandardInput() {}

  /**
   * Returns a password: all of the input, without the line break that {@code echo} puts after it.
   */
  static String password(Console console) {
    return text(console, "password").replaceFirst("\r?\n\\z", "");
  }

  /** Returns a value: all of the input, exactly. */
  static String value(Console console) {
    return text(console, "value");
  }

  /** Returns the next line; empty at the end of the input. */
  static Optional<String> line(Console console) {
    try {
      return new BufferedReader(new InputStreamReader(console.in(), UTF_8)).lines().findFirst();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static String text(Console console, String what) {
    if (console.interactive()) {
      console.say("Reading the " + what + " from the terminal. End it with Ctrl-D.");
    }
    try {
      return exactText(console.in(), what);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "standard input cannot be read");
    }
  }

  /**
   * Returns the bytes of a stream as the text that they are.
   *
   * @throws CommandFailure when they are not UTF-8, which JSON cannot carry
   */
  static String exactText(InputStream in, String what) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new CommandFailure(ExitCode.FAILED, "the " + what + " is larger than 64 MiB");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the "
              + what
              + " is not text in UTF-8; encode binary data, for example with base64, before"
              + " storing it");
    }
  }
}
