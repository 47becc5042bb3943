package dev.coffer.server.api;

import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.secrets.Secrets;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Locale;

/**
 * Finds out when Wix's client asks for something other than its caller wanted. It puts arguments
 * into the path as they are, where {@code #} and {@code ?} end them and dots and slashes lead
 * elsewhere, but says in a header which call it makes, and sends every argument that is given a
 * second time, whole, in the query ({@code @wix/sdk} 1.6 to 1.21).
 */
final class WixCall {
  private static final HeaderName GATEWAY = HeaderNames.create("x-wix-bi-gateway");
  private static final String METHOD = "method-fqn=";

  private static final String GET_VALUE = "getsecretvalue";
  private static final String DELETE = "deletesecret";

  private WixCall() {}

  /** Tells whether Wix's client reads a value, by whatever route. */
  static boolean isRead(Request request) {
    return isCall(request, GET_VALUE);
  }

  /**
   * Refuses a read whose name was cut or not given.
   *
   * @throws InvalidArgument if that is so
   */
  static void refuseCutName(Request request) {
    if (isRead(request) && isCut(request, "name")) {
      throw new InvalidArgument(
          "name",
          Rule.REQUIRED_FIELD,
          "must be given, and without # or ?, at which Wix's client cuts it; rename a secret that"
              + " has # in its name, or read it with another client, as %23 in the path");
    }
  }

  /**
   * Refuses a deletion whose id was cut.
   *
   * @throws InvalidArgument if that is so
   */
  static void refuseCutId(Request request) {
    if (isCall(request, DELETE) && isCut(request, "id")) {
      throw new InvalidArgument(
          "id", Rule.FORMAT, "must be a UUID, without # or ?, at which Wix's client cuts it");
    }
  }

  /**
   * Refuses a read that came to another route because its name has dots and slashes.
   *
   * @throws InvalidArgument if that is so
   */
  static void refuseStrayName(Request request) {
    refuseCutName(request);
    if (request.queryParameter("name").filter(Secrets::isPossibleName).isEmpty()) {
      throw new InvalidArgument("name", Rule.FORMAT, Secrets.NAME_CHARACTERS);
    }
  }

  /** The client encodes the question marks of a query, so a bare one was in the argument. */
  private static boolean isCut(Request request, String argument) {
    return request.rawQuery().contains("?") || request.queryParameter(argument).isEmpty();
  }

  private static boolean isCall(Request request, String call) {
    return request
        .headerValues(GATEWAY)
        .map(pair -> pair.toLowerCase(Locale.ROOT))
        .anyMatch(pair -> pair.startsWith(METHOD) && pair.endsWith("." + call));
  }
}
