package dev.coffer.velo.site;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The files under {@code public}, which anybody may have. They are looked for anew at each request.
 * Nothing outside of {@code public} can be reached, by no path and no symbolic link; names that
 * begin with a dot are not there. Threads may share it.
 */
public final class PublicFiles {
  private static final String INDEX = "index.html";

  private final Path root;
  private final InstantSource clock;

  /** Those of a site; it need not have any. */
  public PublicFiles(SiteDirectory directory, InstantSource clock) {
    this.root = directory.path().resolve("public");
    this.clock = clock;
  }

  /**
   * Finds a file and opens it; whoever gets it closes it.
   *
   * @param path decoded, such as {@code /pictures/cat.png}; one that ends in a slash means the
   *     {@code index.html} there
   */
  public Optional<PublicFile> find(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    String file = (path.endsWith("/") ? path + INDEX : path).substring(1);
    return inside(file).flatMap(real -> PublicFile.open(real, clock.instant()));
  }

  /** Returns whether there is a file that {@link #find} finds. */
  public boolean has(String path) {
    Optional<PublicFile> file = find(path);
    file.ifPresent(PublicFile::close);
    return file.isPresent();
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
}
