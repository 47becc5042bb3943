package dev.coffer.server.dashboard;

import dev.coffer.server.access.Requirement;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.dashboard.account.AccountPages;
import dev.coffer.server.dashboard.keys.KeyPages;
import dev.coffer.server.dashboard.login.LogInPages;
import dev.coffer.server.dashboard.members.MemberPages;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.DashboardAssets;
import dev.coffer.server.dashboard.page.FailurePages;
import dev.coffer.server.dashboard.page.Links;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageKeys;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.dashboard.secrets.SecretPages;
import dev.coffer.server.dashboard.sites.SitePages;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.keys.ApiKeys;
import dev.coffer.server.members.AccountDeletion;
import dev.coffer.server.members.EmailChanges;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.web.ClientConnection;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.HostNames;
import dev.coffer.web.PageSecurity;
import dev.coffer.web.PageTemplates;
import dev.coffer.web.PlainPath;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The table of pages: every page's route, what it needs of its visitor, and its handler. What is
 * needed is judged here, before the handler runs; a form must also have been sent by a page of the
 * same session. Threads may share it.
 */
public final class Dashboard {
  private static final String SITE = "/dashboard/sites/{site}";
  private static final String SECRETS = SITE + "/secrets";
  private static final String KEYS = SITE + "/keys";
  private static final String MEMBERS = SITE + "/members";

  /**
   * The longest form of anybody: an email, a password of 1,024 characters, each of which a form
   * writes as up to 12, and where to go next.
   */
  private static final int FORM_OF_STRANGER = 16 * 1024;

  /** The longest form without a value: two such passwords, or a few names. */
  private static final int FORM_WITHOUT_VALUE = 32 * 1024;

  private final PageTemplates templates =
      new PageTemplates(Dashboard.class, "dev.coffer.server.dashboard.generated");
  private final Sessions sessions;
  private final MembersArea membersArea;
  private final Cookies cookies;
  private final PageKeys pageKeys;
  private final Links links;
  private final Optional<Set<String>> hostNames;
  private final int formWithValue;
  private final LogInPages logInPages;
  private final SecretPages secrets;
  private final KeyPages keys;
  private final MemberPages members;
  private final SitePages sites;
  private final AccountPages account;
  private final List<Route> routes = new ArrayList<>();

  /** Answers anybody. */
  private interface OpenHandler {
    Page answer(PageRequest pageRequest);
  }

  /** Answers a person who is logged in. */
  private interface PersonHandler {
    Page answer(PageRequest pageRequest, Session session);
  }

  /** Answers a person who is logged in and belongs to the site in the path. */
  private interface MemberHandler {
    Page answer(PageRequest pageRequest, SiteMember member);
  }

  private interface Work {
    Page page(ServerRequest request);
  }

  private record Route(Method method, String pattern, Requirement requirement, Work work) {}

  /**
   * Wires the pages.
   *
   * @param sessions the sessions
   * @param logIn logs people in
   * @param membersArea the people of sites
   * @param emailChanges how people get another email
   * @param accountDeletion how people delete their accounts
   * @param apiKeys the API keys of sites
   * @param secrets the Secrets API
   * @param maxValueBytes the longest value, in UTF-8 bytes
   * @param secure whether browsers get the pages by HTTPS
   * @param prefix what a proxy takes away from the beginning of the pages' paths, such as {@code
   *     /coffer}; empty for nothing
   * @param hostNames what browsers may call this server, as {@link HostNames} has it
   * @param clock tells the time
   */
  public Dashboard(
      Sessions sessions,
      LogIn logIn,
      MembersArea membersArea,
      EmailChanges emailChanges,
      AccountDeletion accountDeletion,
      ApiKeys apiKeys,
      Secrets secrets,
      int maxValueBytes,
      boolean secure,
      String prefix,
      Optional<Set<String>> hostNames,
      InstantSource clock) {
    this.hostNames = hostNames;
    this.sessions = sessions;
    this.membersArea = membersArea;
    this.cookies = new Cookies(secure, prefix);
    this.pageKeys = new PageKeys(sessions, cookies);
    this.links = new Links(prefix);
    // A form writes each byte of a value as three characters at most, and has room for two more.
    this.formWithValue = Math.addExact(Math.multiplyExact(6, maxValueBytes), 8 * 1024);
    this.logInPages = new LogInPages(logIn, membersArea, sessions, cookies, pageKeys);
    this.secrets = new SecretPages(secrets, membersArea, cookies, maxValueBytes);
    this.keys = new KeyPages(apiKeys, membersArea, cookies, clock);
    this.members = new MemberPages(membersArea, emailChanges, cookies);
    this.sites = new SitePages(membersArea, cookies);
    this.account =
        new AccountPages(
            sessions, logIn, membersArea, emailChanges, accountDeletion, cookies, pageKeys);
    addRoutes();
  }

  /**
   * Adds the pages to the server.
   *
   * @param routing what the web server routes by
   */
  public void addTo(HttpRouting.Builder routing) {
    routing.addFilter(this::refuseUnclear);
    DashboardAssets.addTo(routing);
    for (Route route : routes) {
      routing.route(
          route.method(), route.pattern(), (request, response) -> serve(route, request, response));
    }
  }

  /** {@return every route, and what it needs} */
  public List<Requirement.OfRoute> routes() {
    return routes.stream()
        .map(route ->
            new Requirement.OfRoute(route.method().text(), route.pattern(), route.requirement()))
        .toList();
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
    open(Method.GET, "/dashboard/email/{token}", account::followEmailLink);

    loggedIn(Method.GET, "/dashboard", sites::home);
    loggedIn(Method.POST, "/dashboard/log-out", logInPages::logOut);
    loggedIn(Method.GET, "/dashboard/confirm", logInPages::confirmForm);
    loggedIn(Method.POST, "/dashboard/confirm", logInPages::confirm);
    loggedIn(Method.GET, "/dashboard/sites", sites::list);
    onAnySite(Method.POST, "/dashboard/sites", SitePermission.CREATE_SITES, sites::create);
    loggedIn(Method.GET, "/dashboard/account", account::show);
    loggedIn(Method.POST, "/dashboard/account/sessions/end", account::endAll);
    loggedIn(Method.POST, "/dashboard/account/sessions/{id}/end", account::end);
    loggedIn(Method.POST, "/dashboard/account/password", account::changePassword);
    loggedIn(Method.POST, "/dashboard/account/email", account::askForEmail);
    loggedIn(Method.POST, "/dashboard/account/email/withdraw", account::withdrawEmail);
    loggedIn(Method.GET, "/dashboard/account/email/confirm", account::emailForm);
    loggedIn(Method.POST, "/dashboard/account/email/confirm", account::changeEmail);
    loggedIn(Method.POST, "/dashboard/account/delete", account::delete);

    member(Method.GET, SITE, sites::start);

    SitePermission useSecrets = SitePermission.USE_SECRETS;
    allowed(Method.GET, SECRETS, useSecrets, secrets::list);
    allowed(Method.GET, SECRETS + "/new", useSecrets, secrets::addForm);
    withValue(Method.POST, SECRETS + "/new", useSecrets, secrets::add);
    allowed(Method.GET, SECRETS + "/paste", useSecrets, secrets::pasteForm);
    withValue(Method.POST, SECRETS + "/paste", useSecrets, secrets::paste);
    allowed(Method.GET, SECRETS + "/{id}", useSecrets, secrets::editForm);
    withValue(Method.POST, SECRETS + "/{id}", useSecrets, secrets::change);
    recent(
        Method.POST,
        SECRETS + "/{id}/value",
        useSecrets,
        request -> "/secrets/" + request.id("id"),
        secrets::retrieveValue);
    allowed(Method.GET, SECRETS + "/{id}/delete", useSecrets, secrets::deleteForm);
    allowed(Method.POST, SECRETS + "/{id}/delete", useSecrets, secrets::delete);

    // A key can read every value, so to make one takes what it takes to see a value.
    SitePermission manageKeys = SitePermission.MANAGE_API_KEYS;
    allowed(Method.GET, KEYS, manageKeys, keys::list);
    recent(Method.POST, KEYS, manageKeys, request -> "/keys", keys::create);
    allowed(Method.POST, KEYS + "/{id}/revoke", manageKeys, keys::revoke);

    SitePermission manageMembers = SitePermission.MANAGE_MEMBERS;
    Function<PageRequest, String> toMembers = request -> "/members";
    allowed(Method.GET, MEMBERS, manageMembers, members::list);
    recent(Method.POST, SITE + "/invitations", manageMembers, toMembers, members::invite);
    allowed(
        Method.POST, SITE + "/invitations/{id}/revoke", manageMembers, members::revokeInvitation);
    recent(Method.POST, MEMBERS + "/{id}/role", manageMembers, toMembers, members::changeRole);
    recent(Method.POST, MEMBERS + "/{id}/remove", manageMembers, toMembers, members::remove);
    recent(
        Method.POST,
        MEMBERS + "/{id}/email",
        SitePermission.CONFIRM_EMAILS,
        toMembers,
        members::linkToEmail);

    allowed(Method.GET, SITE + "/settings", SitePermission.RENAME_SITE, sites::settings);
    allowed(Method.POST, SITE + "/name", SitePermission.RENAME_SITE, sites::rename);
    recent(
        Method.POST,
        SITE + "/delete",
        SitePermission.DELETE_SITE,
        request -> "/settings",
        sites::delete);

    loggedIn(Method.GET, "/dashboard/*", Dashboard::noSuchPage);
    loggedIn(Method.POST, "/dashboard/*", Dashboard::noSuchPage);
  }

  private static Page noSuchPage(PageRequest pageRequest, Session session) {
    throw new NotFound("there is no such page");
  }

  private void open(Method method, String pattern, OpenHandler handler) {
    add(
        method,
        pattern,
        new Requirement.Nothing(),
        request -> {
          PageRequest pageRequest = new PageRequest(request, cookies);
          requireOwnPage(request);
          return handler.answer(
              isChange(request) ? pageRequest.withFormOfStranger(FORM_OF_STRANGER) : pageRequest);
        });
  }

  private void loggedIn(Method method, String pattern, PersonHandler handler) {
    person(method, pattern, new Requirement.LoggedIn(), FORM_WITHOUT_VALUE, handler);
  }

  private void onAnySite(
      Method method, String pattern, SitePermission permission, PersonHandler handler) {
    person(
        method,
        pattern,
        new Requirement.AllowedOnAnySite(permission),
        FORM_WITHOUT_VALUE,
        (pageRequest, session) -> {
          membersArea.requireOnAnySite(session, permission);
          return handler.answer(pageRequest, session);
        });
  }

  private void member(Method method, String pattern, MemberHandler handler) {
    member(method, pattern, new Requirement.Membership(), FORM_WITHOUT_VALUE, handler);
  }

  private void allowed(
      Method method, String pattern, SitePermission permission, MemberHandler handler) {
    allowed(method, pattern, permission, FORM_WITHOUT_VALUE, handler);
  }

  /** Takes a form that may have a value in it. */
  private void withValue(
      Method method, String pattern, SitePermission permission, MemberHandler handler) {
    allowed(method, pattern, permission, formWithValue, handler);
  }

  private void allowed(
      Method method,
      String pattern,
      SitePermission permission,
      int formBytes,
      MemberHandler handler) {
    member(
        method,
        pattern,
        new Requirement.Allowed(permission),
        formBytes,
        (pageRequest, member) -> {
          member.require(permission);
          return handler.answer(pageRequest, member);
        });
  }

  /**
   * @param afterwards where to go on once the password was given again: the rest of a path, behind
   *     the one of the site
   */
  private void recent(
      Method method,
      String pattern,
      SitePermission permission,
      Function<PageRequest, String> afterwards,
      MemberHandler handler) {
    member(
        method,
        pattern,
        new Requirement.AllowedAfterRecentLogIn(permission),
        FORM_WITHOUT_VALUE,
        (pageRequest, member) -> {
          member.require(permission);
          Session session = member.session();
          if (sessions.recentlyAuthenticated(session) && pageKeys.prove(pageRequest, session)) {
            return handler.answer(pageRequest, member);
          }
          return pageKeys.canProve(pageRequest)
              ? Page.confirmFirst(SitePaths.of(member.site()) + afterwards.apply(pageRequest))
              : logInPages.withPassword(
                  pageRequest, session, () -> handler.answer(pageRequest, member));
        });
  }

  private void member(
      Method method,
      String pattern,
      Requirement requirement,
      int formBytes,
      MemberHandler handler) {
    person(
        method,
        pattern,
        requirement,
        formBytes,
        (pageRequest, session) ->
            handler.answer(pageRequest, membersArea.member(session, pageRequest.id("site"))));
  }

  /**
   * Asks who it is before a form is read: one that nobody is known to have sent takes no memory.
   */
  private void person(
      Method method,
      String pattern,
      Requirement requirement,
      int formBytes,
      PersonHandler handler) {
    add(
        method,
        pattern,
        requirement,
        request -> {
          PageRequest asked = new PageRequest(request, cookies);
          Optional<Session> session = asked.sessionToken().flatMap(sessions::find);
          if (session.isEmpty()) {
            return logInFirst(asked, method);
          }
          ClientConnection.known();
          requireOwnPage(request);
          PageRequest pageRequest = isChange(request) ? asked.withForm(formBytes) : asked;
          requireOwnForm(request, pageRequest, session.get());
          return handler.answer(pageRequest, session.get());
        });
  }

  private void add(Method method, String pattern, Requirement requirement, Work work) {
    routes.add(new Route(method, pattern, requirement, work));
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
    if (isChange(request) && !session.csrfToken().is(pageRequest.field("form-token"))) {
      throw new PermissionDenied("this form is not from your session; open the page again");
    }
  }

  private static boolean isChange(ServerRequest request) {
    return !request.prologue().method().equals(Method.GET);
  }

  /** {@return what answers requests that are not HTTP enough to reach a page, with a page} */
  public DirectHandler malformedRequests() {
    return (request, event, status, given, message) -> {
      Page page = FailurePages.malformedRequest(status);
      ServerResponseHeaders headers = ServerResponseHeaders.create(given);
      PageSecurity.ON_EVERY_ANSWER.forEach(headers::set);
      headers.set(PageSecurity.NO_STORE);
      headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"));
      return DirectHandler.TransportResponse.builder()
          .status(status)
          .headers(headers)
          .keepAlive(false)
          .entity(templates.html(page.template(), Map.of("view", page.view(), "links", links)))
          .build();
    };
  }

  /**
   * Refuses what no page of this server asks for: a name of the host that leads here by a
   * stranger's doing (DNS rebinding), and a path that can be read in two ways.
   */
  private void refuseUnclear(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.prologue().uriPath().rawPath();
    if (!path.startsWith("/dashboard")) {
      chain.proceed();
    } else if (!isKnownHost(request)) {
      refuse(FailurePages.misdirected(), request, response);
    } else if (!PlainPath.is(path)) {
      refuse(FailurePages.ambiguousPath(), request, response);
    } else {
      chain.proceed();
    }
  }

  private boolean isKnownHost(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    return hostNames.isEmpty() || hostNames.get().contains(HostNames.withoutPort(host));
  }

  private void refuse(Page page, ServerRequest request, ServerResponse response) {
    CurrentRequest.get().answeredBy("unknown");
    send(page, request, response);
  }

  private void serve(Route route, ServerRequest request, ServerResponse response) {
    CurrentRequest current = CurrentRequest.get();
    current.answeredBy(route.pattern());
    send(
        current.isAccepted() ? page(route, request, current) : FailurePages.stopping(),
        request,
        response);
  }

  private void send(Page page, ServerRequest request, ServerResponse response) {
    PageSecurity.ON_EVERY_ANSWER.forEach(response::header);
    response.header(PageSecurity.NO_STORE);
    if (PageSecurity.isSecure(request)) {
      response.header(PageSecurity.STRICT_TRANSPORT_SECURITY);
    }
    page.headers().forEach(response::header);
    page.cookies().forEach(response.headers()::addCookie);
    response.status(page.status());
    if (page.location().isEmpty()) {
      if (request.headers().cookies().contains(cookies.flashMessage())) {
        response.headers().addCookie(cookies.forget(cookies.flashMessage()));
      }
      response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"));
      response.send(templates.html(page.template(), Map.of("view", page.view(), "links", links)));
    } else {
      response.header(HeaderValues.create(HeaderNames.LOCATION, links.to(page.location())));
      response.send();
    }
  }

  private static Page page(Route route, ServerRequest request, CurrentRequest current) {
    try {
      return route.work().page(request);
    } catch (RuntimeException e) {
      return FailurePages.of(e, current.id());
    }
  }
}
