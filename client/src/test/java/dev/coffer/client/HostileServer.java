package dev.coffer.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes one request on each connection, and does to it what a test says. */
final class HostileServer implements AutoCloseable {
  private final ServerSocket socket;
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
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.conduct = conduct;
  }

  static HostileServer doing(Conduct conduct) throws IOException {
    HostileServer server = new HostileServer(conduct);
    Thread.ofVirtual().start(server::accept);
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

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
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
      conduct.answer(requests.size(), connection.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Returns the first lines of the requests that came. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
