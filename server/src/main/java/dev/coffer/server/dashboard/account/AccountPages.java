package dev.coffer.server.dashboard.account;

import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageKeys;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.ShownName;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.LogIn.LoggedIn;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.identity.Token;
import dev.coffer.server.identity.VerifiedAccount;
import dev.coffer.server.members.AccountDeletion;
import dev.coffer.server.members.EmailChange;
import dev.coffer.server.members.EmailChanges;
import dev.coffer.server.members.MembersArea;
import io.helidon.http.Status;
import java.util.Map;

/** A person's own account: sessions, password, email, deletion. */
public final class AccountPages {
  private final Sessions sessions;
  private final LogIn logIn;
  private final MembersArea membersArea;
  private final EmailChanges emailChanges;
  private final AccountDeletion accountDeletion;
  private final Cookies cookies;
  private final PageKeys pageKeys;

  /**
   * @param sessions the sessions
   * @param logIn logs people in
   * @param membersArea the people of sites
   * @param emailChanges how people get another email
   * @param accountDeletion how people delete their accounts
   * @param cookies the cookies of pages
   * @param pageKeys binds sessions to pages
   */
  public AccountPages(
      Sessions sessions,
      LogIn logIn,
      MembersArea membersArea,
      EmailChanges emailChanges,
      AccountDeletion accountDeletion,
      Cookies cookies,
      PageKeys pageKeys) {
    this.sessions = sessions;
    this.logIn = logIn;
    this.membersArea = membersArea;
    this.emailChanges = emailChanges;
    this.accountDeletion = accountDeletion;
    this.cookies = cookies;
    this.pageKeys = pageKeys;
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
      pageKeys.bind(request, in.session());
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

  /**
   * Asks for another email.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page askForEmail(PageRequest request, Session session) {
    String email = request.field("email");
    try {
      EmailChanges.check(email);
      emailChanges.ask(session, proved(request, session, "email-password"), email);
      return Page.goTo("/dashboard/account").with(cookies.flashMessage(FlashMessage.EMAIL_ASKED));
    } catch (ApiException e) {
      return page(
              request,
              session,
              PageErrors.status(e),
              PageErrors.form(request.filledIn("email"), e, "email-password"))
          .after(e);
    }
  }

  private VerifiedAccount proved(PageRequest request, Session session, String field) {
    return logIn.prove(session, request.field(field), request.deviceToken(), request.address());
  }

  /**
   * Takes back that another email was asked for.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page withdrawEmail(PageRequest request, Session session) {
    emailChanges.withdraw(session);
    return Page.goTo("/dashboard/account").with(cookies.flashMessage(FlashMessage.EMAIL_WITHDRAWN));
  }

  /**
   * Takes the token of a link to another email out of the address, so that it stays in no history.
   *
   * @param request what the browser sent
   * @return what the browser gets
   */
  public Page followEmailLink(PageRequest request) {
    Token token = new Token(request.pathParameter("token"));
    if (!emailChanges.isLink(token)) {
      throw noSuchLink();
    }
    return Page.goTo("/dashboard/account/email/confirm").with(cookies.link(token));
  }

  /**
   * Shows which email a link leads to.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page emailForm(PageRequest request, Session session) {
    return emailPage(request, session, Status.OK_200, Form.EMPTY);
  }

  /**
   * Gives the person the email that a link leads to.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page changeEmail(PageRequest request, Session session) {
    try {
      emailChanges.complete(session, link(request));
    } catch (AlreadyExists e) {
      return emailPage(
          request, session, PageErrors.status(e), PageErrors.form(request.filledIn(), e, ""));
    }
    return Page.goTo("/dashboard/account")
        .with(cookies.forget(cookies.link()), cookies.flashMessage(FlashMessage.EMAIL_CHANGED));
  }

  private static Token link(PageRequest request) {
    return request.linkToken().orElseThrow(AccountPages::noSuchLink);
  }

  private static NotFound noSuchLink() {
    return new NotFound("this link was used or withdrawn, or has expired");
  }

  private Page emailPage(PageRequest request, Session session, Status status, Form form) {
    EmailChange change = emailChanges.linked(session, link(request));
    return Page.show(
        status,
        "email",
        new EmailView(
            request.layout("Your new email", session, membersArea.sitesOf(session)),
            ShownName.ofEmail(change.before()),
            ShownName.ofEmail(change.email()),
            form));
  }

  /**
   * Deletes the account.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page delete(PageRequest request, Session session) {
    try {
      accountDeletion.delete(session, proved(request, session, "delete-password"));
    } catch (ApiException e) {
      return page(
              request,
              session,
              PageErrors.status(e),
              PageErrors.form(request.filledIn(), e, "delete-password"))
          .after(e);
    }
    return Page.goTo("/dashboard/log-in")
        .with(
            cookies.forget(cookies.session()),
            cookies.forget(cookies.device()),
            cookies.flashMessage(FlashMessage.ACCOUNT_DELETED));
  }

  private Page page(PageRequest request, Session session, Status status, Form form) {
    return Page.show(
        status,
        "account",
        new AccountView(
            request.layout("Your account", session, membersArea.sitesOf(session)),
            ShownName.ofEmail(session.email()),
            emailChanges
                .asked(session)
                .map(change ->
                    new AccountView.AskedEmail(ShownName.ofEmail(change.email()), change.expiry())),
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
