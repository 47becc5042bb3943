package dev.coffer.velo.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A socket to a server, for requests that no client library would send. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final Socket socket;

  RawConnection(URI server) {
    try {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends lines, each ended as HTTP has it, and the empty line that ends a head. */
  RawConnection send(String... lines) {
    try {
      String head = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the first line of the answer. */
  String statusLine() {
    try {
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      return new BufferedReader(in).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads to the end of the connection.
   *
   * @throws AssertionError if the server does not close it
   */
  String toTheEnd() {
    try {
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close the connection", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request that is the last of its connection, and answers the status line. */
  static String statusLine(URI server, String requestLine, String... headers) {
    try (RawConnection connection = new RawConnection(server)) {
      String[] lines = new String[headers.length + 2];
      lines[0] = requestLine;
      lines[1] = "Connection: close";
      System.arraycopy(headers, 0, lines, 2, headers.length);
      return connection.send(lines).toTheEnd().lines().findFirst().orElse("");
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
