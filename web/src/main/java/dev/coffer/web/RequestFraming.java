package dev.coffer.web;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into requests, and gives the web server one piece at a time: a whole
 * head, then pieces of its body, and nothing of another request before this one was answered. So
 * what is held of a request that is still coming is bounded, and bytes of a body never pass for a
 * request. Chunks are read in every form of RFC 9112, section 7.1, and given on in the plainest;
 * their extensions and trailers are dropped. The connection's thread alone uses it.
 */
final class RequestFraming implements Supplier<byte @Nullable []> {
  /** Many times what a path needs, so that a name that is far too long is refused as a name. */
  static final int LONGEST_REQUEST_LINE = 64 << 10;

  static final int LARGEST_HEADERS = 16 << 10;
  static final int MOST_HEADERS = 200;
  private static final int LONGEST_CHUNK_LINE = 4 << 10;
  private static final int LARGEST_TRAILERS = 8 << 10;
  private static final int MOST_DIGITS = 15;

  private static final Status HEADERS_TOO_LARGE =
      Status.create(431, "Request Header Fields Too Large");
  private static final byte[] NOTHING = {};
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
  private static final byte[] CONTENT_LENGTH = ascii("content-length");
  private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
  private static final byte[] ACCEPT = ascii("accept");
  private static final byte[] CONNECTION = ascii("connection");
  private static final byte[] EXPECT = ascii("expect");

  private enum Part {
    HEAD,
    BODY_OF_KNOWN_LENGTH,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final Input socket;
  private final long largestBody;
  private final ClientConnection connection;

  /** What has come and was not given on: from {@link #start} to {@link #end}. */
  private byte[] buffer = NOTHING;

  private int start;
  private int end;

  private Part part = Part.HEAD;
  private long remaining;
  private int trailers;
  private boolean ended;
  private boolean endOfInput;
  private boolean continueAwaited;
  private Head head = new Head();

  /** What a client sends. */
  interface Input {
    /** Gives what has come, and waits if nothing has; null at the end. */
    byte @Nullable [] next();
  }

  /** What the framing needs of a head. */
  private static final class Head {
    String method = "";
    String path = "";
    String version = "";
    String accept = "";
    boolean asksToClose;
    boolean expects;
    int headers;
    final List<String> transferEncodings = new ArrayList<>(1);
    final List<String> contentLengths = new ArrayList<>(1);
    boolean encoded;
  }

  /**
   * @param socket what the client sends
   * @param largestBody how many bytes a body may have; the web server counts those of chunks
   *     together
   * @param connection is told what is waited for
   */
  RequestFraming(Input socket, long largestBody, ClientConnection connection) {
    this.socket = socket;
    this.largestBody = largestBody;
    this.connection = connection;
  }

  /**
   * Gives the next piece.
   *
   * @return the piece; null if the client has ended, or nothing more of it shall be read
   * @throws RequestException if it is not HTTP, or larger than it may be; nothing is given after
   *     that
   */
  @Override
  public byte @Nullable [] get() {
    if (ended) {
      return null;
    }
    byte[] piece =
        switch (part) {
          case HEAD -> head();
          case BODY_OF_KNOWN_LENGTH -> bodyOfKnownLength();
          case CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS -> chunked();
        };
    if (piece == null) {
      ended = true;
    }
    connection.waitForServer();
    return piece;
  }

  /** Gives nothing more on, however much comes. */
  void end() {
    ended = true;
  }

  /** Tells whether the client asked for the end of the connection after this request. */
  boolean isLastRequest() {
    return head.asksToClose;
  }

  /**
   * Tells whether what is left of the request's body may be waited for: none, or little of a known
   * length that the client sends unasked.
   */
  boolean isNearlyRead(int little) {
    return !ended
        && (part == Part.HEAD
            || (part == Part.BODY_OF_KNOWN_LENGTH && remaining <= little && !continueAwaited));
  }

  /** Tells whether the client may still be sending something that was not read. */
  boolean leavesSomethingUnread() {
    return !endOfInput && (part != Part.HEAD || start < end);
  }

  /**
   * Throws away what the client still sends, because to close with something unread could take the
   * answer from it.
   *
   * @param limit how many bytes at most
   */
  void discard(int limit) {
    ended = true;
    start = 0;
    end = 0;
    int discarded = 0;
    while (discarded < limit) {
      byte[] bytes = socket.next();
      if (bytes == null) {
        return;
      }
      discarded += bytes.length;
    }
  }

  // Heads

  private byte @Nullable [] head() {
    head = new Head();
    int line = start;
    int next = start;
    boolean first = true;
    int headersBegin = start;
    connection.waitForRequest();
    while (true) {
      if (next == end) {
        int consumed = next - start;
        int lineOffset = line - start;
        int headersOffset = headersBegin - start;
        if (start < end) {
          connection.waitForHead();
        }
        if (!fill()) {
          return null;
        }
        next = start + consumed;
        line = start + lineOffset;
        headersBegin = start + headersOffset;
        continue;
      }
      byte b = buffer[next++];
      if (b == '\n') {
        if (next - 2 < line || buffer[next - 2] != '\r') {
          return malformedHead(next);
        }
        int length = next - 2 - line;
        if (first) {
          requestLine(line, length);
          first = false;
          headersBegin = next;
          if (length == 0) {
            return malformedHead(next);
          }
        } else if (length == 0) {
          return headOf(next);
        } else {
          header(line, length);
        }
        line = next;
      } else if (next - 2 >= line && buffer[next - 2] == '\r') {
        return malformedHead(next);
      }
      requireBounded(first, next, first ? line : headersBegin);
    }
  }

  private void requireBounded(boolean first, int next, int begin) {
    if (first && next - begin > LONGEST_REQUEST_LINE) {
      throw refused(Status.REQUEST_URI_TOO_LONG_414);
    }
    if (!first && (next - begin > LARGEST_HEADERS || head.headers > MOST_HEADERS)) {
      throw refused(HEADERS_TOO_LARGE);
    }
  }

  /** The web server, which gets all to the wrong byte, says what is wrong with it. */
  private byte[] malformedHead(int next) {
    ended = true;
    return take(next - start);
  }

  private void requestLine(int begin, int length) {
    String[] words = text(begin, length).split(" ", 3);
    head.method = words[0];
    head.path = words.length > 1 ? words[1] : "";
    head.version = words.length > 2 ? words[2] : "";
  }

  private void header(int begin, int length) {
    head.headers++;
    int colon = 0;
    while (colon < length && buffer[begin + colon] != ':') {
      colon++;
    }
    if (isName(begin, colon, TRANSFER_ENCODING)) {
      values(begin, colon, length).forEach(head.transferEncodings::add);
    } else if (isName(begin, colon, CONTENT_LENGTH)) {
      head.contentLengths.add(value(begin, colon, length));
    } else if (isName(begin, colon, CONTENT_ENCODING)) {
      head.encoded = true;
    } else if (isName(begin, colon, ACCEPT)) {
      head.accept = value(begin, colon, length);
    } else if (isName(begin, colon, CONNECTION)) {
      head.asksToClose |= values(begin, colon, length).anyMatch("close"::equals);
    } else if (isName(begin, colon, EXPECT)) {
      head.expects = true;
    }
  }

  private boolean isName(int begin, int length, byte[] name) {
    if (length != name.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((buffer[begin + i] | 0x20) != name[i] && buffer[begin + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private String value(int begin, int colon, int length) {
    return text(begin + colon + 1, length - colon - 1).strip();
  }

  private Stream<String> values(int begin, int colon, int length) {
    return Arrays.stream(value(begin, colon, length).split(",", -1))
        .map(value -> value.strip().toLowerCase(Locale.ROOT))
        .filter(value -> !value.isEmpty());
  }

  private byte[] headOf(int next) {
    if (!head.transferEncodings.isEmpty()) {
      requireChunkedAlone();
      part = Part.CHUNK_SIZE;
      trailers = 0;
    } else if (!head.contentLengths.isEmpty()) {
      remaining = contentLength();
      part = remaining == 0 ? Part.HEAD : Part.BODY_OF_KNOWN_LENGTH;
    }
    if (part != Part.HEAD && head.encoded) {
      throw refused(Status.UNSUPPORTED_MEDIA_TYPE_415);
    }
    continueAwaited = part != Part.HEAD && head.expects;
    return take(next - start);
  }

  private void requireChunkedAlone() {
    List<String> encodings = head.transferEncodings;
    if (!head.contentLengths.isEmpty() || !encodings.getLast().equals("chunked")) {
      throw refused(Status.BAD_REQUEST_400);
    }
    if (encodings.size() > 1) {
      throw refused(
          encodings.indexOf("chunked") < encodings.size() - 1
              ? Status.BAD_REQUEST_400
              : Status.NOT_IMPLEMENTED_501);
    }
  }

  private long contentLength() {
    String length = head.contentLengths.getFirst();
    boolean digits = !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9');
    if (head.contentLengths.size() > 1 || !digits) {
      throw refused(Status.BAD_REQUEST_400);
    }
    if (length.length() > MOST_DIGITS) {
      throw refused(Status.REQUEST_ENTITY_TOO_LARGE_413);
    }
    return Long.parseLong(length);
  }

  // Bodies

  private byte @Nullable [] bodyOfKnownLength() {
    if (!awaitBody()) {
      return null;
    }
    byte[] piece = take((int) Math.min(end - start, remaining));
    remaining -= piece.length;
    if (remaining == 0) {
      part = Part.HEAD;
    }
    return piece;
  }

  private byte @Nullable [] chunked() {
    while (true) {
      switch (part) {
        case CHUNK_SIZE -> {
          int length = line(LONGEST_CHUNK_LINE);
          if (length < 0) {
            return null;
          }
          remaining = chunkSize(start, length);
          start += length + 2;
          part = remaining == 0 ? Part.TRAILERS : Part.CHUNK;
        }
        case CHUNK -> {
          if (!awaitBody()) {
            return null;
          }
          byte[] piece = chunk((int) Math.min(end - start, remaining));
          if (remaining == 0) {
            part = Part.CHUNK_END;
          }
          return piece;
        }
        case CHUNK_END -> {
          int length = line(0);
          if (length < 0) {
            return null;
          }
          start += 2;
          part = Part.CHUNK_SIZE;
        }
        case TRAILERS -> {
          int length = line(LARGEST_TRAILERS - trailers);
          if (length < 0) {
            return null;
          }
          requireHeader(start, length);
          trailers += length + 2;
          start += length + 2;
          if (length == 0) {
            part = Part.HEAD;
            return LAST_CHUNK;
          }
        }
        case HEAD, BODY_OF_KNOWN_LENGTH ->
            throw new IllegalStateException("this body is not chunked");
      }
    }
  }

  /**
   * Waits for a line.
   *
   * @param longest how many bytes it may have before its end
   * @return how many it has; negative if the client has ended
   */
  private int line(int longest) {
    int length = 0;
    while (true) {
      if (start + length + 1 >= end) {
        if (length < end - start && buffer[start + length] != '\r') {
          requireTextOfLine(buffer[start + length], length, longest);
        }
        connection.waitForBody();
        if (!fill()) {
          return -1;
        }
        continue;
      }
      byte b = buffer[start + length];
      if (b == '\r') {
        if (buffer[start + length + 1] != '\n') {
          throw refused(Status.BAD_REQUEST_400);
        }
        return length;
      }
      requireTextOfLine(b, length, longest);
      length++;
    }
  }

  private void requireTextOfLine(byte b, int length, int longest) {
    boolean text = b == '\t' || b < 0 || (b >= ' ' && b != 0x7f);
    if (!text || length >= longest) {
      throw refused(Status.BAD_REQUEST_400);
    }
  }

  private long chunkSize(int begin, int length) {
    long size = 0;
    int digits = 0;
    while (digits < length && Character.digit(buffer[begin + digits], 16) >= 0) {
      size = size << 4 | Character.digit(buffer[begin + digits], 16);
      digits++;
      if (size > largestBody) {
        throw refused(Status.REQUEST_ENTITY_TOO_LARGE_413);
      }
    }
    if (digits == 0 || !isExtension(text(begin + digits, length - digits).strip())) {
      throw refused(Status.BAD_REQUEST_400);
    }
    return size;
  }

  private static boolean isExtension(String text) {
    return text.isEmpty() || text.charAt(0) == ';';
  }

  private void requireHeader(int begin, int length) {
    if (length > 0) {
      int colon = text(begin, length).indexOf(':');
      boolean continued = buffer[begin] == ' ' || buffer[begin] == '\t';
      if (colon <= 0 || continued) {
        throw refused(Status.BAD_REQUEST_400);
      }
    }
  }

  /** Takes bytes, as a chunk of their own. */
  private byte[] chunk(int length) {
    byte[] size = ascii(Integer.toHexString(length) + "\r\n");
    byte[] chunk = new byte[size.length + length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(buffer, start, chunk, size.length, length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    start += length;
    remaining -= length;
    return chunk;
  }

  // Bytes

  private boolean awaitBody() {
    continueAwaited = false;
    if (start < end) {
      return true;
    }
    connection.waitForBody();
    return fill();
  }

  /** Waits for more bytes; false if the client has ended. */
  private boolean fill() {
    byte[] more = socket.next();
    if (more == null) {
      endOfInput = true;
      return false;
    }
    if (start == end) {
      buffer = more;
      start = 0;
      end = more.length;
      return true;
    }
    int held = end - start;
    if (buffer.length - end < more.length) {
      byte[] larger =
          held + more.length <= buffer.length / 2
              ? buffer
              : new byte[Math.max(2 * held, held + more.length)];
      System.arraycopy(buffer, start, larger, 0, held);
      buffer = larger;
      start = 0;
      end = held;
    }
    System.arraycopy(more, 0, buffer, end, more.length);
    end += more.length;
    return true;
  }

  /** The web server keeps what it is given, so it is given an array of its own. */
  private byte[] take(int length) {
    byte[] taken;
    if (start == 0 && length == buffer.length) {
      taken = buffer;
      buffer = NOTHING;
      end = 0;
      return taken;
    }
    taken = Arrays.copyOfRange(buffer, start, start + length);
    start += length;
    if (start == end) {
      buffer = NOTHING;
      start = 0;
      end = 0;
    }
    return taken;
  }

  private String text(int begin, int length) {
    return new String(buffer, begin, length, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The message is for debugging, and says nothing of what was sent. */
  private RequestException refused(Status status) {
    ended = true;
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(status)
        .request(new PartlyRead(head))
        .setKeepAlive(false)
        .message("the request was refused as it came in")
        .build();
  }

  /** As much of a refused request as its answer depends on. */
  private record PartlyRead(
      String protocolVersion, String method, String path, ServerRequestHeaders headers)
      implements TransportRequest {
    PartlyRead(Head head) {
      this(head.version, head.method, head.path, accepting(head.accept));
    }

    private static ServerRequestHeaders accepting(String types) {
      WritableHeaders<?> headers = WritableHeaders.create();
      if (!types.isEmpty()) {
        headers.set(HeaderNames.ACCEPT, types);
      }
      return ServerRequestHeaders.create(headers);
    }

    /** Does not show the path, which may name a secret. */
    @Override
    public String toString() {
      return "PartlyRead";
    }
  }
}
