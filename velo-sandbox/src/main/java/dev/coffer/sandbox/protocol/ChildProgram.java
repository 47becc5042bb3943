package dev.coffer.sandbox.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program that the child process runs: its main class, and all that it sees of classes. Neither
 * depends on what else the process that starts it has on its own class path.
 */
public final class ChildProgram {
  /** The class that the process begins with. */
  public static final String MAIN_CLASS = "dev.coffer.sandbox.child.ScriptMain";

  /** The names of the jars that this module runs on, which its build writes. */
  private static final String LIBRARIES = "child-libraries";

  private ChildProgram() {}

  /**
   * Returns this module's own classes, and the libraries that they need. A library is looked for
   * beside this module's jar, as in the packaged program, and then on this process's class path, as
   * in a build.
   *
   * @return absolute paths of jars, and of a directory of classes while there is no jar yet
   * @throws IllegalStateException if a library is in neither place
   */
  public static List<Path> classPath() {
    Path own = ownClasses();
    List<Path> classPath = new ArrayList<>(List.of(own));
    for (String library : libraries()) {
      classPath.add(
          Stream.concat(Stream.of(own.resolveSibling(library)), onOwnClassPath(library))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("library not found: " + library)));
    }
    return List.copyOf(classPath);
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          ChildProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the classes of the child process have no path", e);
    }
  }

  private static List<String> libraries() {
    try (InputStream stream = ChildProgram.class.getResourceAsStream(LIBRARIES)) {
      if (stream == null) {
        throw new IllegalStateException("the build wrote no list of the child's libraries");
      }
      String list = new String(stream.readAllBytes(), UTF_8).strip();
      return Arrays.stream(list.split("\\|", -1))
          .map(entry -> entry.substring(entry.lastIndexOf('/') + 1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> onOwnClassPath(String library) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(entry -> entry.endsWith(library));
  }
}
