package dev.coffer.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes one request on each connection, and does to it what a test says. It listens at a port and
 * at the socket of a data directory.
 */
final class HostileServer implements AutoCloseable {
  private final ServerSocketChannel port;
  private final ServerSocketChannel socket;
  private final Path dataDirectory;
  private final Conduct conduct;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What is done to a connection whose request was read. */
  interface Conduct {
    /**
     * @param number of the request, from 1
     */
    void answer(int number, OutputStream out) throws IOException, InterruptedException;
  }

  private HostileServer(Conduct conduct) throws IOException {
    this.conduct = conduct;
    this.port = ServerSocketChannel.open();
    port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.dataDirectory = Files.createTempDirectory("hostile");
    this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    LocalSocket.in(dataDirectory).withAddress(socket::bind);
    Files.setPosixFilePermissions(
        dataDirectory.resolve(DataDirectoryFiles.SOCKET),
        PosixFilePermissions.fromString("rw-------"));
  }

  static HostileServer doing(Conduct conduct) throws IOException {
    HostileServer server = new HostileServer(conduct);
    Thread.ofVirtual().start(() -> server.accept(server.port));
    Thread.ofVirtual().start(() -> server.accept(server.socket));
    return server;
  }

  static HostileServer answering(int status, String body) throws IOException {
    return doing((number, out) -> write(out, status, body));
  }

  static void write(OutputStream out, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        "HTTP/1.1 %d Any\r\nContent-Length: %d\r\nConnection: close\r\n"
            .formatted(status, bytes.length);
    out.write((head + "Location: /elsewhere\r\n\r\n").getBytes(ISO_8859_1));
    out.write(bytes);
  }

  private void accept(ServerSocketChannel door) {
    while (door.isOpen()) {
      try {
        SocketChannel connection = door.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(connection), ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      in.skip(length);
      requests.add(first);
      conduct.answer(requests.size(), Channels.newOutputStream(connection));
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  URI uri() {
    try {
      InetSocketAddress address = (InetSocketAddress) port.getLocalAddress();
      return URI.create("http://127.0.0.1:" + address.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the directory with the socket at which it listens too. */
  Path dataDirectory() {
    return dataDirectory;
  }

  /** Returns the first lines of the requests that came. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    port.close();
    socket.close();
    Files.deleteIfExists(dataDirectory.resolve(DataDirectoryFiles.SOCKET));
    Files.delete(dataDirectory);
  }
}
