package dev.coffer.wire.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.wire.DataDirectoryFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Unix-domain socket in a server's data directory, by which clients on the same machine reach
 * it and no other: only the owner of the directory and root can have put it there.
 *
 * <p>The system takes no socket whose path is longer than some hundred bytes. A longer one is named
 * by way of a link, in a directory of its own that is there only meanwhile.
 */
public final class LocalSocket {
  /** Linux takes 107 bytes, macOS 103. */
  private static final int LONGEST_PATH_BYTES = 103;

  private final Path directory;
  private final Path path;

  private LocalSocket(Path directory, String name) {
    this.directory = directory;
    this.path = directory.resolve(name);
  }

  /** Does something with an address. */
  public interface AddressUse<T> {
    /** Uses the address, which is good only until this returns. */
    T with(UnixDomainSocketAddress address) throws IOException;
  }

  /** Returns the socket of a data directory, whether there is one or not. */
  public static LocalSocket in(Path dataDirectory) {
    return new LocalSocket(dataDirectory.toAbsolutePath().normalize(), DataDirectoryFiles.SOCKET);
  }

  /** Returns another socket of the directory, to try whether it can have any. */
  public LocalSocket forTrial() {
    return new LocalSocket(directory, DataDirectoryFiles.SOCKET + ".new");
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  /**
   * Requires that nobody but this user or root can have made the socket.
   *
   * @throws UntrustedPathException if somebody else can
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  public void requireTrusted() throws IOException {
    TrustedPath rule = TrustedPath.ofThisProcess();
    rule.requireOwnDirectory(directory);
    rule.requireOwnSocket(path);
  }

  /**
   * Connects to whoever listens, without waiting. Who that is was not looked at.
   *
   * @return a channel that does not block; empty if the one who listens is too busy to accept
   * @throws IOException if nobody listens
   */
  public Optional<SocketChannel> connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      connected = withAddress(channel::connect);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
    return connected ? Optional.of(channel) : Optional.empty();
  }

  /** Does something with an address of the socket, whatever the length of its path. */
  public <T> T withAddress(AddressUse<T> use) throws IOException {
    if (path.toString().getBytes(UTF_8).length <= LONGEST_PATH_BYTES) {
      return use.with(UnixDomainSocketAddress.of(path));
    }
    Path meanwhile = Files.createTempDirectory("coffer");
    Path link = meanwhile.resolve("data");
    try {
      Files.createSymbolicLink(link, directory);
      return use.with(UnixDomainSocketAddress.of(link.resolve(path.getFileName())));
    } finally {
      Files.deleteIfExists(link);
      Files.delete(meanwhile);
    }
  }

  /** Shows the path. */
  @Override
  public String toString() {
    return path.toString();
  }
}
