package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.sandbox.HostCallException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is sent for a fetch, on the first or a later hop.
 *
 * @param headers by their names in lower case; none of those that belong to the connection
 * @param body empty for none
 */
record FetchRequest(
    FetchUrl url, String method, Map<String, String> headers, Optional<byte[]> body) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final int LARGEST_HEADERS = 64 << 10;
  private static final Set<String> NO_METHODS_OF_FETCH = Set.of("CONNECT", "TRACE", "TRACK");
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

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

  /** For the server that they were meant for. */
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  private static final Set<String> ABOUT_THE_BODY =
      Set.of("content-type", "content-encoding", "content-language", "content-location");

  /**
   * Reads what code asked for, whatever its shape.
   *
   * @throws HostCallException {@code INVALID_ARGUMENT} if it cannot be sent
   */
  static FetchRequest of(JsonNode argument, int largestBody) throws HostCallException {
    FetchUrl url =
        Optional.ofNullable(argument.path("url").textValue())
            .flatMap(FetchUrl::of)
            .orElseThrow(() ->
                invalid(
                    "fetch() needs a URL such as https://api.example.com/path, without a user"
                        + " name in it"));
    String method = method(argument.path("method"));
    Optional<byte[]> body = body(argument.path("body"), largestBody);
    if (body.isPresent() && WITHOUT_BODY.contains(method)) {
      throw invalid("a request with the method " + method + " cannot have a body");
    }
    return new FetchRequest(url, method, headers(argument.path("headers")), body);
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
          "RESOURCE_EXHAUSTED", "the body is larger than " + Fetch.shown(largest));
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
    return HostErrors.because("INVALID_ARGUMENT", message);
  }

  /**
   * Returns the request that follows a redirect, by the rules of the Fetch standard: after 303, and
   * after 301 and 302 in answer to a POST, it is a GET without a body.
   */
  FetchRequest redirected(int status, FetchUrl to) {
    boolean becomesGet =
        (status == 303 && !WITHOUT_BODY.contains(method))
            || ((status == 301 || status == 302) && method.equals("POST"));
    Map<String, String> kept = new LinkedHashMap<>(headers);
    if (!to.origin().equals(url.origin())) {
      kept.keySet().removeAll(CREDENTIALS);
    }
    if (!becomesGet) {
      return new FetchRequest(to, method, kept, body);
    }
    kept.keySet().removeAll(ABOUT_THE_BODY);
    return new FetchRequest(to, "GET", kept, Optional.empty());
  }

  /** Shows neither headers nor body, in which secrets stand. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
