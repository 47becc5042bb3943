package dev.coffer.sandbox.child;

import dev.coffer.sandbox.protocol.BoundedLines;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.MessageCodec;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The two pipes to the process that holds the key. One thread reads; threads may share it to write.
 */
final class Pipe {
  private final BoundedLines in;
  private final OutputStream out;

  Pipe(InputStream in, OutputStream out) {
    this.in = new BoundedLines(in, MessageCodec.LONGEST_LINE_TO_CHILD);
    this.out = out;
  }

  /** Returns the next message, or nothing once the other end is closed. */
  Optional<ToChild> read() throws IOException, ProtocolViolation {
    Optional<byte[]> line = in.next();
    return line.isEmpty() ? Optional.empty() : Optional.of(MessageCodec.toChild(line.get()));
  }

  void send(FromChild message) {
    byte[] line = MessageCodec.line(message);
    try {
      synchronized (out) {
        out.write(line);
        out.flush();
      }
    } catch (IOException e) {
      // Nobody listens any more, so nobody needs this process.
      Runtime.getRuntime().halt(0);
    }
  }
}
