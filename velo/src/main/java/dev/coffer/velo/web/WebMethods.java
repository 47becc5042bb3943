package dev.coffer.velo.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.calls.FinishedCall;
import dev.coffer.velo.calls.LoadedSite;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.CallHost;
import dev.coffer.velo.host.Visitor;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.sandbox.Outcome;
import dev.coffer.velo.sandbox.ScriptError;
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
  private final Sessions sessions;
  private final LeakGuard leakGuard;
  private final RateLimit rateLimit;

  WebMethods(RunningSite site, Sessions sessions, LeakGuard leakGuard, RateLimit rateLimit) {
    this.site = site;
    this.sessions = sessions;
    this.leakGuard = leakGuard;
    this.rateLimit = rateLimit;
  }

  Answer call(ServerRequest request) {
    rateLimit.count(Addresses.of(request));
    Call.Function call = requested(request);
    Visitor visitor = sessions.visitor(request);
    LoadedSite loaded = site.loaded();
    requirePermission(loaded, call, visitor);
    try (FinishedCall finished = site.run(loaded, call, visitor, true)) {
      return answer(call, finished);
    }
  }

  private static Call.Function requested(ServerRequest request) {
    String path = Paths.decoded(Paths.below(PREFIX, request));
    int slash = path.lastIndexOf('/');
    if (slash < 0 || !path.endsWith(SUFFIX)) {
      throw noSuchFunction();
    }
    String function = path.substring(slash + 1, path.length() - SUFFIX.length());
    return new Call.Function(path.substring(0, slash), function, arguments(request));
  }

  /**
   * Returns the same for all that there is not, so that a plain file of the backend does not show.
   */
  private static Refusal noSuchFunction() {
    return Refusal.notFound("there is no such web method");
  }

  /** To declare JSON is what a form of another site cannot do. */
  private static List<JsonNode> arguments(ServerRequest request) {
    if (!isDeclaredJson(request)) {
      throw Refusal.notJson();
    }
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(Body.text(request));
    } catch (JsonProcessingException e) {
      throw Refusal.invalid("arguments", "FORMAT", "must be JSON");
    }
    if (!json.isArray()) {
      throw Refusal.invalid("arguments", "TYPE", "must be a JSON array");
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

  private static void requirePermission(LoadedSite site, Call call, Visitor visitor) {
    LoadedFile module =
        site.module(call.file())
            .filter(found -> WebModules.isWebModule(found.path()))
            .orElseThrow(WebMethods::noSuchFunction);
    if (module.error().isPresent()) {
      throw Refusal.failed(module.path() + " could not be loaded; the site's log says why");
    }
    ExportedFunction function =
        WebModules.webMethods(module).stream()
            .filter(found -> found.name().equals(call.function()))
            .findFirst()
            .orElseThrow(WebMethods::noSuchFunction);
    Optional<Visitor> least = WebModules.least(site, module, function);
    if (least.isEmpty()) {
      LOG.warn(
          "{} {} was refused, because its permission is none that there is: {}",
          call.file(),
          call.function(),
          function.permission().or(site.jswPermissions()::fault).orElse("nobody"));
    }
    if (least.isEmpty() || visitor.compareTo(least.get()) < 0) {
      throw Refusal.forbidden(
          least.equals(Optional.of(Visitor.SITE_MEMBER))
              ? "only members who are logged in may call this function"
              : "you may not call this function");
    }
  }

  private Answer answer(Call call, FinishedCall finished) {
    return switch (finished.outcome()) {
      case Outcome.Returned returned -> result(call, finished.host(), returned.value());
      case Outcome.Threw threw -> error(call, finished.host(), threw.error());
      case Outcome.TimedOut timedOut -> throw Refusal.tooSlow();
      case Outcome.Died died ->
          throw Refusal.failed("the function could not be run to its end; the site's log says why");
    };
  }

  private Answer result(Call call, CallHost host, Optional<JsonNode> value) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    value.ifPresent(result -> {
      leakGuard.check(call, host, result);
      answer.set("result", result);
    });
    return Answer.json(Status.OK_200, answer);
  }

  /** Returns what it threw with, as Velo has it; but not where, which is for developers. */
  private Answer error(Call call, CallHost host, ScriptError error) {
    ObjectNode answer =
        Json.applicationError(error.code().orElse("WEB_METHOD_FAILED"), error.message());
    error.code().ifPresent(code -> answer.put("code", code));
    error.details().filter(JsonNode::isObject).ifPresent(details -> answer.set("details", details));
    leakGuard.check(call, host, answer);
    return Answer.json(Status.INTERNAL_SERVER_ERROR_500, answer);
  }
}
