package dev.coffer.client.internal;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The way to one server, and back. Threads may share it. */
interface WayToServer extends AutoCloseable {
  /**
   * Sends a request once, and waits for its answer.
   *
   * @param deadline by the clock of {@link System#nanoTime()}
   * @throws java.net.ConnectException if nothing listens; nothing was sent
   * @throws java.net.http.HttpConnectTimeoutException if there was no connection in time; nothing
   *     was sent
   * @throws AnswerTooLarge if the answer has more bytes than are taken
   * @throws TimeoutException if the deadline has passed
   * @throws IOException for whatever else is in the way
   */
  HttpAnswer send(HttpCall call, long deadline)
      throws IOException, InterruptedException, TimeoutException;

  @Override
  void close();
}
