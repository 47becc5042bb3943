package dev.coffer.web;

import dev.coffer.settings.PublicUrl;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** What keeps other sites away from the pages. */
public final class PageSecurity {
  /** The headers of every answer that a browser gets. */
  public static final List<Header> ON_EVERY_ANSWER =
      List.of(
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
                  + " base-uri 'none'"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          // With no-referrer, browsers would call the origin of a form "null".
          HeaderValues.createCached("Referrer-Policy", "same-origin"),
          HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"));

  /** Whatever has it, no cache keeps. */
  public static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  /** Tells a browser that came with TLS to come with nothing else for a year. */
  public static final Header STRICT_TRANSPORT_SECURITY =
      HeaderValues.createCached("Strict-Transport-Security", "max-age=31536000");

  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

  private PageSecurity() {}

  /**
   * Tells whether a form was sent by a page of this server, as far as the browser says. Browsers
   * that say nothing are told apart by the form token alone.
   *
   * @param request brings the form
   * @return whether nothing says that another site's page sent it
   */
  public static boolean isSentByOwnPage(ServerRequest request) {
    Optional<String> site = request.headers().first(SEC_FETCH_SITE);
    if (site.isPresent() && !site.get().equals("same-origin") && !site.get().equals("none")) {
      return false;
    }
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
    return origin.isEmpty() || isOwn(origin.get(), request.headers().first(HeaderNames.HOST));
  }

  /** A page of the public URL's host that came in another way, without TLS, is not ours. */
  private static boolean isOwn(String origin, Optional<String> host) {
    Optional<PublicUrl> publicUrl = CurrentRequest.get().publicUrl();
    Optional<String> authority = authority(origin);
    return (authority.isPresent() && authority.equals(publicUrl.map(PublicUrl::authority)))
        ? origin.equals(publicUrl.get().origin())
        : authority.isPresent() && authority.equals(host);
  }

  /**
   * Tells whether browsers come by HTTPS: where a public URL is set, it says so, and otherwise the
   * listener does. No header is asked.
   *
   * @param request a request
   * @return whether what is for HTTPS alone may be answered
   */
  public static boolean isSecure(ServerRequest request) {
    return CurrentRequest.get().publicUrl().map(PublicUrl::secure).orElseGet(request::isSecure);
  }

  /**
   * Compares the token of a form with the one of its session, in a time that tells nothing.
   *
   * @param sent what the form brought
   * @param expected the token of the session
   * @return whether they are the same
   */
  public static boolean isToken(String sent, String expected) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getAuthority());
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
