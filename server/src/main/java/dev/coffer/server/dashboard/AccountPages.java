package dev.coffer.server.dashboard;

import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.LogIn.LoggedIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.InvalidArgument;
import io.helidon.http.Status;
import java.util.Map;

/** A person's own account: sessions and password. */
final class AccountPages {
  private final Sessions sessions;
  private final LogIn logIn;
  private final MembersArea membersArea;
  private final Cookies cookies;

  AccountPages(Sessions sessions, LogIn logIn, MembersArea membersArea, Cookies cookies) {
    this.sessions = sessions;
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.cookies = cookies;
  }

  Page show(PageRequest request, Session session) {
    return page(request, session, Status.OK_200, Form.EMPTY);
  }

  Page end(PageRequest request, Session session) {
    sessions.end(session, request.id("id"));
    return Page.goTo("/dashboard/account").with(cookies.flashMessage(FlashMessage.SESSION_ENDED));
  }

  Page endAll(PageRequest request, Session session) {
    sessions.endAll(session);
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.flashMessage(FlashMessage.LOGGED_OUT));
  }

  Page changePassword(PageRequest request, Session session) {
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
