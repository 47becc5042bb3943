package dev.coffer.server.dashboard.page;

import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.identity.Token;

/**
 * Tells the pages of this server from a program that has their cookies alone. Without HTTPS,
 * browsers send the cookies of a host to whatever listens on any of its ports. A script of the
 * pages makes a key, which browsers keep for the pages of this very port, and sends it as a header;
 * a session is bound to the key that came with its password. Threads may share it.
 */
public final class PageKeys {
  private final Sessions sessions;
  private final Cookies cookies;

  /**
   * @param sessions the sessions
   * @param cookies the cookies of pages
   */
  public PageKeys(Sessions sessions, Cookies cookies) {
    this.sessions = sessions;
    this.cookies = cookies;
  }

  /**
   * Binds a session to the page that just brought its password, if that has a key.
   *
   * @param request the request that brought the password
   * @param session proves the session
   */
  public void bind(PageRequest request, Token session) {
    if (!cookies.areSecure()) {
      request.pageKey().ifPresent(key -> sessions.bind(session, key));
    }
  }

  /**
   * {@return whether a request comes from a page that its session is bound to, or by HTTPS, where
   * the cookie suffices}
   *
   * @param request the request
   * @param session its session
   */
  public boolean prove(PageRequest request, Session session) {
    return cookies.areSecure()
        || request.pageKey().filter(key -> sessions.isBoundTo(session, key)).isPresent();
  }

  /**
   * {@return whether a request comes from a page that can be bound to its session, or need not be}
   *
   * @param request the request
   */
  public boolean canProve(PageRequest request) {
    return cookies.areSecure() || request.pageKey().isPresent();
  }
}
