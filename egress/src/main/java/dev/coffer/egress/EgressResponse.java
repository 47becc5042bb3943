package dev.coffer.egress;

import java.util.Map;

/**
 * An answer.
 *
 * @param url where it came from in the end
 * @param redirected whether that is somewhere else than was asked
 * @param status the HTTP status
 * @param reason the phrase beside it; often empty
 * @param headers by their names in lower case; several of one name with commas between them
 * @param body its bytes
 */
public record EgressResponse(
    EgressUrl url,
    boolean redirected,
    int status,
    String reason,
    Map<String, String> headers,
    byte[] body) {
  /** Shows neither headers nor body. */
  @Override
  public String toString() {
    return status + " from " + url;
  }
}
