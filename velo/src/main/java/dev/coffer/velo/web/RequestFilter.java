package dev.coffer.velo.web;

import dev.coffer.velo.pages.Pages;
import dev.coffer.velo.pages.VeloPageSecurity;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What every request passes: it gets an id, which stands in its answer and in every line of the
 * log; it must be meant for this site, by the name that its browser took for it; and what changes
 * something must not be sent by a page of another site. Threads may share it.
 */
final class RequestFilter implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);
  private static final HeaderName X_WIX_REQUEST_ID = HeaderNames.create("X-Wix-Request-Id");
  private static final Set<Method> READING = Set.of(Method.GET, Method.HEAD);
  private static final int ALL = Integer.MAX_VALUE;

  private final Optional<Set<String>> hostNames;
  private final Semaphore places = new Semaphore(ALL);
  private volatile boolean closed;

  /**
   * @param hostNames what browsers may call this server in lower case, so that no stranger's name
   *     that leads here lets a stranger's page in (DNS rebinding); empty if they may call it
   *     anything
   */
  RequestFilter(Optional<Set<String>> hostNames) {
    this.hostNames = hostNames;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    String id = newId();
    boolean accepted = !closed && places.tryAcquire();
    try (MDC.MDCCloseable _ = MDC.putCloseable("request", id)) {
      Pages.protect(response);
      response.header(HeaderValues.create(X_WIX_REQUEST_ID, id));
      Optional<WebRequestException> error =
          accepted ? error(request) : Optional.of(WebRequestException.stopping());
      if (error.isEmpty()) {
        chain.proceed();
      } else {
        Web.refuse(request, response, error.get().answer());
      }
    } finally {
      if (accepted) {
        places.release();
      }
      log(id, response, start);
    }
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Optional<WebRequestException> error(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (hostNames.isPresent() && !hostNames.get().contains(HostNames.withoutPort(host))) {
      return Optional.of(WebRequestException.misdirected());
    }
    boolean changes = !READING.contains(request.prologue().method());
    if (changes && !HttpFunctions.isFor(request) && !VeloPageSecurity.isSentByOwnPage(request)) {
      return Optional.of(WebRequestException.forbidden("this was not sent by a page of this site"));
    }
    return Optional.empty();
  }

  /** Without the path, which strangers choose. */
  private static void log(String id, RoutingResponse response, long start) {
    LOG.atDebug()
        .addKeyValue("request", id)
        .addKeyValue("status", response.status().code())
        .addKeyValue("microseconds", (System.nanoTime() - start) / 1_000)
        .log("request answered");
  }

  /**
   * Lets no more in, and waits for those that are in.
   *
   * @param limit how long to wait at most
   */
  void close(Duration limit) {
    closed = true;
    try {
      if (!places.tryAcquire(ALL, limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("some requests were not finished in {} s and are cut off", limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
