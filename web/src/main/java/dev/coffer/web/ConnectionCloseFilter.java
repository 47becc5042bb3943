package dev.coffer.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;

/**
 * Closes an HTTP/1.1 connection behind the answer when the client has said {@code Connection:
 * close}, as RFC 9112, section 9.6, has it. The web server (4.5.0; mended after 4.5.3, its issue
 * 12324) says so too, but then waits for another request, and a client that reads to the end of the
 * connection waits with it.
 */
public final class ConnectionCloseFilter implements Filter {
  /** Creates the filter; one serves all requests. */
  public ConnectionCloseFilter() {}

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    if (!RequestBody.isHttp2(request) && asksToClose(request) && isRead(request)) {
      throw new CloseConnectionException("the answer was the last on this connection");
    }
  }

  /** To close with something unread could reset the connection before the client has the answer. */
  private static boolean isRead(RoutingRequest request) {
    return !request.content().hasEntity() || request.content().consumed();
  }

  private static boolean asksToClose(RoutingRequest request) {
    return request.headers().contains(HeaderNames.CONNECTION)
        && request.headers().get(HeaderNames.CONNECTION).allValues(true).stream()
            .anyMatch(option -> option.toLowerCase(Locale.ROOT).equals("close"));
  }
}
