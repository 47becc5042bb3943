package dev.coffer.velo.web;

import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What browsers keep of a member's log-in, so that they are known at the next: whoever fails on
 * purpose elsewhere does not lock the member out there. The server of the secrets knows what it
 * means; here it is handed on. No script has it, no other site sends it, and it goes to the pages
 * of the log-in alone.
 */
final class VisitorDevices {
  /** As long as the dashboard's. */
  private static final Duration LIFE = Duration.ofDays(365);

  /** Whatever looks otherwise was never given to a browser. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private VisitorDevices() {}

  /** Returns what a browser has kept, if anything. */
  static Optional<String> of(ServerRequest request) {
    return request
        .headers()
        .cookies()
        .first(cookieName(request))
        .asOptional()
        .filter(FORM.asMatchPredicate());
  }

  /** Returns the cookie for a browser that a member has just logged in with. */
  static SetCookie cookie(ServerRequest request, String device) {
    return SetCookie.builder(cookieName(request), device)
        .path(VisitorLogInPages.LOG_IN)
        .httpOnly(true)
        .secure(VisitorSessions.isSecure(request))
        .sameSite(SetCookie.SameSite.STRICT)
        .maxAge(LIFE)
        .build();
  }

  private static String cookieName(ServerRequest request) {
    return VisitorSessions.cookieName("__Secure-", "coffer-velo-device-", request);
  }
}
