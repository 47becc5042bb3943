package dev.coffer.velo.testing;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.ExportedFunction.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parameters of a function as one JSON object with a property for each, as Velo's Functional
 * Testing has them. A destructured parameter is an array with the object in it, a rest parameter an
 * array of the arguments that it takes; an HTTP function takes the parts of a request that its
 * method has.
 */
final class Parameters {
  /** What a text says. */
  sealed interface Read {
    /**
     * A call.
     *
     * @param json the whole object
     */
    record Usable(Call call, JsonNode json) implements Read {
      /** Does not show the values, one of which may be a secret. */
      @Override
      public String toString() {
        return "Usable";
      }
    }

    /** No call, and why: sentences that hold nothing of the text but single characters. */
    record Unusable(String reason) implements Read {}
  }

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String HTTP_FUNCTIONS = "backend/http-functions.js";
  private static final Pattern HTTP_FUNCTION =
      Pattern.compile("(get|post|put|delete|options|use)_.+");
  private static final Set<String> WITH_QUERY = Set.of("get", "delete", "use");
  private static final Set<String> WITH_BODY = Set.of("post", "put");
  private static final String BASE_URL = "http://localhost/_functions";

  private Parameters() {}

  static boolean isHttp(String file, String function) {
    return file.equals(HTTP_FUNCTIONS) && HTTP_FUNCTION.matcher(function).matches();
  }

  /**
   * Returns what stands in the field before anybody types: a property for each parameter, with its
   * default where that is a plain value.
   */
  static String prefilled(String file, ExportedFunction function) {
    ObjectNode object = JSON.objectNode();
    if (isHttp(file, function.name())) {
      object.set(requestName(function), emptyRequest(httpMethod(function.name())));
    } else {
      function.parameters().forEach(p -> object.set(p.name(), empty(p)));
    }
    return JsonText.pretty(object);
  }

  private static JsonNode empty(Parameter parameter) {
    return parameter.destructured()
        ? JSON.arrayNode().add(parameter.example())
        : parameter.example();
  }

  private static String requestName(ExportedFunction function) {
    return function.parameters().isEmpty() || function.parameters().getFirst().destructured()
        ? "request"
        : function.parameters().getFirst().name();
  }

  private static String httpMethod(String function) {
    return function.substring(0, function.indexOf('_'));
  }

  private static ObjectNode emptyRequest(String method) {
    ObjectNode request = JSON.objectNode();
    if (method.equals("use")) {
      request.put("method", "GET");
    }
    request.putArray("path");
    if (WITH_QUERY.contains(method)) {
      request.putObject("query");
    }
    request.putObject("headers");
    if (WITH_BODY.contains(method)) {
      request.put("body", "");
    }
    return request;
  }

  /** Reads what was typed. */
  static Read read(String file, ExportedFunction function, String text) {
    try {
      return read(file, function, text.isBlank() ? JSON.objectNode() : JsonText.read(text));
    } catch (JsonProcessingException e) {
      return new Read.Unusable(reason(e, text));
    }
  }

  /** Returns the same for what was read already. */
  static Read read(String file, ExportedFunction function, JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      return new Read.Unusable(
          "Parameters are one JSON object with a property for each of them, such as {\"name\":"
              + " \"value\"}.");
    }
    return isHttp(file, function.name())
        ? readRequest(file, function, object)
        : readArguments(file, function, object);
  }

  private static Read readArguments(String file, ExportedFunction function, ObjectNode object) {
    List<JsonNode> arguments = new ArrayList<>();
    Set<String> further = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(further::add);
    Optional<String> missing = Optional.empty();
    for (Parameter parameter : function.parameters()) {
      further.remove(parameter.name());
      JsonNode value = object.get(parameter.name());
      if (value == null) {
        missing = missing.or(() -> Optional.of(parameter.name()));
      } else if (missing.isPresent()) {
        return gap(missing.get());
      } else if (parameter.rest()) {
        if (!value.isArray()) {
          return new Read.Unusable(
              "The parameter "
                  + parameter.name()
                  + " takes all further arguments, so they stand in an array: […].");
        }
        value.forEach(arguments::add);
      } else if (parameter.destructured() && !isWrapped(value) && !value.isObject()) {
        return new Read.Unusable(
            "The parameter "
                + parameter.name()
                + " is taken apart by the function, so its value stands in an array: [{…}].");
      } else {
        arguments.add(parameter.destructured() && isWrapped(value) ? value.get(0) : value);
      }
    }
    if (missing.isPresent() && !further.isEmpty()) {
      return gap(missing.get());
    }
    further.forEach(name -> arguments.add(object.get(name)));
    return new Read.Usable(new Call.Function(file, function.name(), arguments), object);
  }

  private static boolean isWrapped(JsonNode value) {
    return value.isArray() && value.size() == 1;
  }

  /** JSON has no undefined, so only the last parameters can be left out. */
  private static Read gap(String parameter) {
    return new Read.Unusable(
        "The parameter "
            + parameter
            + " is missing, but there are values behind it. Give it one, such as null; only the"
            + " last parameters can be left out.");
  }

  private static Read readRequest(String file, ExportedFunction function, ObjectNode object) {
    String name = requestName(function);
    if (object.size() != 1 || !object.path(name).isObject()) {
      return new Read.Unusable("An HTTP function takes one object, " + name + ".");
    }
    JsonNode typed = object.path(name);
    String method = httpMethod(function.name());
    ObjectNode request = JSON.objectNode();
    request.put(
        "method",
        method.equals("use")
            ? typed.path("method").asText("GET")
            : method.toUpperCase(Locale.ROOT));
    request.put("baseUrl", BASE_URL);
    request.put("url", url(function.name().substring(method.length() + 1), typed));
    request.set("path", typed.path("path").isArray() ? typed.get("path") : JSON.arrayNode());
    request.set("query", typed.path("query").isObject() ? typed.get("query") : JSON.objectNode());
    request.set(
        "headers", typed.path("headers").isObject() ? typed.get("headers") : JSON.objectNode());
    request.put("ip", "127.0.0.1");
    JsonNode body = typed.path("body");
    request.put("body", body.isContainerNode() ? body.toString() : body.asText(""));
    return new Read.Usable(new Call.Http(file, function.name(), request), object);
  }

  private static String url(String name, JsonNode typed) {
    StringBuilder url = new StringBuilder(BASE_URL).append('/').append(name);
    typed.path("path").forEach(part -> url.append('/').append(encoded(part.asText())));
    String separator = "?";
    for (var entry : typed.path("query").properties()) {
      url.append(separator).append(encoded(entry.getKey()));
      url.append('=').append(encoded(entry.getValue().asText()));
      separator = "&";
    }
    return url.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Jackson's own messages quote what was typed, which may be a secret. */
  private static String reason(JsonProcessingException e, String text) {
    String place =
        Optional.ofNullable(e.getLocation())
            .filter(location -> location.getLineNr() > 0)
            .map(at -> "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ")
            .orElse("");
    return place + explanation(e, text);
  }

  private static String explanation(JsonProcessingException e, String text) {
    String message = e.getOriginalMessage();
    if (e instanceof JsonEOFException) {
      return "the JSON ends here, but something is still open: a bracket, a brace or a quote.";
    } else if (e instanceof StreamConstraintsException) {
      return "this is nested too deeply, or a number or a name is too long.";
    } else if (e instanceof MismatchedInputException) {
      return "there is more behind the end of the object.";
    } else if (message.startsWith("Duplicate")) {
      return "this property is there twice.";
    } else if (message.startsWith("Illegal unquoted character")) {
      return "a line break or tab in a string is written \\n or \\t.";
    } else if (message.startsWith("Unrecognized character escape")) {
      return "a backslash in a string is written \\\\.";
    } else if (message.startsWith("Unexpected character")) {
      return unexpected(e.getLocation(), text);
    }
    return "this is no JSON. Strings stand in double quotes.";
  }

  private static String unexpected(JsonLocation at, String text) {
    int offset = at == null ? -1 : (int) at.getCharOffset();
    if (offset < 0 || offset >= text.length()) {
      return "this is not expected here.";
    }
    char found = text.charAt(offset);
    String hint =
        switch (found) {
          case '\'', '‘', '’', '“', '”' -> " Strings stand in double quotes.";
          case '}', ']' -> " Is there a comma too many before it?";
          case '"', '{', '[' -> " Is a comma missing before it?";
          case '/', '#' -> " JSON has no comments.";
          default -> "";
        };
    return "the character " + found + " is not expected here." + hint;
  }
}
