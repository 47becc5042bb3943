package dev.coffer.server.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What is sent to a client. However a write fails, it is an {@link IOException}: the web server has
 * several exceptions of its own for a client that has gone or was cut off for its slowness.
 */
final class ClientStream extends FilterOutputStream {
  /**
   * @param out leads to the client
   */
  ClientStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(out::flush);
  }

  @Override
  public void close() throws IOException {
    attempt(out::close);
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(Step step) throws IOException {
    try {
      step.run();
    } catch (RuntimeException e) {
      throw new IOException("what was sent was not taken", e);
    }
  }
}
