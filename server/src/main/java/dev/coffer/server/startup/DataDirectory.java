package dev.coffer.server.startup;

import dev.coffer.server.config.StartupException;
import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import dev.coffer.wire.local.TrustedPath;
import dev.coffer.wire.local.UntrustedPathException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one server's files, held by one running server at a time. Everything in it is
 * for its owner alone, and nothing in it was put there by another user: see {@link TrustedPath}.
 */
public final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private static final Set<PosixFilePermission> READ_BY_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  /** What decides which keys are used, and where the data goes. */
  private static final Set<String> DECISIVE =
      Set.of(
          DataDirectoryFiles.MASTER_KEY,
          DataDirectoryFiles.OPERATOR_KEY,
          DataDirectoryFiles.PROPERTIES,
          DataDirectoryFiles.LOCK);

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory if it is missing, and holds it.
   *
   * @throws StartupException if it cannot be made or written, another server holds it, or another
   *     user could have put something there
   */
  public static DataDirectory hold(Path path) {
    try {
      create(path);
      if (TrustedPath.keepsOwners(path)) {
        requireOwn(path);
      }
      Path lockPath = path.resolve(DataDirectoryFiles.LOCK);
      createForOwnerAloneIfMissing(lockPath);
      return new DataDirectory(path, openLocked(lockPath));
    } catch (UntrustedPathException e) {
      throw new StartupException(
          "the data directory " + path + " cannot be trusted: " + e.getMessage());
    } catch (IOException e) {
      throw new StartupException("the data directory " + path + " cannot be used: " + reason(e), e);
    }
  }

  private static void requireOwn(Path directory) throws IOException {
    TrustedPath rule = TrustedPath.ofThisProcess();
    rule.requireOwnDirectory(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (DECISIVE.contains(entry.getFileName().toString())) {
          rule.requireOwnFile(entry);
        } else {
          requireOwnIfStillThere(rule, entry);
        }
      }
    }
  }

  /** Files of a database come and go while another server holds the directory. */
  private static void requireOwnIfStillThere(TrustedPath rule, Path entry) throws IOException {
    try {
      rule.requireOwnEntry(entry);
    } catch (NoSuchFileException e) {
      // It has gone, and so has what could be wrong with it.
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
   * Reads a key.
   *
   * @return its content without surrounding white space; empty if there is no such file
   */
  public Optional<String> readKey(String name) {
    Path file = path.resolve(name);
    return Files.exists(file) ? Optional.of(readKey(file)) : Optional.empty();
  }

  private static String readText(Path file) {
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

  /**
   * Reads a key, after a look at who could have written it and who can read it.
   *
   * @param file anywhere; links on the way are followed
   * @return its content without surrounding white space
   * @throws StartupException if it cannot be read, or other users could have written it
   */
  public static String readKey(Path file) {
    requireIrreplaceable(file);
    if (isReadableByOthers(file)) {
      LOG.warn("the key file {} can be read by other users; run chmod 600 on it", file);
    }
    return readText(file);
  }

  /**
   * Requires that no other user can write or replace a file that the settings name; a missing one
   * is left to the one that reads it.
   *
   * @throws StartupException if one can
   */
  public static void requireIrreplaceable(Path file) {
    try {
      TrustedPath.requireIrreplaceableIfOwned(file);
    } catch (UntrustedPathException e) {
      throw new StartupException("the file " + file + " cannot be trusted: " + e.getMessage());
    } catch (IOException e) {
      LOG.debug("whose file it is cannot be seen", e);
    }
  }

  private static boolean isReadableByOthers(Path file) {
    try {
      return isPosix(file)
          && Files.getPosixFilePermissions(file).stream().anyMatch(READ_BY_OTHERS::contains);
    } catch (IOException e) {
      return false; // Reading the file itself tells what is wrong with it.
    }
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Returns what commands on this machine reach the server by. */
  public LocalSocket socket() {
    return LocalSocket.in(path);
  }

  /** Tells scripts on this machine where the server answers. */
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
