package dev.coffer.testing;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A socket to a server, for requests that no client library would send. */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final Socket socket;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  public static RawConnection to(URI uri) {
    return from("127.0.0.1", uri);
  }

  /** Connects from another address of this machine, such as 127.0.0.2. */
  public static RawConnection from(String address, URI uri) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(address, 0));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
      return new RawConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request on a connection of its own, and reads the answer. */
  public static Optional<RawAnswer> exchange(URI server, byte[] request) {
    try (RawConnection connection = to(server)) {
      connection.send(request);
      return connection.answer();
    }
  }

  /** Sends one request as text, and reads the answer that must come. */
  public static RawAnswer exchange(URI server, String request) {
    return exchange(server, request.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("the server closed without an answer"));
  }

  /** What was answered: names of headers in lower case. */
  public record RawAnswer(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // The server may have answered and closed before all was sent.
    }
  }

  public void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says that nothing more will be sent. */
  public void endSending() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // The server has closed already.
    }
  }

  /**
   * Reads one answer.
   *
   * @return the answer; empty if the server closed the connection without one
   * @throws AssertionError if the server neither answers nor closes
   */
  public Optional<RawAnswer> answer() {
    try {
      InputStream in = socket.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return Optional.empty();
      }
      String[] lines = head.split("\r\n", -1);
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon > 0) {
          headers.put(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
              lines[i].substring(colon + 1).strip());
        }
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return Optional.of(
          new RawAnswer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, body));
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server neither answers nor closes", e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads one answer, if it begins to come soon.
   *
   * @param millis how long to wait for its beginning
   * @return the answer; empty if none has come
   */
  public Optional<RawAnswer> answerWithin(int millis) {
    try {
      long deadline = System.nanoTime() + millis * 1_000_000L;
      while (socket.getInputStream().available() == 0) {
        if (System.nanoTime() > deadline) {
          return Optional.empty();
        }
        LockSupport.parkNanos(1_000_000);
      }
      return answer();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.write(b);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (b == '\n' && text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
  }

  /** Tells whether the server closes the connection, whatever it still sends before that. */
  public boolean isClosedByServer() {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
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

  /**
   * Reads to the end of the connection.
   *
   * @throws AssertionError if the server does not close it
   */
  public String toTheEnd() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close the connection", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends lines, each ended as HTTP has it, and the empty line that ends a head. */
  public RawConnection sendHead(String... lines) {
    send(String.join("\r\n", lines) + "\r\n\r\n");
    return this;
  }

  /** Reads the first line of the answer. */
  public String statusLine() {
    try {
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      return new BufferedReader(in).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request that is the last of its connection, and answers the status line. */
  public static String statusLine(URI server, String requestLine, String... headers) {
    try (RawConnection connection = to(server)) {
      String[] lines = new String[headers.length + 2];
      lines[0] = requestLine;
      lines[1] = "Connection: close";
      System.arraycopy(headers, 0, lines, 2, headers.length);
      return connection.sendHead(lines).toTheEnd().lines().findFirst().orElse("");
    }
  }
}
