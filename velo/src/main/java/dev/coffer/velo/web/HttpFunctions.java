package dev.coffer.velo.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.settings.PublicUrl;
import dev.coffer.velo.calls.CompletedCall;
import dev.coffer.velo.calls.LoadedSite;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CallContext;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.web.CurrentRequest;
import io.helidon.common.uri.UriPath;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions of {@code backend/http-functions.js}, which other programs call: {@code GET
 * /_functions/hello/a/b} calls {@code get_hello}, or {@code use_hello} if that is not there. They
 * are for anybody, whoever is logged in. Threads may share it.
 */
final class HttpFunctions {
  static final String PREFIX = "/_functions/";

  private static final Logger LOG = LoggerFactory.getLogger(HttpFunctions.class);
  private static final String FILE = "backend/http-functions.js";

  /** An answer that a browser shows is on its own: no script in it runs as one of this site. */
  private static final Header ALONE =
      HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; sandbox");

  /** What the web server or this one says itself. */
  private static final Set<String> NOT_FOR_FUNCTIONS =
      Set.of(
          "connection",
          "content-length",
          "content-security-policy",
          "cross-origin-opener-policy",
          "cross-origin-resource-policy",
          "date",
          "keep-alive",
          "referrer-policy",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-content-type-options",
          "x-frame-options",
          "x-wix-request-id");

  /** Those that Velo has; by others, strangers could call what is exported for the backend. */
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "USE");

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]*");

  private final RunningSite site;
  private final LeakGuard leakGuard;
  private final RateLimit rateLimit;
  private final CallPlaces places;

  HttpFunctions(RunningSite site, LeakGuard leakGuard, RateLimit rateLimit, CallPlaces places) {
    this.site = site;
    this.leakGuard = leakGuard;
    this.rateLimit = rateLimit;
    this.places = places;
  }

  /** Returns whether a request is for a function: those are open to pages of other sites. */
  static boolean isFor(ServerRequest request) {
    UriPath path = request.prologue().uriPath();
    // Routes go by the path without "..", however that is written; "..;" gets past browsers.
    return path.rawPath().startsWith(PREFIX) && path.path().startsWith(PREFIX);
  }

  VeloResponse call(ServerRequest request) {
    rateLimit.count(CurrentRequest.get().client());
    List<String> path =
        Arrays.stream(Paths.below(PREFIX, request).split("/")).map(Paths::decoded).toList();
    String name = path.getFirst();
    String method = request.prologue().method().text();
    var _ = function(site.loaded(), method, name); // What is not there is not waited for.
    byte[] body = VeloRequestBody.bytes(request);
    try (CallPlaces.Place _ = places.take(CurrentRequest.get().client())) {
      LoadedSite loaded = site.loaded(); // Files may have been saved during the wait.
      String function = function(loaded, method, name);
      JsonNode described = described(request, name, path.subList(1, path.size()), body);
      Call call = new Call.Http(FILE, function, described);
      try (CompletedCall finished = site.run(loaded, call, Audience.ANYONE, true)) {
        return answer(call, finished);
      }
    }
  }

  private static String function(LoadedSite loaded, String method, String name) {
    if (loaded.module(FILE).flatMap(module -> module.error()).isPresent()) {
      throw WebRequestException.failed(FILE + " could not be loaded; the site's log says why");
    }
    String own = method.equals("HEAD") ? "GET" : method;
    return Stream.of(own, "USE")
        .filter(METHODS::contains)
        .map(prefix -> prefix.toLowerCase(Locale.ROOT) + "_" + name)
        .filter(function -> loaded.function(FILE, function).isPresent())
        .findFirst()
        .orElseThrow(() -> WebRequestException.notFound("there is no such HTTP function"));
  }

  private static JsonNode described(
      ServerRequest request, String name, List<String> path, byte[] body) {
    String host = request.headers().first(HeaderNames.HOST).orElse("localhost");
    String origin =
        CurrentRequest.get()
            .publicUrl()
            .map(PublicUrl::toString)
            .orElseGet(() -> (request.isSecure() ? "https://" : "http://") + host);
    String query = request.prologue().query().rawValue();
    ObjectNode described =
        WebJson.MAPPER
            .createObjectNode()
            .put("method", request.prologue().method().text())
            .put(
                "url",
                origin
                    + request.prologue().uriPath().rawPath()
                    + (query.isEmpty() ? "" : "?" + query))
            .put("baseUrl", origin + "/_functions")
            .put("functionName", name)
            .put("ip", CurrentRequest.get().client().getHostAddress());
    VeloRequestBody.text(body)
        .ifPresentOrElse(text -> described.put("body", text), () -> described.put("bytes", body));
    ArrayNode segments = described.putArray("path");
    path.forEach(segments::add);
    ObjectNode parameters = described.putObject("query");
    request.query().names().forEach(key -> parameters.put(key, request.query().get(key)));
    ObjectNode headers = described.putObject("headers");
    request.headers().forEach(header -> put(headers, header));
    return described;
  }

  /** Cookies of a host go to all its ports, so the dashboard's might come here. */
  private static void put(ObjectNode headers, Header header) {
    String name = header.headerName().lowerCase();
    if (!name.equals("cookie")) {
      headers.put(name, String.join(", ", header.allValues()));
      return;
    }
    String cookies =
        header.allValues().stream()
            .flatMap(line -> Arrays.stream(line.split(";")))
            .map(String::strip)
            .filter(cookie -> !isOurs(cookie))
            .collect(Collectors.joining("; "));
    if (!cookies.isEmpty()) {
      headers.put(name, cookies);
    }
  }

  private static boolean isOurs(String cookie) {
    return cookie.strip().replaceFirst("^__(Host|Secure)-", "").startsWith("coffer-");
  }

  private VeloResponse answer(Call call, CompletedCall finished) {
    return switch (finished.outcome()) {
      case CallOutcome.Returned returned -> response(call, finished.context(), returned.value());
      case CallOutcome.Threw threw -> throw failed();
      case CallOutcome.TimedOut timedOut -> throw WebRequestException.tooSlow();
      case CallOutcome.Died died -> throw failed();
    };
  }

  private static WebRequestException failed() {
    return WebRequestException.failed("the function failed; the site's log says why");
  }

  private VeloResponse response(Call call, CallContext context, Optional<JsonNode> value) {
    JsonNode response = value.orElse(WebJson.MAPPER.nullNode());
    byte[] body = body(call, response);
    String text = new String(body, StandardCharsets.UTF_8);
    int status = response.path("status").asInt();
    if (status < 200 || status > 599) {
      throw unusable(call, "its status must be from 200 to 599");
    }
    leakGuard.check(call, context, response.path("headers"));
    leakGuard.check(call, context, text);
    if (response.has("bytes")) {
      leakGuard.check(call, context, new String(body, StandardCharsets.ISO_8859_1));
    }
    Optional<JsonNode> json = json(text);
    json.ifPresent(parsed -> leakGuard.check(call, context, parsed));
    String usualType =
        json.filter(JsonNode::isContainerNode).isPresent()
            ? "application/json"
            : response.has("bytes") ? "application/octet-stream" : "text/plain; charset=utf-8";
    return new VeloResponse(
        Status.create(status), headers(call, response.path("headers"), usualType), body);
  }

  private static byte[] body(Call call, JsonNode response) {
    JsonNode bytes = response.path("bytes");
    try {
      return bytes.isTextual()
          ? bytes.binaryValue()
          : response.path("body").asText().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unusable(call, "its body cannot be read");
    }
  }

  /** A value may be escaped in JSON, and not stand in it as it is. */
  private static Optional<JsonNode> json(String body) {
    try {
      return Optional.of(WebJson.MAPPER.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static List<Header> headers(Call call, JsonNode headers, String usualType) {
    List<Header> all = new ArrayList<>();
    all.add(ALONE);
    all.add(HeaderValues.create(HeaderNames.CONTENT_TYPE, usualType));
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      String text = header.getValue().asText();
      if (!TOKEN.matcher(name).matches() || !FIELD_VALUE.matcher(text).matches()) {
        throw unusable(call, "a header has characters that no header may have");
      }
      boolean setsOurs = name.equals("set-cookie") && isOurs(text);
      if (!NOT_FOR_FUNCTIONS.contains(name) && !setsOurs) {
        HeaderName headerName = HeaderNames.create(name);
        all.add(HeaderValues.create(headerName, text));
      }
    }
    return all;
  }

  private static WebRequestException unusable(Call call, String why) {
    LOG.error("the answer of {} {} cannot be sent: {}", call.file(), call.function(), why);
    return failed();
  }
}
