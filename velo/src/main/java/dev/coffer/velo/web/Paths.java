package dev.coffer.velo.web;

import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** How the paths of requests are read. */
final class Paths {
  private Paths() {}

  /**
   * Returns what follows a prefix in the path of a request, as it was sent.
   *
   * @throws WebRequestException if the path has no such prefix
   */
  static String below(String prefix, ServerRequest request) {
    String path = request.prologue().uriPath().rawPath();
    if (!path.startsWith(prefix)) {
      throw nothingHere();
    }
    return path.substring(prefix.length());
  }

  /**
   * Decodes a path, in which a plus is a plus.
   *
   * @throws WebRequestException if it cannot be decoded
   */
  static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw nothingHere();
    }
  }

  static WebRequestException nothingHere() {
    return WebRequestException.notFound("there is nothing here");
  }
}
