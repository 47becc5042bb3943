package dev.coffer.web;

import dev.coffer.web.BodyBudget.Part;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the bodies of requests are read. */
public final class RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

  /**
   * What a byte of a body comes to until its request is answered: the bytes, the parser's
   * characters (2), their encoding anew (3), and the fields that are kept (2).
   */
  private static final long MEMORY_PER_BYTE = 8;

  private RequestBody() {}

  /**
   * Reads a body of somebody who is known. The memory that it takes grows as it arrives.
   *
   * @param request the request that has it, which has passed a {@link BodyBudget}
   * @param limit how many bytes it may have
   * @return the body; empty if there is none
   * @throws BodyException if it has more bytes, is incomplete, or finds no room in the budget
   */
  public static byte[] read(ServerRequest request, int limit) {
    return read(request, limit, Part.WHOLE);
  }

  /**
   * Reads a body in the same way, of anybody.
   *
   * @param request the request that has it, which has passed a {@link BodyBudget}
   * @param limit how many bytes it may have
   * @param part how much of the budget such bodies may fill
   * @return the body; empty if there is none
   * @throws BodyException if it has more bytes, is incomplete, or finds no room in the budget
   */
  static byte[] read(ServerRequest request, int limit, Part part) {
    OptionalLong declared = request.headers().contentLength();
    if (declared.orElse(0) > limit) {
      throw BodyException.tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    BodyBudget.Share share = BodyBudget.share();
    share.requireRoom(MEMORY_PER_BYTE * declared.orElse(0), part);
    Arriving body = new Arriving(share, part, limit, (int) declared.orElse(limit));
    try (InputStream content = request.content().inputStream()) {
      return body.readFrom(content);
    } catch (BodyException e) {
      throw e;
    } catch (RequestException e) {
      if (e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
        throw BodyException.tooLarge();
      }
      throw incomplete(e);
    } catch (IOException | RuntimeException e) { // Cut short, or in malformed chunks.
      throw incomplete(e);
    }
  }

  /**
   * Takes memory for what is made of a body, beyond the {@value #MEMORY_PER_BYTE} bytes for each of
   * its bytes that reading it took.
   *
   * @param bytes how much
   * @throws BodyException if there is no room in the budget
   */
  public static void takeMemory(long bytes) {
    if (bytes > 0) { // A request without a body has no share.
      BodyBudget.share().take(bytes, Part.WHOLE);
    }
  }

  /** A body as far as it has come. What it outgrows is wiped, since it may hold a value. */
  private static final class Arriving {
    private static final int FIRST_STEP = 1024;

    private final BodyBudget.Share share;
    private final Part part;
    private final int limit;
    private final int expected;
    private byte[] bytes = new byte[0];
    private int length;

    Arriving(BodyBudget.Share share, Part part, int limit, int expected) {
      this.share = share;
      this.part = part;
      this.limit = limit;
      this.expected = expected;
    }

    byte[] readFrom(InputStream content) throws IOException {
      while (true) {
        if (length == bytes.length) {
          int next = content.read();
          if (next < 0) {
            return bytes;
          }
          grow();
          bytes[length++] = (byte) next;
        }
        int count = content.read(bytes, length, bytes.length - length);
        if (count < 0) {
          resize(length);
          return bytes;
        }
        length += count;
      }
    }

    private void grow() {
      if (length == limit) {
        throw BodyException.tooLarge();
      }
      int bound = length < expected ? expected : limit;
      int capacity = (int) Math.min(bound, Math.max(FIRST_STEP, 2L * length));
      share.take(MEMORY_PER_BYTE * (capacity - length), part);
      resize(capacity);
    }

    private void resize(int capacity) {
      byte[] outgrown = bytes;
      bytes = Arrays.copyOf(outgrown, capacity);
      Arrays.fill(outgrown, (byte) 0);
    }
  }

  private static BodyException incomplete(Exception e) {
    LOG.debug("a body could not be read: {}", e.getClass().getName());
    return BodyException.incomplete();
  }
}
