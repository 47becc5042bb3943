package dev.coffer.client.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection over a socket, on which HTTP/1.1 is spoken: one exchange after another. Not for
 * several threads at once.
 */
final class SocketConnection implements AutoCloseable {
  private static final int PIECE = 16 << 10;
  private static final int LARGEST_HEAD = 64 << 10;

  /** Shorter than any server lets a connection wait. */
  private static final long REUSABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** What was received and not read yet. */
  private final ByteBuffer input = ByteBuffer.allocate(PIECE).limit(0);

  private boolean reusable;
  private long idleSince;

  private SocketConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, 0);
  }

  /**
   * Takes over a channel that is connected.
   *
   * @param channel does not block
   */
  static SocketConnection over(SocketChannel channel) throws IOException {
    try {
      return new SocketConnection(channel, Selector.open());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Tells whether another exchange may follow the last one. */
  boolean isReusable() {
    return reusable;
  }

  /** Tells whether the server still keeps it. */
  boolean isAlive() {
    if (System.nanoTime() - idleSince > REUSABLE_NANOS) {
      return false;
    }
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param largestAnswer how many bytes its body may have
   */
  HttpAnswer exchange(HttpCall call, int largestAnswer, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    reusable = false;
    try {
      boolean sent = send(call, deadline);
      Head head = head(deadline);
      BoundedBytes body = new BoundedBytes(largestAnswer);
      try {
        read(head, body, deadline);
      } catch (IOException | InterruptedException | TimeoutException e) {
        body.wipe();
        throw e;
      }
      reusable = sent && head.leavesOpen() && !input.hasRemaining();
      idleSince = System.nanoTime();
      return new HttpAnswer(head.status(), head::header, body.take());
    } finally {
      Arrays.fill(input.array(), (byte) 0);
    }
  }

  /** Returns whether all of it was sent; a server may answer before it has read that. */
  private boolean send(HttpCall call, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    byte[] head = head(call).getBytes(ISO_8859_1);
    try {
      return sent(ByteBuffer.wrap(head), deadline)
          && (call.body().isEmpty() || sent(ByteBuffer.wrap(call.body().get()), deadline));
    } finally {
      Arrays.fill(head, (byte) 0);
    }
  }

  private static String head(HttpCall call) {
    StringBuilder head = new StringBuilder(512);
    line(head, call.method() + " " + call.path() + " HTTP/1.1");
    line(head, "Host: localhost");
    call.headers().forEach(header -> line(head, header.name() + ": " + header.value()));
    call.body().ifPresent(body -> line(head, "Content-Length: " + body.length));
    return head.append("\r\n").toString();
  }

  private static void line(StringBuilder head, String line) {
    if (line.chars().anyMatch(character -> character < ' ' || character > '~')) {
      throw new IllegalArgumentException("a request has a character that cannot stand in its head");
    }
    head.append(line).append("\r\n");
  }

  private boolean sent(ByteBuffer bytes, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    while (bytes.hasRemaining()) {
      ByteBuffer piece = bytes.slice().limit(Math.min(PIECE, bytes.remaining()));
      int written;
      try {
        written = channel.write(piece);
      } catch (IOException e) {
        return false; // Whether there is an answer all the same is seen when it is read.
      }
      bytes.position(bytes.position() + written);
      if (written == 0) {
        await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
        if (key.isReadable()) {
          return false;
        }
      }
    }
    return true;
  }

  private record Head(int status, boolean isOfHttp11, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    boolean isChunked() {
      return header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    boolean hasNoBody() {
      return status == 204 || status == 304;
    }

    boolean leavesOpen() {
      return isOfHttp11
          && (isChunked() || hasNoBody() || header("content-length").isPresent())
          && header("connection").filter("close"::equalsIgnoreCase).isEmpty();
    }
  }

  private Head head(long deadline) throws IOException, InterruptedException, TimeoutException {
    while (true) {
      int[] left = {LARGEST_HEAD};
      String[] words = line(left, deadline).split(" ", 3);
      if (words.length < 2
          || !words[0].startsWith("HTTP/1.")
          || !words[1].matches("[1-9][0-9]{2}")) {
        throw malformed();
      }
      Map<String, String> headers = headers(left, deadline);
      int status = Integer.parseInt(words[1]);
      if (status >= 200) {
        return new Head(status, words[0].equals("HTTP/1.1"), headers);
      }
    }
  }

  private Map<String, String> headers(int[] left, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(left, deadline); !line.isEmpty(); line = line(left, deadline)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw malformed();
      }
      headers.putIfAbsent(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  /**
   * Reads a line, without its end.
   *
   * @param left how many bytes of the head may still come
   */
  private String line(int[] left, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    StringBuilder line = new StringBuilder();
    while (true) {
      requireInput(deadline);
      if (--left[0] < 0) {
        throw malformed();
      }
      char next = (char) (input.get() & 0xff);
      if (next == '\n') {
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
      }
      line.append(next);
    }
  }

  private void read(Head head, BoundedBytes body, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    if (head.hasNoBody()) {
      return;
    }
    if (head.isChunked()) {
      readChunks(body, deadline);
    } else if (head.header("content-length").isPresent()) {
      read(number(head.header("content-length").get(), 10), body, deadline);
    } else {
      while (hasInput(deadline)) {
        body.add(input);
      }
    }
  }

  private void readChunks(BoundedBytes body, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    int[] left = {LARGEST_HEAD};
    while (true) {
      long length = number(line(new int[] {LARGEST_HEAD}, deadline).split(";", 2)[0].strip(), 16);
      if (length == 0) {
        headers(left, deadline);
        return;
      }
      read(length, body, deadline);
      if (!line(new int[] {2}, deadline).isEmpty()) {
        throw malformed();
      }
    }
  }

  private static long number(String text, int radix) throws IOException {
    if (!text.matches(radix == 10 ? "[0-9]{1,18}" : "[0-9a-fA-F]{1,15}")) {
      throw malformed();
    }
    return Long.parseLong(text, radix);
  }

  private void read(long length, BoundedBytes body, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    long left = length;
    while (left > 0) {
      requireInput(deadline);
      ByteBuffer piece = input.slice().limit((int) Math.min(left, input.remaining()));
      int taken = piece.remaining();
      body.add(piece);
      input.position(input.position() + taken);
      left -= taken;
    }
  }

  private void requireInput(long deadline)
      throws IOException, InterruptedException, TimeoutException {
    if (!hasInput(deadline)) {
      throw new EOFException("the answer ends in its middle");
    }
  }

  /** Waits for a byte to read. Returns false at the end. */
  private boolean hasInput(long deadline)
      throws IOException, InterruptedException, TimeoutException {
    while (!input.hasRemaining()) {
      input.clear();
      int received;
      try {
        received = channel.read(input);
      } finally {
        input.flip();
      }
      if (received < 0) {
        return false;
      }
      if (received == 0) {
        await(SelectionKey.OP_READ, deadline);
      }
    }
    return true;
  }

  private void await(int operations, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millis < 0) {
      throw new TimeoutException();
    }
    key.interestOps(operations);
    selector.select(millis + 1);
    selector.selectedKeys().clear();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static IOException malformed() {
    return new IOException("the answer is not HTTP");
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
