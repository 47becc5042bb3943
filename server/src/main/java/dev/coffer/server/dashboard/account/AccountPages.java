package dev.coffer.server.dashboard.account;

import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.LogIn.LoggedIn;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.members.MembersArea;
import io.helidon.http.Status;
import java.util.Map;

/** A person's own account: sessions and password. */
public final class AccountPages {
  private final Sessions sessions;
  private final LogIn logIn;
  private final MembersArea membersArea;
  private final Cookies cookies;

  /**
   * @param sessions the sessions
   * @param logIn logs people in
   * @param membersArea the people of sites
   * @param cookies the cookies of pages
   */
  public AccountPages(Sessions sessions, LogIn logIn, MembersArea membersArea, Cookies cookies) {
    this.sessions = sessions;
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.cookies = cookies;
  }

  /**
   * Shows the person's sessions.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page show(PageRequest request, Session session) {
    return page(request, session, Status.OK_200, Form.EMPTY);
  }

  /**
   * Ends one session.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page end(PageRequest request, Session session) {
    sessions.end(session, request.id("id"));
    return Page.goTo("/dashboard/account").with(cookies.flashMessage(FlashMessage.SESSION_ENDED));
  }

  /**
   * Ends all sessions.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page endAll(PageRequest request, Session session) {
    sessions.endAll(session);
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.flashMessage(FlashMessage.LOGGED_OUT));
  }

  /**
   * Changes the password.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page changePassword(PageRequest request, Session session) {
    try {
      LoggedIn in =
          logIn.changePassword(
              session,
              request.field("current"),
              request.field("password"),
              request.deviceToken(),
              request.browser(),
              request.address());
      return Page.goTo("/dashboard/account")
          .with(
              cookies.session(in.session()),
              cookies.device(in.device()),
              cookies.flashMessage(FlashMessage.PASSWORD_CHANGED));
    } catch (InvalidArgument e) {
      return page(request, session, PageErrors.status(e), PageErrors.form(Map.of(), e, "password"));
    } catch (ApiException e) {
      return page(request, session, PageErrors.status(e), PageErrors.form(Map.of(), e, "current"))
          .after(e);
    }
  }

  private Page page(PageRequest request, Session session, Status status, Form form) {
    return Page.show(
        status,
        "account",
        new AccountView(
            request.layout("Your account", session, membersArea.sitesOf(session)),
            session.email(),
            sessions.all(session).stream()
                .map(other ->
                    new AccountView.SessionRow(
                        other.id().toString(),
                        other.browser(),
                        other.address(),
                        other.started(),
                        other.lastSeen(),
                        other.id().equals(session.id())))
                .toList(),
            form));
  }
}
