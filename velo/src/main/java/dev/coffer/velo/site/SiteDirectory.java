package dev.coffer.velo.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a site, with its source files under {@code backend} and {@code public}. Symbolic
 * links, names that begin with a dot, and {@code node_modules} are passed over, so that nothing
 * outside of the two is read. Threads may share it.
 */
public final class SiteDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(SiteDirectory.class);
  private static final List<String> ROOTS = List.of("backend", "public");
  private static final Set<String> SOURCES = Set.of("js", "jsw", "json");

  private static final int LARGEST_FILE = 1 << 20;
  private static final int LARGEST_SITE = 16 << 20;
  private static final int MOST_FILES = 2_000;

  private final Path directory;

  /** How large a file is, and when it was written. */
  record Stamp(long size, FileTime modified) {}

  /**
   * What can be told of the files without reading them; another one when something was saved.
   *
   * @param stamps by the file's path from the site's directory
   * @param directories all that hold them, or could
   */
  record State(SortedMap<String, Stamp> stamps, List<Path> directories) {}

  private SiteDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Looks at a directory.
   *
   * @throws UnreadableSite if it is no directory, or has no {@code backend} directory in it
   */
  public static SiteDirectory of(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new UnreadableSite("there is no directory " + directory);
    }
    if (!Files.isDirectory(directory.resolve("backend"))) {
      throw new UnreadableSite(
          directory + " is not a Velo site: it has no directory named backend" + hint(directory));
    }
    try {
      return new SiteDirectory(directory.toRealPath());
    } catch (IOException e) {
      throw new UnreadableSite(directory + " cannot be read");
    }
  }

  /** Sites with Git integration have their code one directory deeper. */
  private static String hint(Path directory) {
    Path deeper = directory.resolve("src");
    return Files.isDirectory(deeper.resolve("backend")) ? "; but " + deeper + " has one" : "";
  }

  /** Returns where it is, without symbolic links. */
  public Path path() {
    return directory;
  }

  /**
   * Reads the source files: {@code .js}, {@code .jsw} and {@code .json}, of 1 MiB each and 16 MiB
   * together at most, in UTF-8. What is too large or no text under {@code public} is left out:
   * pages may show it, code cannot import it.
   *
   * @throws UnreadableSite if that cannot be done under {@code backend}
   */
  public SiteFiles read() {
    Map<String, String> texts = new TreeMap<>();
    long size = 0;
    for (String file : state().stamps().keySet()) {
      Optional<String> text = text(file);
      if (text.isPresent()) {
        texts.put(file, text.get());
        size += text.get().length();
      }
      if (size > LARGEST_SITE) {
        throw new UnreadableSite("the source files are larger than 16 MiB together");
      }
    }
    return new SiteFiles(texts);
  }

  private Optional<String> text(String file) {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      return bytes.length > LARGEST_FILE
          ? unreadable(file, "is larger than 1 MiB")
          : Optional.of(decoded(bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Deleted meanwhile, which is noticed as a change.
    } catch (CharacterCodingException e) {
      return unreadable(file, "is not UTF-8");
    } catch (IOException e) {
      return unreadable(file, "cannot be read");
    }
  }

  private static String decoded(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Without a file of the backend the rest may do what nobody meant: think of permissions. */
  private static Optional<String> unreadable(String file, String why) {
    if (file.startsWith("backend/")) {
      throw new UnreadableSite(file + " " + why);
    }
    LOG.warn("{} {}, so code cannot import it", file, why);
    return Optional.empty();
  }

  /** Returns how the files are at this moment. */
  State state() {
    SortedMap<String, Stamp> stamps = new TreeMap<>();
    List<Path> directories = new ArrayList<>();
    for (String root : ROOTS) {
      Path path = directory.resolve(root);
      if (Files.isDirectory(path)) {
        walk(path, stamps, directories);
      }
    }
    if (stamps.size() > MOST_FILES) {
      throw new UnreadableSite("there are more than 2,000 source files");
    }
    return new State(stamps, directories);
  }

  private void walk(Path root, SortedMap<String, Stamp> stamps, List<Path> directories) {
    try {
      Files.walkFileTree(root, new Collector(stamps, directories));
    } catch (IOException e) {
      throw new UnreadableSite(root + " cannot be read");
    }
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    private final SortedMap<String, Stamp> stamps;
    private final List<Path> directories;

    Collector(SortedMap<String, Stamp> stamps, List<Path> directories) {
      this.stamps = stamps;
      this.directories = directories;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      if (isPassedOver(path)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      directories.add(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isPassedOver(path) && isSource(path)) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        stamps.put(name, new Stamp(attributes.size(), attributes.lastModifiedTime()));
      }
      return FileVisitResult.CONTINUE;
    }

    /** Files come and go while a tree is walked. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    private static boolean isPassedOver(Path path) {
      String name = path.getFileName().toString();
      return name.startsWith(".") || name.equals("node_modules");
    }

    private static boolean isSource(Path path) {
      String name = path.getFileName().toString();
      return SOURCES.contains(name.substring(name.lastIndexOf('.') + 1));
    }
  }
}
