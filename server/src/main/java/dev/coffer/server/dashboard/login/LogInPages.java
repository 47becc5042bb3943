package dev.coffer.server.dashboard.login;

import dev.coffer.server.dashboard.login.LogInView.Kind;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageKeys;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.LogIn.LoggedIn;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.identity.Token;
import dev.coffer.server.identity.VerifiedAccount;
import dev.coffer.server.members.Invitation;
import dev.coffer.server.members.MembersArea;
import io.helidon.http.Status;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The pages on which people prove who they are: set-up, invitation, log-in, confirmation. */
public final class LogInPages {
  private static final Pattern OWN_PATH = Pattern.compile("/dashboard[A-Za-z0-9/_-]*");

  private static final String YOUR_PASSWORD = "your-password";

  private final LogIn logIn;
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;
  private final PageKeys pageKeys;

  /**
   * @param logIn logs people in
   * @param membersArea the people of sites
   * @param sessions the sessions
   * @param cookies the cookies of pages
   * @param pageKeys binds sessions to pages
   */
  public LogInPages(
      LogIn logIn, MembersArea membersArea, Sessions sessions, Cookies cookies, PageKeys pageKeys) {
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
    this.pageKeys = pageKeys;
  }

  /**
   * Shows the form to log in.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page logInForm(PageRequest request) {
    if (request.sessionToken().flatMap(sessions::find).isPresent()) {
      return Page.goTo("/dashboard");
    }
    return logInPage(request, Status.OK_200, Form.EMPTY, request.query("next"));
  }

  /**
   * Logs a person in.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page logIn(PageRequest request) {
    String next = request.field("next");
    try {
      LoggedIn in =
          logIn.logIn(
              request.field("email"),
              request.field("password"),
              request.deviceToken(),
              request.browser(),
              request.address());
      return entered(request, in, ownPath(next));
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

  private Page entered(PageRequest request, LoggedIn in, String next) {
    pageKeys.bind(request, in.session());
    return Page.goTo(next).with(cookies.session(in.session()), cookies.device(in.device()));
  }

  /**
   * Ends the session.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page logOut(PageRequest request, Session session) {
    sessions.end(session, session.id());
    return Page.goTo("/dashboard/log-in")
        .with(cookies.forget(cookies.session()), cookies.flashMessage(FlashMessage.LOGGED_OUT));
  }

  /**
   * Takes the token of a link out of the address, so that it stays in no history.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page followLink(PageRequest request) {
    Token token = new Token(request.pathParameter("token"));
    Invitation invitation = membersArea.invitation(token).orElseThrow(LogInPages::usedUp);
    return Page.goTo(invitation.setsUp() ? "/dashboard/set-up" : "/dashboard/invitation")
        .with(cookies.link(token));
  }

  /**
   * Shows what a link leads to.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page linkForm(PageRequest request) {
    return linkPage(request, Status.OK_200, invitation(request), Form.EMPTY);
  }

  /**
   * Accepts an invitation, or sets up a Members Area.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page acceptLink(PageRequest request) {
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
    return entered(request, in, "/dashboard/sites/" + invitation.site().id())
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

  /**
   * Shows the form to give the password again.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page confirmForm(PageRequest request, Session session) {
    return confirmPage(request, session, Status.OK_200, Form.EMPTY, request.query("next"));
  }

  /**
   * Takes the password given again.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page confirm(PageRequest request, Session session) {
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
    pageKeys.bind(request, request.sessionToken().orElseThrow());
    return Page.goTo(ownPath(next));
  }

  /**
   * Carries out a form that brings the password, or asks for it: for browsers without scripts,
   * whose pages cannot prove by themselves that they are this server's.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @param action what the form asks for
   * @return what the browser gets
   */
  public Page withPassword(PageRequest request, Session session, Supplier<Page> action) {
    String password = request.field(YOUR_PASSWORD);
    if (password.isEmpty()) {
      return passwordFirstPage(request, session, Status.OK_200, Form.EMPTY);
    }
    try {
      logIn.confirm(session, password, request.deviceToken(), request.address());
    } catch (ApiException e) {
      return passwordFirstPage(
              request, session, PageErrors.status(e), PageErrors.form(Map.of(), e, YOUR_PASSWORD))
          .after(e);
    }
    return action.get();
  }

  private Page passwordFirstPage(PageRequest request, Session session, Status status, Form form) {
    return Page.show(
        status,
        "passwordFirst",
        new PasswordFirstView(
            request.layout("Confirm that it is you", session, membersArea.sitesOf(session)),
            request.path(),
            request.fieldsExcept(Set.of("form-token", YOUR_PASSWORD)),
            form));
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
}
