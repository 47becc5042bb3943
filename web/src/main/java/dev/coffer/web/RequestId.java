package dev.coffer.web;

import dev.coffer.wire.ApiHeaders;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.MDC;

/**
 * What a request is called, in its answer and in every line of the log until it is closed by the
 * thread that began it, so that each leads to the other.
 */
public final class RequestId implements AutoCloseable {
  private static final HeaderName X_WIX_REQUEST_ID = HeaderNames.create(ApiHeaders.REQUEST_ID);

  /** The key under which log lines carry it. */
  private static final String IN_LOG = "request";

  private final String text;

  private RequestId(String text) {
    this.text = text;
  }

  /** {@return the id of a request that this thread answers from now on} */
  public static RequestId begin() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    RequestId id = new RequestId(new UUID(random.nextLong(), random.nextLong()).toString());
    MDC.put(IN_LOG, id.text);
    return id;
  }

  /** {@return the header that tells it} */
  public Header header() {
    return HeaderValues.create(X_WIX_REQUEST_ID, text);
  }

  /** {@return the id itself} */
  public String text() {
    return text;
  }

  /** Ends the request, for the log. */
  @Override
  public void close() {
    MDC.remove(IN_LOG);
  }
}
