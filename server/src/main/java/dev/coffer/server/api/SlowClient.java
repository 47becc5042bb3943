package dev.coffer.server.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is sent to a client that may be slow, but not stand still: each write must be taken within a
 * time. Otherwise the thread that writes, which must be a virtual one, is interrupted, and the
 * runtime closes the socket that it waits for. However a write fails, it is an {@link IOException}.
 */
final class SlowClient extends FilterOutputStream {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("slow-clients").factory());

  private final Duration patience;

  /**
   * @param out leads to the client
   * @param patience how long one write may take
   */
  SlowClient(OutputStream out, Duration patience) {
    super(out);
    this.patience = patience;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Alarm alarm = new Alarm(Thread.currentThread());
    ScheduledFuture<?> rings =
        CLOCK.schedule(alarm::ring, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      out.write(bytes, offset, length);
    } catch (RuntimeException e) { // The web server has several of its own.
      throw new IOException("what was sent was not taken", e);
    } finally {
      rings.cancel(false);
      alarm.stop();
    }
  }

  /** Interrupts a thread, but not once it is stopped. */
  private static final class Alarm {
    private final Thread writer;
    private boolean isStopped;

    Alarm(Thread writer) {
      this.writer = writer;
    }

    synchronized void ring() {
      if (!isStopped) {
        writer.interrupt();
      }
    }

    synchronized void stop() {
      isStopped = true;
    }
  }
}
