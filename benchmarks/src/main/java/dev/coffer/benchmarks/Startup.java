package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;

/** The time from a command to the first answer of the server that it starts. */
final class Startup {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Startup() {}

  /** Times a start on a new data directory, until the server says that it is ready. */
  static double secondsOnNewData(Path launcher, Path data) {
    Directories.delete(data);
    return seconds(launcher, data, "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Times a start on existing data, until the server has answered with the value of a secret. */
  static double secondsToFirstRead(Path launcher, DataSet data) {
    return seconds(
        launcher,
        data.directory(),
        "GET /api/v1/secrets/name/"
            + DataSet.name(0)
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            + data.keys().getFirst()
            + "\r\n\r\n");
  }

  private static double seconds(Path launcher, Path data, String request) {
    return seconds(port -> ChildServer.serve(launcher, data, port), request);
  }

  /** Times a start at a port that is given to it, until a request is answered with status 200. */
  static double seconds(IntFunction<Process> server, String request) {
    int port = freePort();
    long start = System.nanoTime();
    Process process = server.apply(port);
    try {
      while (process.isAlive() && System.nanoTime() - start < LONGEST.toNanos()) {
        if (isAnswered(port, request)) {
          return (System.nanoTime() - start) / 1e9;
        }
        Pause.milliseconds(2);
      }
      throw new IllegalStateException(
          "a server did not answer; its log is in benchmarks/target/run");
    } finally {
      ChildServer.stop(process);
    }
  }

  private static boolean isAnswered(int port, String request) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false; // Nobody listens yet.
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
