package dev.coffer.server.dashboard;

import dev.coffer.server.access.ApiKeys;
import dev.coffer.server.access.LogIn;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.http.BodyException;
import dev.coffer.server.http.InFlightRequests;
import dev.coffer.server.http.RequestBody;
import dev.coffer.server.http.RequestId;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.server.storage.StorageUnavailable;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every page's route, and what is common to all of them: who is logged in, that a form was sent by
 * a page of ours, how a refusal looks. Threads may share it.
 */
public final class Dashboard {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final String SITE = "/dashboard/sites/{site}";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Dashboard.class.getClassLoader(),
          "dev.coffer.server.dashboard.generated");
  private final Sessions sessions;
  private final MembersArea membersArea;
  private final Metrics metrics;
  private final InFlightRequests inFlightRequests;
  private final Cookies cookies;
  private final int maxValueBytes;
  private final LogInPages logInPages;
  private final SecretPages secrets;
  private final KeyPages keys;
  private final MemberPages members;
  private final SitePages sites;
  private final AccountPages account;
  private final List<Route> routes = new ArrayList<>();

  /** Answers anybody. */
  interface OpenHandler {
    Page answer(PageRequest pageRequest);
  }

  /** Answers who is logged in. */
  interface PersonHandler {
    Page answer(PageRequest pageRequest, Session session);
  }

  /** Answers who is logged in and belongs to the site in the path. */
  interface MemberHandler {
    Page answer(PageRequest pageRequest, SiteMember member);
  }

  /**
   * @param sessions the sessions
   * @param logIn logs people in
   * @param membersArea the people of sites
   * @param apiKeys the API keys of sites
   * @param secrets the Secrets API
   * @param metrics counts and times requests
   * @param inFlightRequests lets requests in until the stop
   * @param maxValueBytes the longest value, in UTF-8 bytes
   * @param secure whether the pages are served with TLS
   * @param clock tells the time
   */
  public Dashboard(
      Sessions sessions,
      LogIn logIn,
      MembersArea membersArea,
      ApiKeys apiKeys,
      Secrets secrets,
      Metrics metrics,
      InFlightRequests inFlightRequests,
      int maxValueBytes,
      boolean secure,
      InstantSource clock) {
    this.sessions = sessions;
    this.membersArea = membersArea;
    this.metrics = metrics;
    this.inFlightRequests = inFlightRequests;
    this.cookies = new Cookies(secure);
    this.maxValueBytes = maxValueBytes;
    this.logInPages = new LogInPages(logIn, membersArea, sessions, cookies);
    this.secrets = new SecretPages(secrets, membersArea, sessions, cookies, maxValueBytes);
    this.keys = new KeyPages(apiKeys, membersArea, sessions, cookies, clock);
    this.members = new MemberPages(membersArea, sessions, cookies);
    this.sites = new SitePages(membersArea, sessions, cookies);
    this.account = new AccountPages(sessions, logIn, membersArea, cookies);
    addRoutes();
  }

  /**
   * Adds the pages to the server.
   *
   * @param routing what the web server routes by
   */
  public void addTo(HttpRouting.Builder routing) {
    Assets.addTo(routing);
    for (Route route : routes) {
      routing.route(route.method(), route.pattern(), route.handler());
    }
  }

  /** {@return every route as its method, a space, and its path's pattern} */
  public List<String> routes() {
    return routes.stream().map(route -> route.method().text() + " " + route.pattern()).toList();
  }

  private void addRoutes() {
    open(Method.GET, "/", pageRequest -> Page.goTo("/dashboard"));
    open(Method.GET, "/dashboard/log-in", logInPages::logInForm);
    open(Method.POST, "/dashboard/log-in", logInPages::logIn);
    open(Method.GET, "/dashboard/set-up/{token}", logInPages::followLink);
    open(Method.GET, "/dashboard/set-up", logInPages::linkForm);
    open(Method.POST, "/dashboard/set-up", logInPages::acceptLink);
    open(Method.GET, "/dashboard/invitation/{token}", logInPages::followLink);
    open(Method.GET, "/dashboard/invitation", logInPages::linkForm);
    open(Method.POST, "/dashboard/invitation", logInPages::acceptLink);

    person(Method.GET, "/dashboard", sites::home);
    person(Method.POST, "/dashboard/log-out", logInPages::logOut);
    person(Method.GET, "/dashboard/confirm", logInPages::confirmForm);
    person(Method.POST, "/dashboard/confirm", logInPages::confirm);
    person(Method.GET, "/dashboard/sites", sites::list);
    person(Method.POST, "/dashboard/sites", sites::create);
    person(Method.GET, "/dashboard/account", account::show);
    person(Method.POST, "/dashboard/account/sessions/end", account::endAll);
    person(Method.POST, "/dashboard/account/sessions/{id}/end", account::end);
    person(Method.POST, "/dashboard/account/password", account::changePassword);

    member(Method.GET, SITE, sites::start);
    member(Method.GET, SITE + "/secrets", secrets::list);
    member(Method.GET, SITE + "/secrets/new", secrets::addForm);
    member(Method.POST, SITE + "/secrets/new", secrets::add);
    member(Method.GET, SITE + "/secrets/paste", secrets::pasteForm);
    member(Method.POST, SITE + "/secrets/paste", secrets::paste);
    member(Method.GET, SITE + "/secrets/{id}", secrets::editForm);
    member(Method.POST, SITE + "/secrets/{id}", secrets::change);
    member(Method.POST, SITE + "/secrets/{id}/value", secrets::retrieveValue);
    member(Method.GET, SITE + "/secrets/{id}/delete", secrets::deleteForm);
    member(Method.POST, SITE + "/secrets/{id}/delete", secrets::delete);
    member(Method.GET, SITE + "/keys", keys::list);
    member(Method.POST, SITE + "/keys", keys::create);
    member(Method.POST, SITE + "/keys/{id}/revoke", keys::revoke);
    member(Method.GET, SITE + "/members", members::list);
    member(Method.POST, SITE + "/invitations", members::invite);
    member(Method.POST, SITE + "/invitations/{id}/revoke", members::revokeInvitation);
    member(Method.POST, SITE + "/members/{id}/role", members::changeRole);
    member(Method.POST, SITE + "/members/{id}/remove", members::remove);
    member(Method.GET, SITE + "/settings", sites::settings);
    member(Method.POST, SITE + "/name", sites::rename);
    member(Method.POST, SITE + "/delete", sites::delete);

    person(Method.GET, "/dashboard/*", Dashboard::noSuchPage);
    person(Method.POST, "/dashboard/*", Dashboard::noSuchPage);
  }

  private static Page noSuchPage(PageRequest pageRequest, Session session) {
    throw new NotFound("there is no such page");
  }

  private void open(Method method, String pattern, OpenHandler handler) {
    add(
        method,
        pattern,
        request -> {
          PageRequest pageRequest = new PageRequest(request, cookies, maxValueBytes);
          requireOwnPage(request);
          return handler.answer(pageRequest);
        });
  }

  private void person(Method method, String pattern, PersonHandler handler) {
    add(
        method,
        pattern,
        request -> {
          PageRequest pageRequest = new PageRequest(request, cookies, maxValueBytes);
          Optional<Session> session = pageRequest.sessionToken().flatMap(sessions::find);
          if (session.isEmpty()) {
            return logInFirst(pageRequest, method);
          }
          requireOwnForm(request, pageRequest, session.get());
          return handler.answer(pageRequest, session.get());
        });
  }

  private void member(Method method, String pattern, MemberHandler handler) {
    person(
        method,
        pattern,
        (pageRequest, session) ->
            handler.answer(pageRequest, membersArea.member(session, pageRequest.id("site"))));
  }

  private void add(Method method, String pattern, Work work) {
    routes.add(
        new Route(method, pattern, (request, response) -> serve(pattern, request, response, work)));
  }

  private static Page logInFirst(PageRequest pageRequest, Method method) {
    return Page.goTo(
        method.equals(Method.GET)
            ? "/dashboard/log-in?next="
                + URLEncoder.encode(pageRequest.path(), StandardCharsets.UTF_8)
            : "/dashboard/log-in");
  }

  private static void requireOwnPage(ServerRequest request) {
    if (isChange(request) && !PageSecurity.isSentByOwnPage(request)) {
      throw new PermissionDenied("this form was not sent by a page of this server");
    }
  }

  private static void requireOwnForm(
      ServerRequest request, PageRequest pageRequest, Session session) {
    requireOwnPage(request);
    if (isChange(request) && !session.csrfToken().is(pageRequest.field("form-token"))) {
      throw new PermissionDenied("this form is not from your session; open the page again");
    }
  }

  private static boolean isChange(ServerRequest request) {
    return !request.prologue().method().equals(Method.GET);
  }

  private interface Work {
    Page page(ServerRequest request);
  }

  private record Route(Method method, String pattern, Handler handler) {}

  private void serve(String pattern, ServerRequest request, ServerResponse response, Work work) {
    boolean accepted = inFlightRequests.enter();
    try (RequestId id = RequestId.begin()) {
      answer(pattern, request, response, id, accepted ? work : late -> stopping());
    } finally {
      if (accepted) {
        inFlightRequests.leave();
      }
    }
  }

  private static Page stopping() {
    return message(
            Status.SERVICE_UNAVAILABLE_503, "Coffer is stopping", "Try again when it has started.")
        .closing();
  }

  private void answer(
      String pattern, ServerRequest request, ServerResponse response, RequestId id, Work work) {
    long start = System.nanoTime();
    Page page = page(request, id, work);
    RequestBody.readRest(request);
    PageSecurity.ON_EVERY_ANSWER.forEach(response::header);
    response.header(id.header());
    response.header(PageSecurity.NO_STORE);
    if (request.isSecure()) {
      response.header(PageSecurity.STRICT_TRANSPORT_SECURITY);
    }
    page.headers().stream()
        .filter(header ->
            !(RequestBody.isHttp2(request) && header.equals(HeaderValues.CONNECTION_CLOSE)))
        .forEach(response::header);
    page.cookies().forEach(response.headers()::addCookie);
    response.status(page.status());
    if (page.location().isEmpty()) {
      if (request.headers().cookies().contains(cookies.flashMessage())) {
        response.headers().addCookie(cookies.forget(cookies.flashMessage()));
      }
      response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"));
      response.send(html(page));
    } else {
      response.header(HeaderValues.create(HeaderNames.LOCATION, page.location()));
      response.send();
    }
    record(pattern, request.prologue().method(), page.status(), System.nanoTime() - start);
  }

  private void record(String pattern, Method method, Status status, long nanoseconds) {
    metrics.request(pattern, method.text(), status.codeText(), nanoseconds);
    LOG.atDebug()
        .addKeyValue("route", pattern)
        .addKeyValue("status", status.code())
        .addKeyValue("microseconds", nanoseconds / 1_000)
        .log("request answered");
  }

  private byte[] html(Page page) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(page.template() + ".jte", page.view(), output);
    return output.toByteArray();
  }

  private Page page(ServerRequest request, RequestId id, Work work) {
    try {
      return work.page(request);
    } catch (BodyException e) {
      return e.isTooLarge()
          ? message(
              Status.REQUEST_ENTITY_TOO_LARGE_413,
              "This is too large",
              "What was sent is larger than anything that could be stored.")
          : message(
                  Status.BAD_REQUEST_400,
                  "Incomplete request",
                  "Nothing was changed. Send it again.")
              .closing();
    } catch (ResourceExhausted e) {
      return message(PageErrors.status(e), "Slow down", PageErrors.sentence(e.getMessage()))
          .after(e);
    } catch (Unauthenticated e) { // The session has ended while this was on its way.
      return Page.goTo("/dashboard/log-in");
    } catch (ApiException e) {
      return message(
          PageErrors.status(e), heading(PageErrors.status(e)), PageErrors.sentence(e.getMessage()));
    } catch (CorruptedRecord e) {
      return message(
          Status.INTERNAL_SERVER_ERROR_500,
          "This record is corrupted",
          PageErrors.sentence(e.getMessage()) + " All other secrets stay readable.");
    } catch (StorageUnavailable e) {
      LOG.error("the database failed: {}", e.getMessage(), e);
      return message(
          Status.SERVICE_UNAVAILABLE_503,
          "The database does not answer",
          PageErrors.sentence(e.getMessage()) + " Nothing was changed.");
    } catch (RuntimeException e) {
      LOG.error("a page failed: {}", request.prologue().method(), e);
      return message(
          Status.INTERNAL_SERVER_ERROR_500,
          "Something went wrong",
          "The server failed. Its log has the cause under the request id " + id.text() + ".");
    }
  }

  private static String heading(Status status) {
    return switch (status.code()) {
      case 403 -> "This is not allowed";
      case 404 -> "There is nothing here";
      case 409 -> "Not saved";
      default -> "This cannot be done";
    };
  }

  private static Page message(Status status, String heading, String text) {
    PageLayout layout =
        new PageLayout(heading, Optional.empty(), Optional.empty(), Optional.empty());
    return Page.show(
        status,
        "message",
        new MessageView(layout, heading, text, "/dashboard", "To the dashboard"));
  }
}
