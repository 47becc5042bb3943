package dev.coffer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once by the build. Else every start would unpack it into the
 * system's temporary directory and compare it byte by byte, which takes a tenth of the start.
 */
final class SqliteLibrary {
  private SqliteLibrary() {}

  /**
   * Writes the library for this machine into a directory, where a Java that is started with {@code
   * -Dorg.sqlite.lib.path} finds it. Does nothing if there is none for this machine.
   */
  static void unpackInto(Path directory) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (library != null) {
        Files.copy(library, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
