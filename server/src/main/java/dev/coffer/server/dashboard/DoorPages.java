package dev.coffer.server.dashboard;

import dev.coffer.server.access.Invitation;
import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.LogIn.LoggedIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.Token;
import dev.coffer.server.access.VerifiedAccount;
import dev.coffer.server.dashboard.DoorView.Door;
import dev.coffer.server.refusal.NotFound;
import dev.coffer.server.refusal.Refusal;
import io.helidon.http.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The pages on which people prove who they are: set-up, invitation, log-in, confirmation. */
final class DoorPages {
  private static final Pattern OWN_PATH = Pattern.compile("/dashboard[A-Za-z0-9/_-]*");

  private final LogIn logIn;
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;

  DoorPages(LogIn logIn, MembersArea membersArea, Sessions sessions, Cookies cookies) {
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  Page logInForm(Visit visit) {
    if (visit.sessionToken().flatMap(sessions::find).isPresent()) {
      return Page.goTo("/dashboard");
    }
    return logInPage(visit, Status.OK_200, Form.EMPTY, visit.query("next"));
  }

  Page logIn(Visit visit) {
    String next = visit.field("next");
    try {
      LoggedIn in =
          logIn.logIn(
              visit.field("email"),
              visit.field("password"),
              visit.deviceToken(),
              visit.browser(),
              visit.address());
      return entered(in, ownPath(next));
    } catch (Refusal e) {
      return logInPage(visit, Refused.status(e), Refused.form(visit.filledIn("email"), e, ""), next)
          .after(e);
    }
  }

  private static Page logInPage(Visit visit, Status status, Form form, String next) {
    return Page.show(
        status,
        "door",
        new DoorView(visit.frame("Log in"), Door.LOG_IN, form, "", "", ownPath(next)));
  }

  /** A stranger may have written where to go next, so it is a page of ours or the first one. */
  private static String ownPath(String next) {
    return OWN_PATH.matcher(next).matches() ? next : "/dashboard";
  }

  private Page entered(LoggedIn in, String next) {
    return Page.goTo(next).with(cookies.session(in.session()), cookies.device(in.device()));
  }

  Page logOut(Visit visit, Session session) {
    sessions.end(session, session.id());
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.notice(Notice.LOGGED_OUT));
  }

  /** Takes the token out of the address, so that it stays in no history. */
  Page followLink(Visit visit) {
    Token token = new Token(visit.pathParameter("token"));
    Invitation invitation = membersArea.invitation(token).orElseThrow(DoorPages::usedUp);
    return Page.goTo(invitation.setsUp() ? "/dashboard/set-up" : "/dashboard/invitation")
        .with(cookies.link(token));
  }

  Page linkForm(Visit visit) {
    return linkPage(visit, Status.OK_200, invitation(visit), Form.EMPTY);
  }

  Page acceptLink(Visit visit) {
    Invitation invitation = invitation(visit);
    String email = visit.field("email");
    VerifiedAccount account;
    try {
      account = membersArea.accept(visit.linkToken().orElseThrow(), email, visit.field("password"));
    } catch (Refusal e) {
      return linkPage(
              visit,
              Refused.status(e),
              invitation,
              Refused.form(visit.filledIn("email"), e, "email"))
          .after(e);
    }
    LoggedIn in = logIn.enter(account, visit.deviceToken(), visit.browser(), visit.address());
    return entered(in, "/dashboard/sites/" + invitation.site().id())
        .with(
            cookies.forget(cookies.link()),
            cookies.notice(invitation.setsUp() ? Notice.WELCOME : Notice.JOINED));
  }

  private Invitation invitation(Visit visit) {
    return visit.linkToken().flatMap(membersArea::invitation).orElseThrow(DoorPages::usedUp);
  }

  private static NotFound usedUp() {
    return new NotFound(
        "this link was used or revoked, or has expired; the server prints another set-up link when"
            + " it starts, and who invited you can invite you again");
  }

  private static Page linkPage(Visit visit, Status status, Invitation invitation, Form form) {
    Door door = invitation.setsUp() ? Door.SET_UP : Door.INVITATION;
    return Page.show(
        status,
        "door",
        new DoorView(
            visit.frame(door == Door.SET_UP ? "Set up the Members Area" : "Invitation"),
            door,
            form,
            invitation.site().name(),
            invitation.role().title(),
            ""));
  }

  Page confirmForm(Visit visit, Session session) {
    return confirmPage(visit, session, Status.OK_200, Form.EMPTY, visit.query("next"));
  }

  Page confirm(Visit visit, Session session) {
    String next = visit.field("next");
    try {
      logIn.confirm(session, visit.field("password"), visit.deviceToken(), visit.address());
    } catch (Refusal e) {
      return confirmPage(
              visit,
              session,
              Refused.status(e),
              Refused.form(visit.filledIn(), e, "password"),
              next)
          .after(e);
    }
    return Page.goTo(ownPath(next));
  }

  private Page confirmPage(Visit visit, Session session, Status status, Form form, String next) {
    return Page.show(
        status,
        "door",
        new DoorView(
            visit.frame("Confirm that it is you", session, membersArea.sitesOf(session)),
            Door.CONFIRM,
            form,
            "",
            "",
            ownPath(next)));
  }

  /** Sends somebody whose password was given too long ago to give it again. */
  static Page confirmFirst(String next) {
    return Page.goTo("/dashboard/confirm?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
  }
}
