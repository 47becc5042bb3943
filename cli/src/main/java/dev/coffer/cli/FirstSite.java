package dev.coffer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The site of {@code examples/first-site}, which was built into the program. */
final class FirstSite {
  /** All its files. */
  static final List<String> FILES =
      List.of("README.md", "backend/picture.web.js", "public/index.html");

  private FirstSite() {}

  /**
   * Writes it.
   *
   * @param directory made if missing
   * @throws CommandFailure if that is not empty, or cannot be written
   */
  static void writeTo(Path directory) {
    try {
      requireEmpty(directory);
      for (String file : FILES) {
        Path target = directory.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream content =
            FirstSite.class.getResourceAsStream("examples/first-site/" + file)) {
          Files.copy(content, target);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, directory + " cannot be written");
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(ExitCode.FAILED, directory + " is not a directory");
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new CommandFailure(ExitCode.FAILED, directory + " is not empty; nothing was written");
      }
    }
  }
}
