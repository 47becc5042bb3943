package dev.coffer.server.api;

import static java.util.stream.Collectors.joining;

import dev.coffer.server.access.Access;
import dev.coffer.server.access.ApiKeys;
import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.http.InFlightRequests;
import dev.coffer.server.http.RequestBody;
import dev.coffer.server.http.RequestId;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.server.sites.Sites;
import io.helidon.common.uri.UriValidator;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every route of the HTTP API, and what is common to all of them. */
public final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  static final List<Header> ON_EVERY_ANSWER =
      List.of(
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
  private static final Header STRICT_TRANSPORT_SECURITY =
      HeaderValues.createCached("Strict-Transport-Security", "max-age=31536000");

  private static final Endpoint STOPPING = refuse(HttpRequestException.stopping());
  private static final Endpoint NOT_HTTP = refuse(HttpRequestException.notHttp());
  private static final byte[] NO_BODY = new byte[0];

  /**
   * So much more is read and thrown away, so that a client that sends too much is told and not cut
   * off.
   */
  private static final long READ_BEYOND_LIMIT = 1 << 20;

  private static final Set<String> NAMED_METHODS = Set.of("GET", "POST", "PATCH", "DELETE");

  private final SecretEndpoints secrets;
  private final AdministrationEndpoints administration;
  private final Metrics metrics;
  private final Readiness readiness;
  private final int maxBodyBytes;
  private final InFlightRequests inFlightRequests;
  private final List<Route> routes = new ArrayList<>();

  private interface Endpoint {
    ApiResponse answer(Request request);
  }

  private record Route(Method method, String pattern, Endpoint endpoint) {}

  /**
   * @param access finds out who calls
   * @param secrets the Secrets API
   * @param sites the sites
   * @param membersArea the people
   * @param apiKeys the API keys
   * @param logIn checks the passwords of members
   * @param metrics counts and times requests
   * @param readiness answers the readiness check
   * @param inFlightRequests lets requests in until the stop
   * @param maxValueBytes the longest value, in UTF-8 bytes; it bounds the longest body
   */
  public Api(
      Access access,
      Secrets secrets,
      Sites sites,
      MembersArea membersArea,
      ApiKeys apiKeys,
      LogIn logIn,
      Metrics metrics,
      Readiness readiness,
      InFlightRequests inFlightRequests,
      int maxValueBytes) {
    this.secrets = new SecretEndpoints(access, secrets);
    this.administration = new AdministrationEndpoints(access, sites, membersArea, apiKeys, logIn);
    this.metrics = metrics;
    this.readiness = readiness;
    this.inFlightRequests = inFlightRequests;
    this.maxBodyBytes = maxBodyBytes(maxValueBytes);
    addRoutes();
  }

  /** JSON may write each byte of a value as six characters, backslash u 0 0 4 1. */
  private static int maxBodyBytes(int maxValueBytes) {
    return Math.addExact(Math.multiplyExact(6, maxValueBytes), 16 * 1024);
  }

  private void addRoutes() {
    for (String prefix : NamePath.PREFIXES) {
      String all = prefix + "/api/v1/secrets";
      add(Method.GET, all, secrets::list);
      add(Method.POST, all, secrets::create);
      add(Method.PATCH, all + "/{id}", secrets::update);
      add(Method.DELETE, all + "/{id}", secrets::delete);
    }
    String sites = "/admin/v1/sites";
    add(Method.GET, sites, administration::listSites);
    add(Method.POST, sites, administration::createSite);
    add(Method.DELETE, sites + "/{siteId}", administration::deleteSite);
    add(Method.POST, sites + "/{siteId}/members-area", administration::setUpMembersArea);
    add(Method.POST, sites + "/{siteId}/log-in", administration::logIn);
    add(Method.GET, sites + "/{siteId}/members/{id}", administration::member);
    add(Method.GET, sites + "/{siteId}/api-keys", administration::listApiKeys);
    add(Method.POST, sites + "/{siteId}/api-keys", administration::createApiKey);
    add(Method.DELETE, sites + "/{siteId}/api-keys/{id}", administration::revokeApiKey);
    add(Method.GET, "/health/live", request -> health(true));
    add(Method.GET, "/health/ready", request -> health(readiness.isReady()));
    add(Method.GET, "/metrics", this::metrics);
    byte[] openApi = openApi();
    add(Method.GET, "/openapi.yaml", request -> ApiResponse.text("application/yaml", openApi));
  }

  private void add(Method method, String pattern, Endpoint endpoint) {
    routes.add(new Route(method, pattern, endpoint));
  }

  /**
   * Adds this API to a web server that is about to be built, with an answer to every route that
   * nobody has; so its routes come last. Secrets by their names come before all routes.
   *
   * @param server what the web server is built from
   * @param routing what it routes by
   */
  public void addTo(WebServerConfig.Builder server, HttpRouting.Builder routing) {
    server
        .directHandlers(directHandlers())
        .addConnectionSelector(new LenientHttp1Selector())
        .addProtocol(LenientHttp1Selector.HTTP_2)
        .maxPayloadSize(maxBodyBytes + READ_BEYOND_LIMIT);
    routing.addFilter(this::serveUnrouted);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Route route : routes) {
      Endpoint endpoint = routed(route.endpoint());
      routing.route(
          route.method(),
          route.pattern(),
          (request, response) -> serve(route.pattern(), endpoint, request, response));
      methods
          .computeIfAbsent(route.pattern(), pattern -> new ArrayList<>())
          .add(route.method().text());
    }
    methods.forEach((pattern, names) -> {
      HttpRequestException error =
          HttpRequestException.methodNotAllowed(names.stream().sorted().collect(joining(", ")));
      Endpoint refuse = routed(refuse(error));
      routing.any(pattern, (request, response) -> serve(pattern, refuse, request, response));
    });
    Endpoint unknown = routed(refuse(HttpRequestException.noSuchRoute()));
    routing.any((request, response) -> serve("unknown", unknown, request, response));
  }

  /** Serves what the router would misread: names, and targets that are not well formed. */
  private void serveUnrouted(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HttpPrologue target = request.prologue();
    Optional<NamePath> path =
        NamePath.of(target.uriPath().rawPath())
            .filter(found -> found.name().isPresent() || target.method().equals(Method.GET));
    if (path.isPresent()) {
      serve(path.get().route(), named(path.get(), target), request, response);
    } else if (!isWellFormed(target)) {
      serve("unknown", NOT_HTTP, request, response);
    } else if (WixCall.isRead(new Request(request, maxBodyBytes))) {
      serve("unknown", Api::strayRead, request, response);
    } else {
      chain.proceed();
    }
  }

  private Endpoint named(NamePath path, HttpPrologue target) {
    if (!target.method().equals(Method.GET)) {
      return refuse(HttpRequestException.methodNotAllowed(Method.GET.text()));
    }
    Optional<String> name =
        path.name().filter(any -> isWellFormed(target) && !target.fragment().hasValue());
    return request -> secrets.value(request, name);
  }

  /** A name with slashes and dots may lead to any route, and an unknown prefix to none. */
  private static ApiResponse strayRead(Request request) {
    WixCall.refuseStrayName(request);
    throw HttpRequestException.noSuchRoute();
  }

  private static boolean isWellFormed(HttpPrologue target) {
    try {
      target.uriPath().validate();
      UriValidator.validateQuery(target.query().rawValue());
      if (target.fragment().hasValue()) {
        UriValidator.validateFragment(target.fragment().rawValue());
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The router passes over a slash at the end. */
  private static Endpoint routed(Endpoint endpoint) {
    return request -> {
      if (request.endsInSlash()) {
        throw HttpRequestException.noSuchRoute();
      }
      return endpoint.answer(request);
    };
  }

  private static Endpoint refuse(HttpRequestException error) {
    return request -> {
      throw error;
    };
  }

  private void serve(
      String pattern, Endpoint endpoint, ServerRequest request, ServerResponse response) {
    long start = System.nanoTime();
    boolean accepted = inFlightRequests.enter();
    try (RequestId requestId = RequestId.begin()) {
      Endpoint allowed = accepted || isHealthCheck(pattern) ? endpoint : STOPPING;
      ApiResponse answer = answer(allowed, request);
      response.status(answer.status());
      ON_EVERY_ANSWER.forEach(response::header);
      if (request.isSecure()) {
        response.header(STRICT_TRANSPORT_SECURITY);
      }
      response.header(requestId.header());
      RequestBody.readRest(request);
      answer.headers().stream()
          .filter(header ->
              !(RequestBody.isHttp2(request) && header.equals(HeaderValues.CONNECTION_CLOSE)))
          .forEach(response::header);
      response.send(request.prologue().method().equals(Method.HEAD) ? NO_BODY : answer.body());
      record(pattern, request.prologue().method(), answer.status(), System.nanoTime() - start);
    } finally {
      if (accepted) {
        inFlightRequests.leave();
      }
    }
  }

  /** Health checks are answered to the end, because they are how a stop is noticed. */
  private static boolean isHealthCheck(String pattern) {
    return pattern.startsWith("/health/");
  }

  private ApiResponse answer(Endpoint endpoint, ServerRequest request) {
    try {
      return endpoint.answer(new Request(request, maxBodyBytes));
    } catch (RuntimeException e) {
      return ErrorResponses.of(e);
    }
  }

  private void record(String pattern, Method method, Status status, long nanoseconds) {
    metrics.request(pattern, knownName(method), status.codeText(), nanoseconds);
    LOG.atDebug()
        .addKeyValue("route", pattern)
        .addKeyValue("status", status.code())
        .addKeyValue("microseconds", nanoseconds / 1_000)
        .log("request answered");
  }

  /** A stranger may send any word as a method, which must not make a new metric. */
  private static String knownName(Method method) {
    return NAMED_METHODS.contains(method.text()) ? method.text() : "other";
  }

  /**
   * Returns what answers requests that are not HTTP enough to reach a route, in the shape of all
   * others.
   */
  private DirectHandlers directHandlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    DirectHandler malformedRequest = new MalformedRequestHandler(maxBodyBytes);
    for (EventType event : EventType.values()) {
      handlers.addHandler(event, malformedRequest);
    }
    return handlers.build();
  }

  private static ApiResponse health(boolean healthy) {
    byte[] body = Json.write(json -> json.writeStringField("status", healthy ? "UP" : "DOWN"));
    return ApiResponse.json(healthy ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, body);
  }

  private ApiResponse metrics(Request request) {
    return ApiResponse.text(Metrics.EXPOSITION_TYPE, metrics.exposition());
  }

  private static byte[] openApi() {
    try (InputStream resource = Api.class.getResourceAsStream("openapi.yaml")) {
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
