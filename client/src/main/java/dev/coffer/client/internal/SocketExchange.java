package dev.coffer.client.internal;

import dev.coffer.wire.local.LocalSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;

/**
 * The way to the server of a data directory on this machine. Before every connection it is looked
 * whether nobody else can listen there. Connections are kept for later calls.
 */
final class SocketExchange implements WayToServer {
  private static final int MILLIS_BETWEEN_ATTEMPTS = 10;

  private final LocalSocket socket;
  private final Duration toConnect;
  private final int largestAnswer;

  /** The last used first. */
  private final Deque<SocketConnection> idle = new ConcurrentLinkedDeque<>();

  private volatile boolean closed;

  SocketExchange(LocalSocket socket, Duration toConnect, int largestAnswer) {
    this.socket = socket;
    this.toConnect = toConnect;
    this.largestAnswer = largestAnswer;
  }

  @Override
  public HttpAnswer send(HttpCall call, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    SocketConnection connection = connection(deadline);
    boolean kept = false;
    try {
      HttpAnswer answer = connection.exchange(call, largestAnswer, deadline);
      kept = connection.isReusable();
      return answer;
    } finally {
      if (kept) {
        keep(connection);
      } else {
        connection.close();
      }
    }
  }

  private SocketConnection connection(long deadline)
      throws IOException, InterruptedException, TimeoutException {
    for (SocketConnection kept = idle.poll(); kept != null; kept = idle.poll()) {
      if (kept.isAlive()) {
        return kept;
      }
      kept.close();
    }
    return newConnection(deadline);
  }

  private SocketConnection newConnection(long deadline)
      throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + toConnect.toNanos();
    requireTrusted();
    while (true) {
      Optional<SocketChannel> channel = connected();
      if (channel.isPresent()) {
        return SocketConnection.over(channel.get());
      }
      if (deadline - System.nanoTime() < 0) {
        throw new TimeoutException();
      }
      if (end - System.nanoTime() < 0) {
        throw new HttpConnectTimeoutException("the server is too busy to accept a connection");
      }
      Thread.sleep(MILLIS_BETWEEN_ATTEMPTS);
    }
  }

  private void requireTrusted() throws IOException {
    try {
      socket.requireTrusted();
    } catch (NoSuchFileException e) {
      throw nobody(e);
    }
  }

  private Optional<SocketChannel> connected() throws IOException {
    try {
      return socket.connect();
    } catch (IOException e) {
      throw nobody(e);
    }
  }

  private static ConnectException nobody(IOException cause) {
    ConnectException failure = new ConnectException("nobody listens");
    failure.initCause(cause);
    return failure;
  }

  private void keep(SocketConnection connection) {
    idle.push(connection);
    if (closed) {
      closeIdle();
    }
  }

  /** Closes the connections; one that is in use is closed after its call. */
  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private void closeIdle() {
    for (SocketConnection kept = idle.poll(); kept != null; kept = idle.poll()) {
      kept.close();
    }
  }
}
