package dev.coffer.server.dashboard;

import dev.coffer.server.access.Token;
import io.helidon.http.SetCookie;
import java.time.Duration;
import java.time.Instant;

/**
 * The cookies that browsers keep for the dashboard. None can be read by scripts; under TLS none
 * leaves it. The session's is not sent when another site leads here.
 */
final class Cookies {
  private static final Duration DEVICE_LIFE = Duration.ofDays(365);
  private static final Duration LINK_LIFE = Duration.ofHours(1);
  private static final Duration NOTICE_LIFE = Duration.ofMinutes(1);

  private final boolean secure;

  Cookies(boolean secure) {
    this.secure = secure;
  }

  /** The prefix keeps neighbours under the same domain from setting the cookie. */
  private String name(String name) {
    return secure ? "__Host-" + name : name;
  }

  String session() {
    return name("coffer-session");
  }

  String device() {
    return name("coffer-device");
  }

  String link() {
    return name("coffer-link");
  }

  String flashMessage() {
    return name("coffer-notice");
  }

  SetCookie session(Token token) {
    return cookie(session(), token.text(), SetCookie.SameSite.STRICT).build();
  }

  SetCookie device(Token token) {
    return cookie(device(), token.text(), SetCookie.SameSite.STRICT).maxAge(DEVICE_LIFE).build();
  }

  /** Lax, because links come from mails and chats. */
  SetCookie link(Token token) {
    return cookie(link(), token.text(), SetCookie.SameSite.LAX).maxAge(LINK_LIFE).build();
  }

  SetCookie flashMessage(FlashMessage flashMessage) {
    return cookie(flashMessage(), flashMessage.cookieValue(), SetCookie.SameSite.STRICT)
        .maxAge(NOTICE_LIFE)
        .build();
  }

  /** Lets a cookie end in the past, because the library leaves out a life of nothing. */
  SetCookie forget(String name) {
    return cookie(name, "", SetCookie.SameSite.STRICT).expires(Instant.EPOCH).build();
  }

  private SetCookie.Builder cookie(String name, String value, SetCookie.SameSite sameSite) {
    return SetCookie.builder(name, value)
        .path("/")
        .httpOnly(true)
        .secure(secure)
        .sameSite(sameSite);
  }
}
