package dev.coffer.velo.web;

import dev.coffer.velo.pages.Pages;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.HostNames;
import dev.coffer.web.PageSecurity;
import dev.coffer.web.PlainPath;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * What every request to a site must hold: it came before the stop; it is meant for this site, by
 * the name that its browser took for it; its path can be read in one way only, unless code of the
 * site reads it; and if it changes something, no page of another site sent it. Threads may share
 * it.
 */
final class SiteFilter implements Filter {
  private static final Set<Method> READING = Set.of(Method.GET, Method.HEAD);

  private final Optional<Set<String>> hostNames;

  /**
   * @param hostNames what browsers may call this server in lower case, so that no stranger's name
   *     that leads here lets a stranger's page in (DNS rebinding); empty if they may call it
   *     anything
   */
  SiteFilter(Optional<Set<String>> hostNames) {
    this.hostNames = hostNames;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Pages.protect(response);
    Optional<WebRequestException> error = error(request);
    if (error.isEmpty()) {
      chain.proceed();
    } else {
      Web.refuse(request, response, error.get().answer());
    }
  }

  private Optional<WebRequestException> error(ServerRequest request) {
    if (!CurrentRequest.get().isAccepted()) {
      return Optional.of(WebRequestException.stopping());
    }
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (hostNames.isPresent() && !hostNames.get().contains(HostNames.withoutPort(host))) {
      return Optional.of(WebRequestException.misdirected());
    }
    if (!PlainPath.isWellFormed(request.prologue())) {
      return Optional.of(WebRequestException.malformedRequest(Status.BAD_REQUEST_400));
    }
    if (!HttpFunctions.isFor(request) && !PlainPath.is(request.prologue().uriPath().rawPath())) {
      return Optional.of(WebRequestException.ambiguousPath());
    }
    boolean changes = !READING.contains(request.prologue().method());
    if (changes && !HttpFunctions.isFor(request) && !PageSecurity.isSentByOwnPage(request)) {
      return Optional.of(WebRequestException.forbidden("this was not sent by a page of this site"));
    }
    return Optional.empty();
  }
}
