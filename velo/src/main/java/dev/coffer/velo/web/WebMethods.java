package dev.coffer.velo.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.calls.CompletedCall;
import dev.coffer.velo.calls.LoadedSite;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CallContext;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.sandbox.ScriptError;
import dev.coffer.web.CurrentRequest;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of web methods from browsers, in the wire form of Velo: an array of arguments is posted to
 * a path that ends in {@code backend/<file>/<function>.ajax} and answered with {@code {"result":
 * …}}, without {@code result} if that is undefined. Threads may share it.
 */
final class WebMethods {
  static final String PREFIX = "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/";

  private static final Logger LOG = LoggerFactory.getLogger(WebMethods.class);
  private static final String SUFFIX = ".ajax";

  private final RunningSite site;
  private final VisitorSessions sessions;
  private final LeakGuard leakGuard;
  private final RateLimit rateLimit;
  private final CallPlaces places;

  WebMethods(
      RunningSite site,
      VisitorSessions sessions,
      LeakGuard leakGuard,
      RateLimit rateLimit,
      CallPlaces places) {
    this.site = site;
    this.sessions = sessions;
    this.leakGuard = leakGuard;
    this.rateLimit = rateLimit;
    this.places = places;
  }

  VeloResponse call(ServerRequest request) {
    rateLimit.count(CurrentRequest.get().client());
    Call.Function named = named(request);
    requireDeclaredJson(request);
    Audience audience = sessions.audience(request);
    requirePermission(site.loaded(), named, audience); // Who may not call does not wait.
    byte[] arguments = VeloRequestBody.bytes(request); // Many times smaller than parsed.
    try (CallPlaces.Place _ = places.take(CurrentRequest.get().client())) {
      LoadedSite loaded = site.loaded(); // Files may have been saved during the wait.
      requirePermission(loaded, named, audience);
      Call call = new Call.Function(named.file(), named.function(), parsed(arguments));
      try (CompletedCall finished = site.run(loaded, call, audience, true)) {
        return answer(call, finished);
      }
    }
  }

  /** Returns the call as its path has it, still without arguments. */
  private static Call.Function named(ServerRequest request) {
    String path = Paths.decoded(Paths.below(PREFIX, request));
    int slash = path.lastIndexOf('/');
    if (slash < 0 || !path.endsWith(SUFFIX)) {
      throw noSuchFunction();
    }
    String function = path.substring(slash + 1, path.length() - SUFFIX.length());
    return new Call.Function(path.substring(0, slash), function, List.of());
  }

  /**
   * Returns the same for all that there is not, so that a plain file of the backend does not show.
   */
  private static WebRequestException noSuchFunction() {
    return WebRequestException.notFound("there is no such web method");
  }

  /** To declare JSON is what a form of another site cannot do. */
  private static void requireDeclaredJson(ServerRequest request) {
    if (!isDeclaredJson(request)) {
      throw WebRequestException.notJson();
    }
  }

  private static List<JsonNode> parsed(byte[] body) {
    JsonNode json;
    try {
      json = VeloRequestBody.json(body);
    } catch (JsonProcessingException e) {
      throw WebRequestException.invalid("arguments", "FORMAT", "must be JSON");
    }
    if (!json.isArray()) {
      throw WebRequestException.invalid("arguments", "TYPE", "must be a JSON array");
    }
    List<JsonNode> arguments = new ArrayList<>();
    json.forEach(arguments::add);
    return arguments;
  }

  private static boolean isDeclaredJson(ServerRequest request) {
    try {
      return request
          .headers()
          .contentType()
          .map(HttpMediaType::mediaType)
          .filter(WebMethods::isJson)
          .isPresent();
    } catch (BadRequestException e) {
      return false; // The declaration is not a media type.
    }
  }

  private static boolean isJson(MediaType type) {
    return type.type().equalsIgnoreCase("application") && type.subtype().equalsIgnoreCase("json");
  }

  private static void requirePermission(LoadedSite site, Call.Function called, Audience audience) {
    LoadedFile module =
        site.module(called.file())
            .filter(found -> WebModules.isWebModule(found.path()))
            .orElseThrow(WebMethods::noSuchFunction);
    if (module.error().isPresent()) {
      throw WebRequestException.failed(
          module.path() + " could not be loaded; the site's log says why");
    }
    ExportedFunction function =
        WebModules.webMethods(module).stream()
            .filter(found -> found.name().equals(called.function()))
            .findFirst()
            .orElseThrow(WebMethods::noSuchFunction);
    Optional<Audience> least = WebModules.least(site, module, function);
    if (least.isEmpty()) {
      LOG.warn(
          "{} {} was refused: unknown permission: {}",
          called.file(),
          called.function(),
          function.permission().or(site.jswPermissions()::fault).orElse("nobody"));
    }
    if (least.isEmpty() || audience.compareTo(least.get()) < 0) {
      throw WebRequestException.forbidden(
          least.equals(Optional.of(Audience.SITE_MEMBER))
              ? "only members who are logged in may call this function"
              : "you may not call this function");
    }
  }

  private VeloResponse answer(Call call, CompletedCall finished) {
    return switch (finished.outcome()) {
      case CallOutcome.Returned returned -> result(call, finished.context(), returned.value());
      case CallOutcome.Threw threw -> error(call, finished.context(), threw.error());
      case CallOutcome.TimedOut timedOut -> throw WebRequestException.tooSlow();
      case CallOutcome.Died died ->
          throw WebRequestException.failed(
              "the function did not complete; the site's log says why");
    };
  }

  private VeloResponse result(Call call, CallContext context, Optional<JsonNode> value) {
    ObjectNode answer = WebJson.MAPPER.createObjectNode();
    value.ifPresent(result -> {
      leakGuard.check(call, context, result);
      answer.set("result", result);
    });
    return VeloResponse.json(Status.OK_200, answer);
  }

  /** Returns what it threw with, as Velo has it; but not where, which is for developers. */
  private VeloResponse error(Call call, CallContext context, ScriptError error) {
    ObjectNode answer =
        WebJson.applicationError(error.code().orElse("WEB_METHOD_FAILED"), error.message());
    error.code().ifPresent(code -> answer.put("code", code));
    error.details().filter(JsonNode::isObject).ifPresent(details -> answer.set("details", details));
    leakGuard.check(call, context, answer);
    return VeloResponse.json(Status.INTERNAL_SERVER_ERROR_500, answer);
  }
}
