package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.egress.EgressClient;
import dev.coffer.egress.EgressRequest;
import dev.coffer.egress.EgressUrl;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.wire.ErrorCode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what code wants to fetch, whatever its shape. */
final class FetchArguments {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final int LARGEST_HEADERS = 64 << 10;
  private static final Set<String> NO_METHODS_OF_FETCH = Set.of("CONNECT", "TRACE", "TRACK");

  /** Set by the connection alone. What code says of them is left away, as browsers do. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via");

  private FetchArguments() {}

  /**
   * Returns the request that code asks for.
   *
   * @throws HostCallException {@code INVALID_ARGUMENT} if it cannot be sent
   */
  static EgressRequest request(JsonNode argument, int largestBody) throws HostCallException {
    EgressUrl url =
        Optional.ofNullable(argument.path("url").textValue())
            .flatMap(EgressUrl::of)
            .orElseThrow(() ->
                invalid(
                    "fetch() needs a URL such as https://api.example.com/path, without a user"
                        + " name in it"));
    String method = method(argument.path("method"));
    Optional<byte[]> body = body(argument.path("body"), largestBody);
    if (body.isPresent() && EgressRequest.WITHOUT_BODY.contains(method)) {
      throw invalid("a request with the method " + method + " cannot have a body");
    }
    return new EgressRequest(url, method, headers(argument.path("headers")), body);
  }

  private static String method(JsonNode method) throws HostCallException {
    String name = method.asText("GET").toUpperCase(Locale.ROOT);
    if (!TOKEN.matcher(name).matches() || NO_METHODS_OF_FETCH.contains(name)) {
      throw invalid("fetch() does not know this method");
    }
    return name;
  }

  private static Optional<byte[]> body(JsonNode body, int largest) throws HostCallException {
    if (body.isMissingNode() || body.isNull()) {
      return Optional.empty();
    }
    if (body.asText().length() > (largest + 2L) / 3 * 4) {
      throw HostErrors.because(
          ErrorCode.RESOURCE_EXHAUSTED, "the body is larger than " + EgressClient.shown(largest));
    }
    try {
      return Optional.of(Base64.getDecoder().decode(body.asText()));
    } catch (IllegalArgumentException e) {
      throw invalid("the body is not bytes");
    }
  }

  private static Map<String, String> headers(JsonNode headers) throws HostCallException {
    Map<String, String> sent = new LinkedHashMap<>();
    long size = 0;
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      String value = header.getValue().asText().strip();
      if (!TOKEN.matcher(name).matches()
          || !header.getValue().isValueNode()
          || !HEADER_VALUE.matcher(value).matches()) {
        throw invalid("a header has a name or a value that cannot be sent");
      }
      size += name.length() + value.length();
      if (!OF_THE_CONNECTION.contains(name) && !name.startsWith("proxy-")) {
        sent.put(name, value);
      }
    }
    if (size > LARGEST_HEADERS) {
      throw invalid("the headers are larger than 64 KiB");
    }
    return sent;
  }

  private static HostCallException invalid(String message) {
    return HostErrors.because(ErrorCode.INVALID_ARGUMENT, message);
  }
}
