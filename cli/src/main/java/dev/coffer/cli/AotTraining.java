package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short life of Coffer for Java to learn from: the launcher runs it once after a build, and keeps
 * what was loaded and linked in a cache (JEP 514) that makes every later start about twice as
 * quick. It works in a temporary directory, on a free port of the loopback interface, and leaves
 * nothing behind.
 */
final class AotTraining {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Enough for Java to see which methods matter (JEP 515), and over in a moment. */
  private static final int READS = 20;

  private final String dataDirectory;

  private AotTraining(Path dataDirectory) {
    this.dataDirectory = dataDirectory.toString();
  }

  /**
   * Ends with an exit code other than 0, and soon, if something does not work.
   *
   * @param arguments the directory of the program that is trained
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().start(AotTraining::endWhenTooLong);
    SqliteLibrary.unpackInto(Path.of(arguments[0]));
    Path directory = Files.createTempDirectory("coffer-training");
    try {
      new AotTraining(directory.resolve("data")).live();
    } finally {
      delete(directory);
    }
  }

  private void live() throws InterruptedException {
    Thread server =
        Thread.ofPlatform().start(() -> run("", "serve", "--port", "0", "--data", dataDirectory));
    try {
      run("", "--help");
      call(
          "a password for training",
          "members",
          "setup",
          "--email",
          "me@example.com",
          "--password-stdin");
      call("", "site", "list");
      call("", "key", "create", "reader", "--allow", "read", "--expires", "90d");
      call("", "key", "list", "--json");
      call("value", "secret", "create", "name", "--value-stdin", "--description", "description");
      for (int i = 0; i < READS; i++) {
        call("", "secret", "get", "name");
      }
      call("", "secret", "list");
      call("other value", "secret", "update", "name", "--value-stdin");
      call("", "secret", "delete", "name");
    } finally {
      server.interrupt();
      server.join();
    }
  }

  private void call(String input, String... command) {
    run(
        input,
        Stream.concat(Stream.of(command), Stream.of("--data", dataDirectory))
            .toArray(String[]::new));
  }

  private static void run(String input, String... command) {
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            command,
            new Console(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
                new PrintStream(complaints, true, UTF_8),
                Map.of(),
                false));
    if (exitCode != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed: " + complaints.toString(UTF_8));
    }
  }

  private static void endWhenTooLong() {
    try {
      Thread.sleep(LONGEST);
    } catch (InterruptedException e) {
      return;
    }
    Runtime.getRuntime().halt(1);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> content;
    try (Stream<Path> walk = Files.walk(directory)) {
      content = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : content) {
      Files.delete(path);
    }
  }
}
