package dev.coffer.server.dashboard.page;

import dev.coffer.server.identity.Token;
import io.helidon.http.SetCookie;
import java.time.Duration;
import java.time.Instant;

/**
 * The cookies that browsers keep for the dashboard. None can be read by scripts; under HTTPS none
 * leaves it. The session's is not sent when another site leads here.
 */
public final class Cookies {
  private static final Duration DEVICE_LIFE = Duration.ofDays(365);
  private static final Duration LINK_LIFE = Duration.ofHours(1);
  private static final Duration NOTICE_LIFE = Duration.ofMinutes(1);

  private final boolean secure;
  private final String path;

  /**
   * @param secure whether browsers get the pages by HTTPS
   * @param prefix what the pages' paths begin with in browsers, such as {@code /coffer}; empty for
   *     nothing
   */
  public Cookies(boolean secure, String prefix) {
    this.secure = secure;
    this.path = prefix.isEmpty() ? "/" : prefix;
  }

  /** {@return whether no other program on the host is sent them} */
  public boolean areSecure() {
    return secure;
  }

  /**
   * The prefix keeps neighbours under the same domain from setting the cookie. Browsers take {@code
   * __Host-} for a whole host alone.
   */
  private String name(String name) {
    if (!secure) {
      return name;
    }
    return (path.equals("/") ? "__Host-" : "__Secure-") + name;
  }

  /** {@return the name of the cookie that proves a session} */
  public String session() {
    return name("coffer-session");
  }

  /** {@return the name of the cookie that proves a device} */
  public String device() {
    return name("coffer-device");
  }

  /** {@return the name of the cookie that holds a link's token} */
  public String link() {
    return name("coffer-link");
  }

  /** {@return the name of the cookie that says what was just done} */
  public String flashMessage() {
    return name("coffer-notice");
  }

  /**
   * {@return a cookie for as long as the browser runs}
   *
   * @param token what proves the session
   */
  public SetCookie session(Token token) {
    return cookie(session(), token.text(), SetCookie.SameSite.STRICT).build();
  }

  /**
   * {@return a cookie for a year}
   *
   * @param token what proves the device
   */
  public SetCookie device(Token token) {
    return cookie(device(), token.text(), SetCookie.SameSite.STRICT).maxAge(DEVICE_LIFE).build();
  }

  /**
   * {@return a cookie for an hour; lax, because links come from mails and chats}
   *
   * @param token the link's token
   */
  public SetCookie link(Token token) {
    return cookie(link(), token.text(), SetCookie.SameSite.LAX).maxAge(LINK_LIFE).build();
  }

  /**
   * {@return a cookie for the next page}
   *
   * @param flashMessage what was just done
   */
  public SetCookie flashMessage(FlashMessage flashMessage) {
    return cookie(flashMessage(), flashMessage.cookieValue(), SetCookie.SameSite.STRICT)
        .maxAge(NOTICE_LIFE)
        .build();
  }

  /**
   * Lets a cookie end in the past, because the library leaves out a life of nothing.
   *
   * @param name the cookie's name
   * @return the cookie
   */
  public SetCookie forget(String name) {
    return cookie(name, "", SetCookie.SameSite.STRICT).expires(Instant.EPOCH).build();
  }

  private SetCookie.Builder cookie(String name, String value, SetCookie.SameSite sameSite) {
    return SetCookie.builder(name, value)
        .path(path)
        .httpOnly(true)
        .secure(secure)
        .sameSite(sameSite);
  }
}
