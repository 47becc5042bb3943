package dev.coffer.velo.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files under {@code public}, which anybody may have. They are read anew at each request.
 * Nothing outside of {@code public} can be reached, by no path and no symbolic link; names that
 * begin with a dot are not there. Threads may share it.
 */
public final class PublicFiles {
  private static final int LARGEST_FILE = 32 << 20;
  private static final String INDEX = "index.html";

  private final Path root;

  /** Those of a site; it need not have any. */
  public PublicFiles(SiteDirectory directory) {
    this.root = directory.path().resolve("public");
  }

  /**
   * A file as it is now.
   *
   * @param name without its directory
   */
  public record PublicFile(String name, byte[] content) {}

  /**
   * Finds a file, of at most 32 MiB.
   *
   * @param path decoded, such as {@code /pictures/cat.png}; one that ends in a slash means the
   *     {@code index.html} there
   */
  public Optional<PublicFile> find(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    String file = (path.endsWith("/") ? path + INDEX : path).substring(1);
    return inside(file).filter(Files::isRegularFile).flatMap(PublicFiles::read);
  }

  /** Returns the place of a path, if that is really inside. */
  private Optional<Path> inside(String file) {
    Path place = root;
    try {
      for (String name : file.split("/", -1)) {
        if (!isName(name)) {
          return Optional.empty();
        }
        place = place.resolve(name);
      }
      Path real = place.toRealPath();
      return real.startsWith(root.toRealPath()) ? Optional.of(real) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.chars().allMatch(c -> c >= ' ' && c != '\\' && c != ':' && c != 0x7f);
  }

  private static Optional<PublicFile> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      return content.length > LARGEST_FILE
          ? Optional.empty()
          : Optional.of(new PublicFile(file.getFileName().toString(), content));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
