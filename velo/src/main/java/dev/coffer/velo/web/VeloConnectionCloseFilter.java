package dev.coffer.velo.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;

/**
 * Closes a connection behind the answer when the client has said {@code Connection: close}, as RFC
 * 9112, section 9.6, has it. The web server (4.5.0; mended after 4.5.3, its issue 12324) says so
 * too, but then waits for another request. The server of secrets has the same filter; nothing of it
 * is here when a site runs.
 */
final class VeloConnectionCloseFilter implements Filter {
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    if (asksToClose(request) && isRead(request)) {
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
