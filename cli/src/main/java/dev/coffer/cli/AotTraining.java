package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short life of a server and its command line, for Java to learn at build time which classes they
 * load and which methods they run often, and to keep that in its ahead-of-time cache (<a
 * href="https://openjdk.org/jeps/515">JEP 515</a>). Not a test: it only fails if nothing was
 * learned.
 */
final class AotTraining {
  private static final int READS = 200;

  private AotTraining() {}

  /** Runs on a temporary data directory, which is gone afterwards. Prints only what failed. */
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("coffer-training");
    Thread server =
        Thread.ofPlatform().start(() -> run(data, "", "serve", "--port", "0", "--data", "" + data));
    try {
      for (List<String> command : commands()) {
        run(data, "an example of a password", command.toArray(String[]::new));
      }
      for (int read = 0; read < READS; read++) {
        run(data, "", "secret", "get", "example");
      }
    } finally {
      server.interrupt();
      server.join();
      delete(data);
    }
  }

  private static List<List<String>> commands() {
    return List.of(
        List.of("members", "setup", "--email", "me@example.com", "--password-stdin"),
        List.of("site", "list"),
        List.of("key", "create", "example", "--allow", "read,list", "--expires", "90d"),
        List.of("key", "list", "--json"),
        List.of("secret", "create", "example", "--value-stdin", "--description", "Example"),
        List.of("secret", "update", "example", "--value-stdin"),
        List.of("secret", "list"),
        List.of("secret", "create", "gone", "--value-stdin"),
        List.of("secret", "delete", "gone"),
        List.of("--help"));
  }

  private static void run(Path data, String input, String... command) {
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
            System.err,
            Map.of("COFFER_DATA", data.toString()),
            false);
    int exitCode = Main.run(command, console);
    if (exitCode != ExitCode.DONE.number()) {
      throw new IllegalStateException("Training: " + List.of(command) + " ended with " + exitCode);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
