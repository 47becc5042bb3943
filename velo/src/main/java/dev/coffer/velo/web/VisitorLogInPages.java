package dev.coffer.velo.web;

import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.CofferSite.Member;
import dev.coffer.velo.pages.Pages;
import dev.coffer.velo.pages.VeloMessageView;
import dev.coffer.velo.pages.VeloPageLayout;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.velo.web.VisitorSessions.Session;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.PageSecurity;
import dev.coffer.web.SubmittedForm;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages on which members log in and out. Whether a password is right, and how often somebody
 * may try, the server of the secrets decides. Threads may share it.
 */
final class VisitorLogInPages {
  static final String LOG_IN = "/_log-in";

  private static final Logger LOG = LoggerFactory.getLogger(VisitorLogInPages.class);
  private static final int LARGEST_FORM = 16 << 10;
  private static final Pattern OWN_PATH = Pattern.compile("/(?!/)[A-Za-z0-9/_.~%?&=+,:@-]*");

  private final CofferSite coffer;
  private final VisitorSessions sessions;
  private final RateLimit rateLimit;

  VisitorLogInPages(CofferSite coffer, VisitorSessions sessions, RateLimit rateLimit) {
    this.coffer = coffer;
    this.sessions = sessions;
    this.rateLimit = rateLimit;
  }

  void addTo(HttpRouting.Builder routing) {
    routing.get(LOG_IN, this::show);
    routing.post(LOG_IN, this::logIn);
    routing.post("/_log-out", this::logOut);
  }

  private void show(ServerRequest request, ServerResponse response) {
    Optional<Session> session = sessions.find(request);
    if (session.isPresent()) {
      showWho(response, session.get());
    } else {
      show(
          response,
          Status.OK_200,
          "",
          Optional.empty(),
          request.query().first("return-to").orElse("/"));
    }
  }

  private static void showWho(ServerResponse response, Session session) {
    Member member = session.member();
    VeloPageLayout.Person person = new VeloPageLayout.Person(member.email(), session.csrfToken());
    VeloMessageView view =
        new VeloMessageView(
            new VeloPageLayout("Logged in", Optional.of(person)),
            "You are logged in",
            "As " + member.email() + ", " + member.role().replace('-', ' ') + " of this site.",
            "/",
            "To the site");
    Pages.send(response, Status.OK_200, "message", view);
  }

  private static void show(
      ServerResponse response,
      Status status,
      String email,
      Optional<String> fault,
      String returnTo) {
    VeloPageLayout layout = new VeloPageLayout("Log in", Optional.empty());
    Pages.send(
        response, status, "logIn", new VisitorLogInView(layout, email, fault, ownPath(returnTo)));
  }

  /**
   * A stranger may have written where to go next, so it is a path of this site or its first page.
   */
  private static String ownPath(String path) {
    return OWN_PATH.matcher(path).matches() ? path : "/";
  }

  private void logIn(ServerRequest request, ServerResponse response) {
    rateLimit.count(CurrentRequest.get().client());
    SubmittedForm form = SubmittedForm.readFromStranger(request, LARGEST_FORM);
    String email = form.field("email");
    String returnTo = form.field("return-to");
    try {
      String address = CurrentRequest.get().client().getHostAddress();
      CofferSite.LogIn proven =
          coffer.logIn(email, form.field("password"), address, VisitorDevices.of(request));
      Member member = proven.member();
      response.headers().addCookie(sessions.begin(request, member));
      proven
          .device()
          .map(device -> VisitorDevices.cookie(request, device))
          .ifPresent(response.headers()::addCookie);
      LOG.atInfo().addKeyValue("member", member.id()).log("a member has logged in");
      Pages.goTo(response, ownPath(returnTo));
    } catch (HostCallException e) {
      LOG.atInfo().addKeyValue("code", e.code()).log("a log-in was refused");
      Rejection refused = Rejection.of(e);
      show(response, refused.status(), email, Optional.of(refused.sentence()), returnTo);
    }
  }

  /** How a refusal of the server looks on the page. */
  private record Rejection(Status status, String sentence) {
    static Rejection of(HostCallException error) {
      return switch (error.code()) {
        case "UNAUTHENTICATED", "INVALID_ARGUMENT", "PAYLOAD_TOO_LARGE" ->
            new Rejection(Status.UNAUTHORIZED_401, "The email or the password is wrong.");
        case "RESOURCE_EXHAUSTED" ->
            new Rejection(
                Status.create(429, "Too Many Requests"),
                "There were too many attempts. Wait a little and try again.");
        case "PERMISSION_DENIED", "FAILED_PRECONDITION" ->
            new Rejection(
                Status.SERVICE_UNAVAILABLE_503,
                "Members cannot log in here: the site must be started with the operator key or a"
                    + " velo key, and its Members Area be set up.");
        default ->
            new Rejection(
                Status.BAD_GATEWAY_502,
                "The server that knows the members did not answer. The site's log says more.");
      };
    }
  }

  private static boolean isFormOf(Session session, ServerRequest request) {
    String token = SubmittedForm.read(request, LARGEST_FORM).field("form-token");
    return PageSecurity.isToken(token, session.csrfToken());
  }

  private void logOut(ServerRequest request, ServerResponse response) {
    Optional<Session> session = sessions.find(request);
    if (session.isPresent() && !isFormOf(session.get(), request)) {
      Member member = session.get().member();
      VeloPageLayout.Person person =
          new VeloPageLayout.Person(member.email(), session.get().csrfToken());
      VeloMessageView view =
          new VeloMessageView(
              new VeloPageLayout("You are still logged in", Optional.of(person)),
              "You are still logged in",
              "You have logged in again since that page was opened. Log out here.",
              "/",
              "To the site");
      Pages.send(response, Status.FORBIDDEN_403, "message", view);
      return;
    }
    response.headers().addCookie(sessions.end(request));
    Pages.goTo(response, "/");
  }
}
