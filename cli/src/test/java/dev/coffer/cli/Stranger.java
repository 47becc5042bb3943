package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.wire.local.LocalSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Somebody who listens where a server did, keeps all that comes, and answers like Coffer. */
final class Stranger implements AutoCloseable {
  private static final String BODY =
      "{\"sites\":[],\"secrets\":[],\"apiKeys\":[],\"value\":\"v\",\"id\":\"i\"}";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;

  private final ServerSocketChannel door;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private Stranger(ServerSocketChannel door) {
    this.door = door;
    Thread.ofVirtual().start(this::accept);
  }

  static Stranger atAPort() throws IOException {
    ServerSocketChannel door = ServerSocketChannel.open();
    door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new Stranger(door);
  }

  static Stranger atTheSocketOf(Path dataDirectory) throws IOException {
    ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    LocalSocket.in(dataDirectory).withAddress(door::bind);
    return new Stranger(door);
  }

  int port() throws IOException {
    return ((InetSocketAddress) door.getLocalAddress()).getPort();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = door.accept();
        Thread.ofVirtual().start(() -> take(connection));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void take(SocketChannel connection) {
    try (connection) {
      ByteBuffer bytes = ByteBuffer.allocate(8192);
      while (connection.read(bytes) >= 0) {
        synchronized (received) {
          received.write(bytes.array(), 0, bytes.position());
        }
        bytes.clear();
        connection.write(ByteBuffer.wrap(ANSWER.getBytes(ISO_8859_1)));
      }
    } catch (IOException e) {
      // They went away.
    }
  }

  /** Returns all that anybody sent. */
  String received() {
    synchronized (received) {
      return received.toString(ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
