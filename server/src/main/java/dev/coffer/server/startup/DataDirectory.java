package dev.coffer.server.startup;

import dev.coffer.server.config.StartupException;
import dev.coffer.wire.DataDirectoryFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of one server's files, held by one running server at a time. Everything in it is
 * for its owner alone.
 */
public final class DataDirectory implements AutoCloseable {
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory if it is missing, and holds it.
   *
   * @throws StartupException if it cannot be made or written, or another server holds it
   */
  public static DataDirectory hold(Path path) {
    try {
      create(path);
      Path lockPath = path.resolve(DataDirectoryFiles.LOCK);
      createForOwnerAloneIfMissing(lockPath);
      return new DataDirectory(path, openLocked(lockPath));
    } catch (IOException e) {
      throw new StartupException("the data directory " + path + " cannot be used: " + reason(e), e);
    }
  }

  private static FileChannel openLocked(Path path) throws IOException {
    FileChannel lockFile = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      if (!lock(lockFile)) {
        throw new StartupException(
            "another Coffer server is running on "
                + path.getParent()
                + "; stop it, or choose another --data");
      }
      // The command line reads whose process it is, to tell a server that starts from none.
      lockFile.truncate(0);
      lockFile.write(
          StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + System.lineSeparator()));
      return lockFile;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    if (isPosix(path)) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another server in this very process.
    }
  }

  /**
   * Reads a small text file.
   *
   * @return its content without surrounding white space; empty if there is no such file
   */
  public Optional<String> read(String name) {
    Path file = path.resolve(name);
    return Files.exists(file) ? Optional.of(readText(file)) : Optional.empty();
  }

  /**
   * Reads a small text file anywhere.
   *
   * @return its content without surrounding white space
   */
  public static String readText(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StartupException("the file " + file + " cannot be read: " + reason(e));
    }
  }

  /** Writes a small text file whole or not at all, for its owner alone, and makes it durable. */
  public void write(String name, String text) {
    Path file = path.resolve(name);
    Path partial = path.resolve(name + ".new");
    try {
      Files.deleteIfExists(partial);
      createForOwnerAlone(partial);
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      makeEntriesDurable();
    } catch (IOException e) {
      throw new StartupException("the file " + file + " cannot be written: " + reason(e), e);
    }
  }

  private static void createForOwnerAloneIfMissing(Path file) throws IOException {
    try {
      createForOwnerAlone(file);
    } catch (FileAlreadyExistsException e) {
      // Left by an earlier start, or made by one at the same time.
    }
  }

  private static void createForOwnerAlone(Path file) throws IOException {
    if (isPosix(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }

  /** A renamed file is in its directory for good only when the directory itself is on disk. */
  private void makeEntriesDurable() throws IOException {
    if (isPosix(path)) {
      try (FileChannel entries = FileChannel.open(path, StandardOpenOption.READ)) {
        entries.force(true);
      }
    }
  }

  /** Tells whether a file may be read or written by others than its owner. */
  public static boolean isOpenToOthers(Path file) {
    try {
      return isPosix(file)
          && Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains);
    } catch (IOException e) {
      return false; // Reading the file itself tells what is wrong with it.
    }
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Tells the command line on this machine where the server answers. */
  public void announce(URI uri) {
    write(DataDirectoryFiles.SERVER_URL, uri.toString());
  }

  /** Lets go of the directory. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve(DataDirectoryFiles.SERVER_URL));
      lockFile.truncate(0);
      lockFile.close();
    } catch (IOException e) {
      // The lock ends with the process; a stale URL is found out by whoever calls it.
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Returns the kind of failure; the exception's own message is often just the path again. */
  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "")
        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
  }
}
