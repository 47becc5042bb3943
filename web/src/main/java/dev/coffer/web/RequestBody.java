package dev.coffer.web;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the bodies of requests are read. */
public final class RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

  private RequestBody() {}

  /**
   * Reads a body.
   *
   * @param request the request that has it
   * @param limit how many bytes it may have
   * @return the body; empty if there is none
   * @throws BodyException if it has more bytes, or is incomplete
   */
  public static byte[] read(ServerRequest request, int limit) {
    if (request.headers().contentLength().orElse(0) > limit) {
      throw BodyException.tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    byte[] body = readAtMost(request, limit);
    if (body.length > limit) {
      throw BodyException.tooLarge();
    }
    return body;
  }

  /** Whatever fails here is how the body was sent: cut short, or in malformed chunks. */
  private static byte[] readAtMost(ServerRequest request, int limit) {
    try (InputStream content = request.content().inputStream()) {
      return content.readNBytes(limit + 1);
    } catch (RequestException e) {
      if (e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
        throw BodyException.tooLarge();
      }
      throw incomplete(e);
    } catch (IOException | RuntimeException e) {
      throw incomplete(e);
    }
  }

  private static BodyException incomplete(Exception e) {
    LOG.debug("a body could not be read: {}", e.getClass().getName());
    return BodyException.incomplete();
  }
}
