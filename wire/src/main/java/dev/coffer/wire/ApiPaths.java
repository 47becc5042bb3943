package dev.coffer.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The paths of the HTTP API. What varies in a path is encoded here, so that it is always one part
 * of the path and never leads to another secret or site than the one that is meant.
 */
public final class ApiPaths {
  /** The secrets of a site: list and create. */
  public static final String SECRETS = "/api/v1/secrets";

  /** Goes before the name of a secret, to read its value. */
  public static final String SECRETS_BY_NAME = SECRETS + "/name/";

  /** The velo key that the request shows: revoke. */
  public static final String OWN_KEY = "/api/v1/api-key";

  /** Lets the velo key that the request shows end later. */
  public static final String OWN_KEY_EXTENSION = OWN_KEY + "/extension";

  /** The sites of a server: list and create. */
  public static final String SITES = "/admin/v1/sites";

  /** Goes behind a site, to set up its Members Area. */
  public static final String MEMBERS_AREA = "/members-area";

  /** Goes behind a site, to tell which member somebody is. */
  public static final String LOG_IN = "/log-in";

  /** Goes behind a site and before a member's id. */
  public static final String MEMBERS = "/members";

  /** Goes behind a site: its API keys. */
  public static final String API_KEYS = "/api-keys";

  /** Whether the server runs. */
  public static final String LIVE = "/health/live";

  /** Whether the server can answer calls. */
  public static final String READY = "/health/ready";

  /** The figures for Prometheus. */
  public static final String METRICS = "/metrics";

  /** The exact interface. */
  public static final String OPEN_API = "/openapi.yaml";

  private ApiPaths() {}

  /**
   * Returns the path and the query to read a value. The query repeats the name: where something on
   * the way cuts or resolves the path, the server sees that they differ, and refuses.
   *
   * @param name any text; the server judges it
   * @return such as {@code /api/v1/secrets/name/a%23b?name=a%23b}
   */
  public static String secretByName(String name) {
    return SECRETS_BY_NAME + segment(name) + "?name=" + encoded(name);
  }

  /**
   * Returns the path of a secret, to change or delete it.
   *
   * @param id any text; the server judges it
   */
  public static String secretById(String id) {
    return SECRETS + "/" + segment(id);
  }

  /**
   * Returns the path of a site.
   *
   * @param id any text; the server judges it
   */
  public static String site(String id) {
    return SITES + "/" + segment(id);
  }

  /**
   * Returns the path by which a site's Members Area is set up.
   *
   * @param siteId any text; the server judges it
   */
  public static String membersArea(String siteId) {
    return site(siteId) + MEMBERS_AREA;
  }

  /**
   * Returns the path by which a member of a site is known by email and password.
   *
   * @param siteId any text; the server judges it
   */
  public static String logIn(String siteId) {
    return site(siteId) + LOG_IN;
  }

  /**
   * Returns the path of a member.
   *
   * @param siteId any text; the server judges it
   * @param id any text; the server judges it
   */
  public static String member(String siteId, String id) {
    return site(siteId) + MEMBERS + "/" + segment(id);
  }

  /**
   * Returns the path of a site's API keys.
   *
   * @param siteId any text; the server judges it
   */
  public static String apiKeys(String siteId) {
    return site(siteId) + API_KEYS;
  }

  /**
   * Returns the path of an API key.
   *
   * @param siteId any text; the server judges it
   * @param id any text; the server judges it
   */
  public static String apiKey(String siteId, String id) {
    return apiKeys(siteId) + "/" + segment(id);
  }

  /** A path has no empty parts; a blank is no name and no id either, and the server says so. */
  private static String segment(String text) {
    return text.isEmpty() ? "%20" : encoded(text);
  }

  /** Encodes dots too: a part of one or two of them would be resolved on the way. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }
}
