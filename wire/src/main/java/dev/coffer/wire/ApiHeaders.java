package dev.coffer.wire;

/** The headers of the HTTP API that are not HTTP's own. */
public final class ApiHeaders {
  /** Of a request with the operator key: the id of the site that is meant. */
  public static final String SITE_ID = "wix-site-id";

  /** Of every answer: what the server's log calls the request. */
  public static final String REQUEST_ID = "X-Wix-Request-Id";

  private ApiHeaders() {}
}
