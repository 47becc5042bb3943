package dev.coffer.web;

import dev.coffer.settings.PublicUrl;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes first: it gets an id, which stands in its answer and in every line of
 * the log; it is found out where it comes from; it is counted as in flight, so that a stop waits
 * for it; and how it was answered is counted and logged. Threads may share it.
 */
public final class RequestFilter implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);

  private final InFlightRequests inFlightRequests;
  private final ClientAddresses clients;
  private final Optional<PublicUrl> publicUrl;
  private final Observer observer;

  /** Is told of answers that were sent. */
  public interface Observer {
    /**
     * Counts an answer.
     *
     * @param route the pattern of the route that gave it
     * @param method the request's method, which may be any word
     * @param status the HTTP status
     * @param nanoseconds how long it took
     */
    void answered(String route, Method method, int status, long nanoseconds);
  }

  /**
   * Creates the filter.
   *
   * @param inFlightRequests lets requests in until the stop
   * @param clients tells where requests come from
   * @param publicUrl where browsers reach this server; empty if that is where it listens
   * @param observer is told of answers
   */
  public RequestFilter(
      InFlightRequests inFlightRequests,
      ClientAddresses clients,
      Optional<PublicUrl> publicUrl,
      Observer observer) {
    this.inFlightRequests = inFlightRequests;
    this.clients = clients;
    this.publicUrl = publicUrl;
    this.observer = observer;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    boolean accepted = inFlightRequests.enter();
    try (RequestId id = RequestId.begin()) {
      CurrentRequest current = new CurrentRequest(id, accepted, clients.of(request), publicUrl);
      if (clients.isFromProxy(request)) {
        ClientConnection.known(); // All its clients come by its connections.
      }
      response.header(id.header());
      ScopedValue.where(CurrentRequest.CURRENT, current).run(chain::proceed);
      answered(current, request, response, System.nanoTime() - start);
    } finally {
      if (accepted) {
        inFlightRequests.leave();
      }
    }
  }

  /** Without the path, which strangers choose. */
  private void answered(
      CurrentRequest current, RoutingRequest request, RoutingResponse response, long nanoseconds) {
    int status = response.status().code();
    if (!current.route().isEmpty()) {
      observer.answered(current.route(), request.prologue().method(), status, nanoseconds);
    }
    LOG.atDebug()
        .addKeyValue("route", current.route())
        .addKeyValue("status", status)
        .addKeyValue("microseconds", nanoseconds / 1_000)
        .log("request answered");
  }
}
