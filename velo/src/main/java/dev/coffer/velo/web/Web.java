package dev.coffer.velo.web;

import dev.coffer.settings.PublicUrl;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.pages.Pages;
import dev.coffer.velo.pages.VeloMessageView;
import dev.coffer.velo.pages.VeloPageLayout;
import dev.coffer.velo.site.PublicFiles;
import dev.coffer.web.BodyBudget;
import dev.coffer.web.BodyException;
import dev.coffer.web.ClientAddresses;
import dev.coffer.web.ClientConnection;
import dev.coffer.web.InFlightRequests;
import dev.coffer.web.RequestFilter;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that browsers and other programs see of a site, as routes of a web server. A path that begins
 * with {@code /_} or {@code /backend/} is the runner's; every other is a file under {@code public}.
 */
public final class Web {
  private static final Logger LOG = LoggerFactory.getLogger(Web.class);

  /**
   * So much is read at most, so that a client that sends a little too much is told and not cut off.
   */
  private static final long LARGEST_BODY = 4 << 20;

  private final InFlightRequests inFlightRequests = new InFlightRequests();
  private final BodyBudget bodies = BodyBudget.ofThisProcess();
  private final ClientAddresses clients;
  private final Optional<PublicUrl> publicUrl;
  private final SiteFilter siteFilter;
  private final WebMethods webMethods;
  private final ClientStubs clientStubs;
  private final HttpFunctions httpFunctions;
  private final VisitorLogInPages logIn;
  private final PublicPages publicPages;

  private interface Endpoint {
    VeloResponse answer(ServerRequest request);
  }

  /**
   * @param callsPerMinute how many calls an address may make
   * @param places where calls of web methods and HTTP functions run
   * @param hostNames what the server may be called by, as {@link HostNames} has it
   * @param clients tells where requests come from
   * @param publicUrl where browsers reach the site; empty if that is where it listens
   */
  public Web(
      RunningSite site,
      PublicFiles publicFiles,
      CofferSite coffer,
      VisitorSessions sessions,
      LeakGuard leakGuard,
      int callsPerMinute,
      CallPlaces places,
      Optional<Set<String>> hostNames,
      ClientAddresses clients,
      Optional<PublicUrl> publicUrl) {
    this.clients = clients;
    this.publicUrl = publicUrl;
    RateLimit rateLimit = new RateLimit(callsPerMinute, InstantSource.system());
    this.siteFilter = new SiteFilter(hostNames);
    this.webMethods = new WebMethods(site, sessions, leakGuard, rateLimit, places);
    this.clientStubs = new ClientStubs(site);
    this.httpFunctions = new HttpFunctions(site, leakGuard, rateLimit, places);
    this.logIn = new VisitorLogInPages(coffer, sessions, rateLimit);
    this.publicPages = new PublicPages(publicFiles);
  }

  /**
   * Adds the routes to a web server that is about to be built, with an answer to all that nobody
   * answers; so they come last.
   *
   * @param others pages of other parts, which pass the same filter
   */
  public void addTo(
      WebServerConfig.Builder server, HttpRouting.Builder routing, HttpService... others) {
    server.maxPayloadSize(LARGEST_BODY);
    routing
        .addFilter(
            new RequestFilter(
                inFlightRequests, clients, publicUrl, (route, method, status, nanoseconds) -> {}))
        .addFilter(bodies)
        .addFilter(siteFilter)
        .error(
            WebRequestException.class,
            (request, response, e) -> refuse(request, response, e.answer()))
        .error(BodyException.class, (request, response, e) -> refuse(request, response, answer(e)))
        .error(
            HttpException.class,
            (request, response, e) ->
                refuse(
                    request, response, WebRequestException.malformedRequest(e.status()).answer()))
        .error(RuntimeException.class, Web::fail)
        .register(others)
        .post(WebMethods.PREFIX + "*", handler(webMethods::call))
        .any(WebMethods.PREFIX + "*", refuse(WebRequestException.methodNotAllowed("POST")))
        .get("/backend/*", handler(clientStubs::module))
        .route(Method.HEAD, "/backend/*", handler(clientStubs::module))
        .any(HttpFunctions.PREFIX + "*", handler(httpFunctions::call));
    logIn.addTo(routing);
    routing.any(publicPages::answer);
  }

  private static Handler handler(Endpoint endpoint) {
    return (request, response) -> endpoint.answer(request).send(request, response);
  }

  private static Handler refuse(WebRequestException error) {
    return (request, response) -> {
      throw error;
    };
  }

  private static VeloResponse answer(BodyException e) {
    return switch (e.reason()) {
      case TOO_LARGE ->
          WebRequestException.malformedRequest(Status.REQUEST_ENTITY_TOO_LARGE_413).answer();
      case INCOMPLETE -> WebRequestException.bodyNotWhole().answer();
      case NO_ROOM -> WebRequestException.noRoomForBody().answer();
      case NOT_FORM -> WebRequestException.malformedRequest(Status.BAD_REQUEST_400).answer();
    };
  }

  /**
   * Refuses; a client that has gone meanwhile, or was cut off, is not told, and that is no fault.
   */
  static void refuse(ServerRequest request, ServerResponse response, VeloResponse answer) {
    try {
      tell(request, response, answer);
    } catch (RuntimeException e) {
      if (!response.isSent()) {
        throw e;
      }
      LOG.debug("a client has gone before it could be refused", e);
    }
  }

  /** People get a page, programs get JSON. */
  private static void tell(ServerRequest request, ServerResponse response, VeloResponse answer) {
    boolean byPerson =
        request.prologue().method().equals(Method.GET)
            && request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/html")
            && !HttpFunctions.isFor(request);
    if (!byPerson) {
      answer.send(request, response);
      return;
    }
    answer.headers().forEach(response::header);
    String heading =
        answer.status().code() == 404 ? "There is nothing here" : "This cannot be shown";
    VeloMessageView view =
        new VeloMessageView(
            new VeloPageLayout(heading, Optional.empty()),
            heading,
            "The site has no answer to this address: " + answer.status().reasonPhrase() + ".",
            "/",
            "To the site");
    Pages.send(response, answer.status(), "message", view);
  }

  private static void fail(ServerRequest request, ServerResponse response, RuntimeException e) {
    if (ClientConnection.isCutOff()) {
      LOG.debug("a request failed because its client was cut off", e);
    } else {
      LOG.error("a request failed", e);
    }
    refuse(
        request,
        response,
        WebRequestException.failed(
                "the site failed; its log has the cause under this X-Wix-Request-Id")
            .answer());
  }

  /**
   * Answers requests that are not HTTP enough to reach a route, in the shape of all others. The
   * given message is not used: it may repeat what was sent.
   */
  public static DirectHandler.TransportResponse malformedRequest(
      DirectHandler.TransportRequest request,
      EventType event,
      Status given,
      ServerResponseHeaders headers,
      String message) {
    VeloResponse answer = WebRequestException.malformedRequest(given).answer();
    ServerResponseHeaders all = ServerResponseHeaders.create(headers);
    all.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json"));
    all.set(HeaderValues.create("X-Content-Type-Options", "nosniff"));
    return DirectHandler.TransportResponse.builder()
        .status(given)
        .headers(all)
        .keepAlive(false)
        .entity(answer.body())
        .build();
  }

  /**
   * Lets no more requests in, and waits for those that are in.
   *
   * @param limit how long to wait at most
   */
  public void close(Duration limit) {
    inFlightRequests.finish(limit);
  }
}
