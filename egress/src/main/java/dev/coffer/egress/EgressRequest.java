package dev.coffer.egress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is sent, on the first or a later hop.
 *
 * @param url where it goes
 * @param method in upper case
 * @param headers by their names in lower case; none of those that belong to the connection
 * @param body empty for none
 */
public record EgressRequest(
    EgressUrl url, String method, Map<String, String> headers, Optional<byte[]> body) {
  /** Methods whose requests have no body. */
  public static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

  /** For the server that they were meant for. */
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  private static final Set<String> ABOUT_THE_BODY =
      Set.of("content-type", "content-encoding", "content-language", "content-location");

  /**
   * Returns the request that follows a redirect, by the rules of the Fetch standard: after 303, and
   * after 301 and 302 in answer to a POST, it is a GET without a body; credentials stay with the
   * origin that they were meant for.
   */
  EgressRequest redirected(int status, EgressUrl to) {
    boolean becomesGet =
        (status == 303 && !WITHOUT_BODY.contains(method))
            || ((status == 301 || status == 302) && method.equals("POST"));
    Map<String, String> kept = new LinkedHashMap<>(headers);
    if (!to.origin().equals(url.origin())) {
      kept.keySet().removeAll(CREDENTIALS);
    }
    if (!becomesGet) {
      return new EgressRequest(to, method, kept, body);
    }
    kept.keySet().removeAll(ABOUT_THE_BODY);
    return new EgressRequest(to, "GET", kept, Optional.empty());
  }

  /** Shows neither headers nor body, in which secrets stand. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
