package dev.coffer.sandbox.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines of bytes, none longer than a limit. One thread reads. */
public final class BoundedLines {
  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int end;

  /** A line was longer than it may be. */
  public static final class LineTooLong extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Reads from the beginning of a stream.
   *
   * @param longest how many bytes a line may have
   */
  public BoundedLines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /**
   * Returns the next line without its end; empty at the end of the stream, even within a line.
   *
   * @throws LineTooLong once a line turns out to be
   */
  public Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      int from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      if (line.size() + position - from > longest) {
        throw new LineTooLong();
      }
      line.write(buffer, from, position - from);
      if (position < end) {
        position++;
        return Optional.of(line.toByteArray());
      }
      end = in.read(buffer);
      position = 0;
      if (end < 0) {
        end = 0;
        return Optional.empty();
      }
    }
  }
}
