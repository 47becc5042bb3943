package dev.coffer.wire.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The one rule by which files of keys and certificates, and the directory that they lie in, are
 * believed: they belong to the user of this process or to root, and nobody else can write them or
 * put others in their place. It holds on file systems that keep owners, as all of Unix do; {@link
 * #keepsOwners} tells.
 *
 * <p>An entry of a directory can be replaced by whoever can write the directory, unless
 *
 * <ul>
 *   <li>the directory is sticky, as {@code /tmp} is, and the entry belongs to this user or root,
 *   <li>or it lies on a file system that is mounted read-only,
 *   <li>or it is only the directory's group that can, and the entry is a directory of this user for
 *       the user alone: Kubernetes gives volumes to a group, and nobody in it can make another that
 *       belongs to this user.
 * </ul>
 */
public final class TrustedPath {
  private static final long ROOT = 0;
  private static final int MOST_LINKS = 40;

  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int SOCKET = 0140000;

  private static final int STICKY = 01000;
  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int ANYTHING_BY_OTHERS = 0077;

  private final long user;

  private TrustedPath(long user) {
    this.user = user;
  }

  private record Entry(Path path, int mode, long owner) {
    static Entry of(Path path) throws IOException {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
      return new Entry(path, number(attributes, "mode"), unsigned(number(attributes, "uid")));
    }

    private static int number(Map<String, Object> attributes, String name) throws IOException {
      if (attributes.get(name) instanceof Integer number) {
        return number;
      }
      throw new IOException("the file system tells no " + name);
    }

    boolean is(int type) {
      return (mode & TYPE) == type;
    }

    boolean isWritableByOthers() {
      return (mode & (GROUP_WRITE | OTHERS_WRITE)) != 0;
    }
  }

  /**
   * Returns the rule for the user of this process.
   *
   * @throws IOException if the system does not say who that is
   */
  public static TrustedPath ofThisProcess() throws IOException {
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return new TrustedPath(ownerOf(process));
    }
    Path made = Files.createTempFile("coffer", "");
    try {
      return new TrustedPath(ownerOf(made));
    } finally {
      Files.delete(made);
    }
  }

  /** Returns the rule for another user, for tests. */
  static TrustedPath ofUser(long id) {
    return new TrustedPath(id);
  }

  private static long ownerOf(Path path) throws IOException {
    return unsigned((int) Files.getAttribute(path, "unix:uid"));
  }

  /** Ids of users have 32 bits without a sign. */
  private static long unsigned(int id) {
    return Integer.toUnsignedLong(id);
  }

  /** Tells whether a path lies on a file system that keeps the owners of files. */
  public static boolean keepsOwners(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /**
   * Requires a directory of this user or root that others can neither write nor replace.
   *
   * @throws UntrustedPathException if it is not one
   * @throws NoSuchFileException if it is missing
   */
  public void requireOwnDirectory(Path directory) throws IOException {
    requireOwners(directory);
    Entry found = walk(directory);
    if (!found.is(DIRECTORY)) {
      throw new UntrustedPathException(directory + " is not a directory");
    }
    requireOwn(found);
    if (found.isWritableByOthers()) {
      throw new UntrustedPathException(
          found.path()
              + " can be changed by other users; run 'chmod go-w "
              + ShellWord.quoted(found.path())
              + "', or name a directory in it with --data if its group must keep that right");
    }
  }

  /**
   * Requires that an entry of a directory that was found trustworthy is no link, and belongs to
   * this user or root.
   *
   * @throws UntrustedPathException if not
   * @throws NoSuchFileException if it is missing
   */
  public void requireOwnEntry(Path entry) throws IOException {
    requireOwners(entry);
    ownEntry(entry);
  }

  /**
   * Requires the same, and that nobody else can write it.
   *
   * @throws UntrustedPathException if not
   * @throws NoSuchFileException if it is missing
   */
  public void requireOwnFile(Path file) throws IOException {
    requireOwners(file);
    requireWritableByOwnerAlone(ownEntry(file));
  }

  /**
   * Requires the same of a socket.
   *
   * @throws UntrustedPathException if not
   * @throws NoSuchFileException if it is missing
   */
  public void requireOwnSocket(Path socket) throws IOException {
    requireOwnFile(socket);
    if (!Entry.of(socket).is(SOCKET)) {
      throw new UntrustedPathException(
          socket + " is not a socket; run 'rm " + ShellWord.quoted(socket) + "'");
    }
  }

  /**
   * Requires a file, perhaps behind links, that others can neither write nor replace: it belongs to
   * this user or root, or lies on a file system that is mounted read-only.
   *
   * @throws UntrustedPathException if it is not one
   * @throws NoSuchFileException if it is missing
   */
  public void requireIrreplaceable(Path file) throws IOException {
    requireOwners(file);
    Entry found = walk(file);
    if (found.is(LINK)) {
      return; // It leads to something that this very process has open.
    }
    if (!isReadOnly(found.path())) {
      requireOwn(found);
      requireWritableByOwnerAlone(found);
    }
  }

  /**
   * Requires the same by the rule for this process, of a file that settings name. Where files have
   * no owners there is nothing to look at.
   *
   * @throws UntrustedPathException if others can write or replace it
   * @throws NoSuchFileException if it is missing
   */
  public static void requireIrreplaceableIfOwned(Path file) throws IOException {
    if (keepsOwners(file)) {
      ofThisProcess().requireIrreplaceable(file);
    }
  }

  private static void requireOwners(Path path) throws UntrustedPathException {
    if (!keepsOwners(path)) {
      throw new UntrustedPathException(
          path + " lies on a file system that does not say whose files are");
    }
  }

  private Entry ownEntry(Path entry) throws IOException {
    Entry found = Entry.of(entry);
    if (found.is(LINK)) {
      String link = ShellWord.quoted(entry);
      String copy = ShellWord.quoted(entry + ".new");
      throw new UntrustedPathException(
          entry
              + " is a link, and there may be none in a data directory; put what it leads to in its"
              + " place: run 'cp -pL "
              + link
              + " "
              + copy
              + " && mv "
              + copy
              + " "
              + link
              + "'");
    }
    requireOwn(found);
    return found;
  }

  private boolean isOwn(Entry entry) {
    return entry.owner() == user || entry.owner() == ROOT;
  }

  private void requireOwn(Entry entry) throws UntrustedPathException {
    if (!isOwn(entry)) {
      throw new UntrustedPathException(
          entry.path() + " belongs to another user" + becomeOwner(entry));
    }
  }

  /** Who owns a directory in which other things lie too is not for a message to change. */
  private static String elsewhere(Entry entry) {
    return " (id " + entry.owner() + "); choose another place, or run this as that user";
  }

  private String becomeOwner(Entry entry) {
    return " (id "
        + entry.owner()
        + "); run 'chown "
        + user
        + " "
        + ShellWord.quoted(entry.path())
        + "', or run this as that user";
  }

  private static void requireWritableByOwnerAlone(Entry entry) throws UntrustedPathException {
    if (entry.isWritableByOthers()) {
      throw new UntrustedPathException(
          entry.path()
              + " can be changed by other users; run 'chmod go-w "
              + ShellWord.quoted(entry.path())
              + "'");
    }
  }

  /**
   * Goes from the root to what a path leads to, through all links, and looks at each step whether
   * others could have it lead elsewhere.
   *
   * @return what it leads to; a link only if that leads out of the file system, as those of {@code
   *     /proc/self/fd} may
   */
  private Entry walk(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Deque<Path> steps = new ArrayDeque<>();
    absolute.forEach(steps::add);
    Entry at = Entry.of(absolute.getRoot());
    int links = 0;
    while (!steps.isEmpty()) {
      String name = steps.pop().toString();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        Path parent = at.path().getParent();
        at = parent == null ? at : Entry.of(parent);
        continue;
      }
      Entry next = Entry.of(at.path().resolve(name));
      requireIrreplaceable(at, next, path);
      if (!next.is(LINK)) {
        at = next;
        continue;
      }
      if (isOpenFile(next)) {
        return next;
      }
      if (++links > MOST_LINKS) {
        throw new UntrustedPathException(path + " leads through too many links");
      }
      Path target = Files.readSymbolicLink(next.path());
      if (target.isAbsolute()) {
        at = Entry.of(target.getRoot());
      }
      Deque<Path> before = new ArrayDeque<>();
      target.forEach(before::push);
      before.forEach(steps::push);
    }
    return at;
  }

  /** Process substitution and standard input are links to files without a path. */
  private boolean isOpenFile(Entry link) throws IOException {
    Path directory = link.path().getParent();
    return directory != null
        && directory.startsWith("/proc")
        && directory.endsWith("fd")
        && link.owner() == user
        && !Files.readSymbolicLink(link.path()).isAbsolute();
  }

  private void requireIrreplaceable(Entry directory, Entry entry, Path meant)
      throws UntrustedPathException {
    if (isOwn(directory) && !directory.isWritableByOthers()) {
      return;
    }
    if (isOwn(directory) && isSafeAmongOthers(directory, entry)) {
      return;
    }
    if (isReadOnly(directory.path())) {
      return;
    }
    String reason = meant + " could be replaced by other users: the directory " + directory.path();
    if (!isOwn(directory)) {
      throw new UntrustedPathException(reason + " belongs to one of them" + elsewhere(directory));
    }
    if ((directory.mode() & STICKY) != 0) {
      throw new UntrustedPathException(
          reason
              + " is for everybody, and "
              + entry.path()
              + " belongs to one of them"
              + elsewhere(entry));
    }
    throw new UntrustedPathException(
        reason
            + " can be changed by them; run 'chmod go-w "
            + ShellWord.quoted(directory.path())
            + "'");
  }

  private boolean isSafeAmongOthers(Entry directory, Entry entry) {
    if ((directory.mode() & STICKY) != 0) {
      return isOwn(entry);
    }
    return (directory.mode() & OTHERS_WRITE) == 0
        && entry.is(DIRECTORY)
        && entry.owner() == user
        && (entry.mode() & ANYTHING_BY_OTHERS) == 0;
  }

  private static boolean isReadOnly(Path path) {
    try {
      return Files.getFileStore(path).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }
}
