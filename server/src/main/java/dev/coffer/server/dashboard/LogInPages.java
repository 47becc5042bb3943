package dev.coffer.server.dashboard;

import dev.coffer.server.access.Invitation;
import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.LogIn.LoggedIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.Token;
import dev.coffer.server.access.VerifiedAccount;
import dev.coffer.server.dashboard.LogInView.Kind;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Unauthenticated;
import io.helidon.http.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The pages on which people prove who they are: set-up, invitation, log-in, confirmation. */
final class LogInPages {
  private static final Pattern OWN_PATH = Pattern.compile("/dashboard[A-Za-z0-9/_-]*");

  private final LogIn logIn;
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;

  LogInPages(LogIn logIn, MembersArea membersArea, Sessions sessions, Cookies cookies) {
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  Page logInForm(PageRequest request) {
    if (request.sessionToken().flatMap(sessions::find).isPresent()) {
      return Page.goTo("/dashboard");
    }
    return logInPage(request, Status.OK_200, Form.EMPTY, request.query("next"));
  }

  Page logIn(PageRequest request) {
    String next = request.field("next");
    try {
      LoggedIn in =
          logIn.logIn(
              request.field("email"),
              request.field("password"),
              request.deviceToken(),
              request.browser(),
              request.address());
      return entered(in, ownPath(next));
    } catch (ApiException e) {
      return logInPage(
              request,
              PageErrors.status(e),
              PageErrors.form(request.filledIn("email"), e, ""),
              next)
          .after(e);
    }
  }

  private static Page logInPage(PageRequest request, Status status, Form form, String next) {
    return Page.show(
        status,
        "logIn",
        new LogInView(request.layout("Log in"), Kind.LOG_IN, form, "", "", ownPath(next)));
  }

  /** A stranger may have written where to go next, so it is a page of ours or the first one. */
  private static String ownPath(String next) {
    return OWN_PATH.matcher(next).matches() ? next : "/dashboard";
  }

  private Page entered(LoggedIn in, String next) {
    return Page.goTo(next).with(cookies.session(in.session()), cookies.device(in.device()));
  }

  Page logOut(PageRequest request, Session session) {
    sessions.end(session, session.id());
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.flashMessage(FlashMessage.LOGGED_OUT));
  }

  /** Takes the token out of the address, so that it stays in no history. */
  Page followLink(PageRequest request) {
    Token token = new Token(request.pathParameter("token"));
    Invitation invitation = membersArea.invitation(token).orElseThrow(LogInPages::usedUp);
    return Page.goTo(invitation.setsUp() ? "/dashboard/set-up" : "/dashboard/invitation")
        .with(cookies.link(token));
  }

  Page linkForm(PageRequest request) {
    return linkPage(request, Status.OK_200, invitation(request), Form.EMPTY);
  }

  Page acceptLink(PageRequest request) {
    Invitation invitation = invitation(request);
    String email = request.field("email");
    VerifiedAccount account;
    try {
      account =
          membersArea.accept(request.linkToken().orElseThrow(), email, request.field("password"));
    } catch (ApiException e) {
      return linkPage(
              request,
              PageErrors.status(e),
              invitation,
              PageErrors.form(request.filledIn("email"), e, "email"))
          .after(e);
    }
    LoggedIn in;
    try {
      in = logIn.enter(account, request.deviceToken(), request.browser(), request.address());
    } catch (Unauthenticated e) { // Joined, but the password was changed in the same moment.
      return Page.goTo("/dashboard/log-in").with(cookies.forget(cookies.link()));
    }
    return entered(in, "/dashboard/sites/" + invitation.site().id())
        .with(
            cookies.forget(cookies.link()),
            cookies.flashMessage(invitation.setsUp() ? FlashMessage.WELCOME : FlashMessage.JOINED));
  }

  private Invitation invitation(PageRequest request) {
    return request.linkToken().flatMap(membersArea::invitation).orElseThrow(LogInPages::usedUp);
  }

  private static NotFound usedUp() {
    return new NotFound(
        "this link was used or revoked, or has expired; the server prints another set-up link when"
            + " it starts, and the person who invited you can invite you again");
  }

  private static Page linkPage(
      PageRequest request, Status status, Invitation invitation, Form form) {
    Kind kind = invitation.setsUp() ? Kind.SET_UP : Kind.INVITATION;
    return Page.show(
        status,
        "logIn",
        new LogInView(
            request.layout(kind == Kind.SET_UP ? "Set up the Members Area" : "Invitation"),
            kind,
            form,
            invitation.site().name(),
            invitation.role().title(),
            ""));
  }

  Page confirmForm(PageRequest request, Session session) {
    return confirmPage(request, session, Status.OK_200, Form.EMPTY, request.query("next"));
  }

  Page confirm(PageRequest request, Session session) {
    String next = request.field("next");
    try {
      logIn.confirm(session, request.field("password"), request.deviceToken(), request.address());
    } catch (ApiException e) {
      return confirmPage(
              request,
              session,
              PageErrors.status(e),
              PageErrors.form(request.filledIn(), e, "password"),
              next)
          .after(e);
    }
    return Page.goTo(ownPath(next));
  }

  private Page confirmPage(
      PageRequest request, Session session, Status status, Form form, String next) {
    return Page.show(
        status,
        "logIn",
        new LogInView(
            request.layout("Confirm that it is you", session, membersArea.sitesOf(session)),
            Kind.CONFIRM,
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
