package dev.coffer.server.api;

import dev.coffer.wire.ApiPaths;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path {@code /api/v1/secrets/name/…}, of which all that follows is one name: slashes, dots,
 * semicolons, or nothing. The web server's router would split it at slashes, resolve dots, and drop
 * what follows a semicolon, and so find another name.
 *
 * @param route the route, for metrics
 * @param name the name, decoded once; empty if its percent-encoding is broken, or if the client has
 *     resolved a name of two dots, which leaves {@code /api/v1/secrets/}
 */
record NamePath(String route, Optional<String> name) {
  /** Wix's clients call the five routes under each of these. */
  static final List<String> PREFIXES =
      List.of("", "/_api/cloud-secrets-vault-server", "/_api/secrets-service", "/secrets-service");

  private static final List<Route> ROUTES = PREFIXES.stream().map(Route::under).toList();

  private record Route(String pattern, Pattern path) {
    /** A base URL that ends in a slash makes two of one. */
    static Route under(String prefix) {
      String all = prefix + ApiPaths.SECRETS + "/";
      return new Route(
          all + "name/{name}",
          Pattern.compile(all.replace("/", "/+") + "(?:name/(.*))?", Pattern.DOTALL));
    }
  }

  /** Returns the patterns of these paths. */
  static Stream<String> patterns() {
    return ROUTES.stream().map(Route::pattern);
  }

  /**
   * Finds the name in a path.
   *
   * @param rawPath a path as it was sent
   * @return empty if it is another path
   */
  static Optional<NamePath> of(String rawPath) {
    if (!rawPath.contains("/secrets/")) {
      return Optional.empty();
    }
    for (Route route : ROUTES) {
      Matcher path = route.path().matcher(rawPath);
      if (path.matches()) {
        return Optional.of(
            new NamePath(
                route.pattern(), Optional.ofNullable(path.group(1)).flatMap(NamePath::decoded)));
      }
    }
    return Optional.empty();
  }

  /** In a path, unlike in a query, a plus is a plus. */
  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Shows no name: it may be as private as a value. */
  @Override
  public String toString() {
    return route;
  }
}
