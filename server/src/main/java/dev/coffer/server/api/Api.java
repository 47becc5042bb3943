package dev.coffer.server.api;

import static java.util.stream.Collectors.joining;

import dev.coffer.server.access.Access;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Requirement;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.keys.ApiKeys;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.web.ClientConnection;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.PageSecurity;
import dev.coffer.web.PlainPath;
import dev.coffer.wire.ApiPaths;
import dev.coffer.wire.OpenApi;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of the HTTP API: every route, what it needs of its sender, and its endpoint. What is
 * needed is judged here, before the endpoint runs.
 */
public final class Api {
  static final List<Header> ON_EVERY_ANSWER =
      List.of(
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));

  private static final Endpoint STOPPING = refuse(HttpRequestException.stopping());
  private static final Endpoint NOT_HTTP = refuse(HttpRequestException.notHttp());
  private static final Endpoint AMBIGUOUS = refuse(HttpRequestException.ambiguousPath());
  private static final Pattern SLASHES = Pattern.compile("/{2,}");
  private static final byte[] NO_BODY = new byte[0];

  /**
   * So much more is read and thrown away, so that a client that sends too much is told and not cut
   * off.
   */
  private static final long READ_BEYOND_LIMIT = 1 << 20;

  /** How much of a streamed answer is held until it is sent. */
  private static final int STREAMED_AT_ONCE = 64 * 1024;

  /** What the routes of {@link NamePath} need, which the router does not know. */
  private static final Permission READ_BY_NAME = Permission.SECRET_READ;

  private static final Set<String> MANAGEMENT =
      Set.of(ApiPaths.LIVE, ApiPaths.READY, ApiPaths.METRICS);

  private final Access access;
  private final Sites sites;
  private final SecretEndpoints secrets;
  private final AdministrationEndpoints administration;
  private final Metrics metrics;
  private final Readiness readiness;
  private final int maxBodyBytes;
  private final List<Route> routes = new ArrayList<>();

  private interface Endpoint {
    ApiResponse answer(Request request);
  }

  /** Answers the holder of a key that may do what the route needs, about one site. */
  private interface CallerEndpoint {
    ApiResponse answer(Request request, Caller caller);
  }

  /** Answers the operator, about the site in the path. */
  private interface SiteEndpoint {
    ApiResponse answer(Request request, Site site);
  }

  private record Route(Method method, String pattern, Requirement requirement, Endpoint endpoint) {
    /** What only those who run the server ask for. */
    boolean isManagement() {
      return requirement instanceof Requirement.Operator
          || requirement instanceof Requirement.OperatorOrVeloKey
          || MANAGEMENT.contains(pattern);
    }
  }

  /**
   * @param access finds out who calls
   * @param secrets the Secrets API
   * @param sites the sites
   * @param membersArea the people
   * @param apiKeys the API keys
   * @param logIn checks the passwords of members
   * @param metrics the figures to show
   * @param readiness answers the readiness check
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
      int maxValueBytes) {
    this.access = access;
    this.sites = sites;
    this.secrets = new SecretEndpoints(secrets);
    this.administration = new AdministrationEndpoints(sites, membersArea, apiKeys, logIn);
    this.metrics = metrics;
    this.readiness = readiness;
    this.maxBodyBytes = maxBodyBytes(maxValueBytes);
    addRoutes();
  }

  /** JSON may write each byte of a value as six characters, backslash u 0 0 4 1. */
  private static int maxBodyBytes(int maxValueBytes) {
    return Math.addExact(Math.multiplyExact(6, maxValueBytes), 16 * 1024);
  }

  private void addRoutes() {
    for (String prefix : NamePath.PREFIXES) {
      String all = prefix + ApiPaths.SECRETS;
      withKey(Method.GET, all, Permission.SECRET_METADATA_READ, secrets::list);
      withKey(Method.POST, all, Permission.SECRET_CREATE, secrets::create);
      withKey(Method.PATCH, all + "/{id}", Permission.SECRET_UPDATE, secrets::update);
      withKey(Method.DELETE, all + "/{id}", Permission.SECRET_DELETE, secrets::delete);
    }
    withVeloKey(Method.DELETE, ApiPaths.OWN_KEY, administration::revokeOwnKey);
    withVeloKey(Method.POST, ApiPaths.OWN_KEY_EXTENSION, administration::extendOwnKey);
    String all = ApiPaths.SITES;
    String site = all + "/{siteId}";
    String apiKeys = site + ApiPaths.API_KEYS;
    byOperator(Method.GET, all, administration::listSites);
    byOperator(Method.POST, all, administration::createSite);
    byOperatorOnSite(Method.DELETE, site, administration::deleteSite);
    byOperatorOnSite(Method.POST, site + ApiPaths.MEMBERS_AREA, administration::setUpMembersArea);
    withVeloKeyOnSite(Method.POST, site + ApiPaths.LOG_IN, administration::logIn);
    withVeloKeyOnSite(Method.GET, site + ApiPaths.MEMBERS + "/{id}", administration::member);
    byOperatorOnSite(Method.GET, apiKeys, administration::listApiKeys);
    byOperatorOnSite(Method.POST, apiKeys, administration::createApiKey);
    byOperatorOnSite(Method.DELETE, apiKeys + "/{id}", administration::revokeApiKey);
    open(Method.GET, ApiPaths.LIVE, request -> health(true));
    open(Method.GET, ApiPaths.READY, request -> health(readiness.isReady()));
    open(Method.GET, ApiPaths.METRICS, this::metrics);
    byte[] openApi = OpenApi.yaml();
    open(Method.GET, ApiPaths.OPEN_API, request -> ApiResponse.text("application/yaml", openApi));
  }

  private void open(Method method, String pattern, Endpoint endpoint) {
    routes.add(new Route(method, pattern, new Requirement.Nothing(), endpoint));
  }

  private void withKey(
      Method method, String pattern, Permission permission, CallerEndpoint endpoint) {
    routes.add(
        new Route(
            method, pattern, new Requirement.Key(permission), permitted(permission, endpoint)));
  }

  private Endpoint permitted(Permission permission, CallerEndpoint endpoint) {
    return request -> {
      Caller caller = access.caller(request.credentials());
      ClientConnection.known();
      caller.require(permission);
      return endpoint.answer(request, caller);
    };
  }

  private void byOperator(Method method, String pattern, Endpoint endpoint) {
    routes.add(
        new Route(
            method,
            pattern,
            new Requirement.Operator(),
            request -> {
              access.requireOperator(request.credentials());
              ClientConnection.known();
              return endpoint.answer(request);
            }));
  }

  private void byOperatorOnSite(Method method, String pattern, SiteEndpoint endpoint) {
    byOperator(
        method, pattern, request -> endpoint.answer(request, sites.get(request.id("siteId"))));
  }

  private void withVeloKeyOnSite(Method method, String pattern, CallerEndpoint endpoint) {
    routes.add(
        new Route(
            method,
            pattern,
            new Requirement.OperatorOrVeloKey(),
            request -> {
              Optional<Caller> holder = access.requireOperatorOrVeloKey(request.credentials());
              ClientConnection.known();
              return endpoint.answer(request, access.callerOnSite(holder, request.id("siteId")));
            }));
  }

  private void withVeloKey(Method method, String pattern, CallerEndpoint endpoint) {
    routes.add(
        new Route(
            method,
            pattern,
            new Requirement.VeloKey(),
            request -> {
              Caller holder = access.requireVeloKey(request.credentials());
              ClientConnection.known();
              return endpoint.answer(request, holder);
            }));
  }

  /** {@return every route, and what it needs} */
  public List<Requirement.OfRoute> routes() {
    return Stream.concat(
            NamePath.patterns()
                .map(pattern ->
                    new Requirement.OfRoute(
                        Method.GET.text(), pattern, new Requirement.Key(READ_BY_NAME))),
            routes.stream()
                .map(route ->
                    new Requirement.OfRoute(
                        route.method().text(), route.pattern(), route.requirement())))
        .toList();
  }

  /**
   * Adds this API to a web server that is about to be built, with an answer to every route that
   * nobody has; so its routes come last. Secrets by their names come before all routes.
   *
   * @param server what the web server is built from
   * @param routing what it routes by
   * @param withManagement whether administration, health and metrics are served there
   */
  public void addTo(
      WebServerConfig.Builder server, HttpRouting.Builder routing, boolean withManagement) {
    server.maxPayloadSize(maxBodyBytes + READ_BEYOND_LIMIT);
    routing.addFilter(this::serveUnrouted);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Route route : routes) {
      if (route.isManagement() && !withManagement) {
        continue;
      }
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
    } else if (!PlainPath.isWellFormed(target)) {
      serve("unknown", NOT_HTTP, request, response);
    } else if (WixCall.isRead(new Request(request, maxBodyBytes))) {
      serve("unknown", Api::strayRead, request, response);
    } else if (!isPlain(target.uriPath().rawPath())) {
      serve("unknown", AMBIGUOUS, request, response);
    } else {
      chain.proceed();
    }
  }

  private Endpoint named(NamePath path, HttpPrologue target) {
    if (!target.method().equals(Method.GET)) {
      return refuse(HttpRequestException.methodNotAllowed(Method.GET.text()));
    }
    Optional<String> name =
        path.name().filter(any -> PlainPath.isWellFormed(target) && !target.fragment().hasValue());
    return permitted(READ_BY_NAME, (request, caller) -> secrets.value(request, caller, name));
  }

  /** A name with slashes and dots may lead to any route, and an unknown prefix to none. */
  private static ApiResponse strayRead(Request request) {
    WixCall.refuseStrayName(request);
    throw HttpRequestException.noSuchRoute();
  }

  /** A base URL of Wix's client that ends in a slash makes two of one. */
  private static boolean isPlain(String path) {
    return PlainPath.is(
        path.contains(ApiPaths.SECRETS) ? SLASHES.matcher(path).replaceAll("/") : path);
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
    CurrentRequest current = CurrentRequest.get();
    current.answeredBy(pattern);
    Endpoint allowed = current.isAccepted() || isHealthCheck(pattern) ? endpoint : STOPPING;
    ApiResponse answer = answer(allowed, request);
    try {
      send(answer, request, response);
    } finally {
      answer.streamed().map(ApiResponse.Streamed::ended).ifPresent(Runnable::run);
    }
  }

  private static void send(ApiResponse answer, ServerRequest request, ServerResponse response) {
    response.status(answer.status());
    ON_EVERY_ANSWER.forEach(response::header);
    if (request.isSecure()) {
      response.header(PageSecurity.STRICT_TRANSPORT_SECURITY);
    }
    answer.headers().forEach(response::header);
    if (answer.streamed().isPresent()) {
      stream(answer.streamed().get(), response);
    } else {
      response.send(request.prologue().method().equals(Method.HEAD) ? NO_BODY : answer.body());
    }
  }

  /** Ends the connection if the rest cannot be told, for the status is sent already. */
  private static void stream(ApiResponse.Streamed body, ServerResponse response) {
    try {
      Json.write(
          new BufferedOutputStream(new ClientStream(response.outputStream()), STREAMED_AT_ONCE),
          body.content());
    } catch (IOException e) {
      throw new CloseConnectionException("the client has gone", e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      ErrorResponses.of(e); // Which logs it.
      throw new CloseConnectionException("an answer failed in its middle", e);
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

  /** {@return what answers requests that are not HTTP enough to reach a route, as all others} */
  public DirectHandler malformedRequests() {
    return new MalformedRequestHandler(maxBodyBytes);
  }

  private static ApiResponse health(boolean healthy) {
    byte[] body = Json.write(json -> json.writeStringField("status", healthy ? "UP" : "DOWN"));
    return ApiResponse.json(healthy ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, body);
  }

  private ApiResponse metrics(Request request) {
    return ApiResponse.text(Metrics.EXPOSITION_TYPE, metrics.exposition());
  }
}
