package dev.coffer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a secret's value comes from: never from the command line, which other users can see. */
final class ValueOptions {
  @Option(names = "--value-stdin", description = "Read the value from standard input.")
  private boolean stdin;

  @Option(names = "--value-file", paramLabel = "FILE", description = "Read the value from a file.")
  private Optional<Path> file = Optional.empty();

  /** Returns the value, exactly as it stands in its source, or none where no source was named. */
  Optional<String> read(Console console) {
    if (stdin && file.isPresent()) {
      throw new CommandFailure(ExitCode.USAGE, "give --value-stdin or --value-file, and not both");
    }
    Optional<String> value =
        stdin ? Optional.of(StandardInput.value(console)) : file.map(ValueOptions::contentOf);
    if (value.filter(text -> text.endsWith("\n")).isPresent()) {
      console.say(
          "Note: the value ends in a line break, which is part of it."
              + " (echo writes one, printf %s does not.)");
    }
    return value;
  }

  private static String contentOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return StandardInput.exactText(in, "value");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "the file " + file + " cannot be read");
    }
  }
}
