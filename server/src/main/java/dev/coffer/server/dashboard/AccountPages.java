package dev.coffer.server.dashboard;

import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.LogIn.LoggedIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.Refusal;
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

  Page show(Visit visit, Session session) {
    return page(visit, session, Status.OK_200, Form.EMPTY);
  }

  Page end(Visit visit, Session session) {
    sessions.end(session, visit.id("id"));
    return Page.goTo("/dashboard/account").with(cookies.notice(Notice.SESSION_ENDED));
  }

  Page endAll(Visit visit, Session session) {
    sessions.endAll(session.account());
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.notice(Notice.LOGGED_OUT));
  }

  Page changePassword(Visit visit, Session session) {
    try {
      LoggedIn in =
          logIn.changePassword(
              session,
              visit.field("current"),
              visit.field("password"),
              visit.deviceToken(),
              visit.browser(),
              visit.address());
      return Page.goTo("/dashboard/account")
          .with(
              cookies.session(in.session()),
              cookies.device(in.device()),
              cookies.notice(Notice.PASSWORD_CHANGED));
    } catch (InvalidArgument e) {
      return page(visit, session, Refused.status(e), Refused.form(Map.of(), e, "password"));
    } catch (Refusal e) {
      return page(visit, session, Refused.status(e), Refused.form(Map.of(), e, "current")).after(e);
    }
  }

  private Page page(Visit visit, Session session, Status status, Form form) {
    return Page.show(
        status,
        "account",
        new AccountView(
            visit.frame("Your account", session, membersArea.sitesOf(session)),
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
