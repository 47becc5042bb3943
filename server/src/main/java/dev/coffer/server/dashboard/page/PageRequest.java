package dev.coffer.server.dashboard.page;

import dev.coffer.server.access.SitePermission;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Token;
import dev.coffer.server.members.SiteMember;
import dev.coffer.settings.PublicUrl;
import dev.coffer.web.BodyException;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.SubmittedForm;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request of a person, as page handlers see it. */
public final class PageRequest {
  private static final HeaderName HX_REQUEST = HeaderNames.create("HX-Request");
  private static final HeaderName HX_TARGET = HeaderNames.create("HX-Target");
  private static final HeaderName PAGE_KEY = HeaderNames.create("Coffer-Page-Key");

  /** As the script of the pages makes it: 32 random bytes. */
  private static final Pattern PAGE_KEY_FORM = Pattern.compile("[0-9a-f]{64}");

  private final ServerRequest http;
  private final Cookies cookies;
  private final SubmittedForm form;

  /** Reads the form of a request within a limit in bytes. */
  private interface FormReader {
    SubmittedForm read(ServerRequest http, int limit);
  }

  private PageRequest(ServerRequest http, Cookies cookies, SubmittedForm form) {
    this.http = http;
    this.cookies = cookies;
    this.form = form;
  }

  /**
   * Takes a request as it is without its form.
   *
   * @param http the request
   * @param cookies the cookies that it may bring
   */
  public PageRequest(ServerRequest http, Cookies cookies) {
    this(http, cookies, SubmittedForm.EMPTY);
  }

  /**
   * Reads the form, once it is known whose it is.
   *
   * @param limit how many bytes it may have
   * @return this request with its form
   * @throws BodyException if the form is too large or incomplete, or there is no room for it
   * @throws InvalidArgument if it is not encoded as forms are
   */
  public PageRequest withForm(int limit) {
    return new PageRequest(http, cookies, form(SubmittedForm::read, limit));
  }

  /**
   * Reads the form of anybody, for which less room is kept.
   *
   * @param limit how many bytes it may have
   * @return this request with its form
   * @throws BodyException if the form is too large or incomplete, or there is no room for it
   * @throws InvalidArgument if it is not encoded as forms are
   */
  public PageRequest withFormOfStranger(int limit) {
    return new PageRequest(http, cookies, form(SubmittedForm::readFromStranger, limit));
  }

  private SubmittedForm form(FormReader reader, int limit) {
    try {
      return reader.read(http, limit);
    } catch (BodyException e) {
      if (e.reason() == BodyException.Reason.NOT_FORM) {
        throw new InvalidArgument("form", Rule.FORMAT, "must be encoded as forms are");
      }
      throw e;
    }
  }

  /**
   * {@return what was filled in, with LF as line break; empty if nothing was}
   *
   * @param name a field's name
   */
  public String field(String name) {
    return form.field(name);
  }

  /**
   * {@return the values of all boxes of that name that were ticked}
   *
   * @param name the boxes' name
   */
  public List<String> ticked(String name) {
    return form.ticked(name);
  }

  /**
   * {@return all that was filled in, to be sent once more}
   *
   * @param except names of fields to leave out
   */
  public List<SubmittedForm.Field> fieldsExcept(Set<String> except) {
    return form.fields().stream().filter(field -> !except.contains(field.name())).toList();
  }

  /**
   * {@return the fields to show again, when the form is refused}
   *
   * @param names the fields' names
   */
  public Map<String, String> filledIn(String... names) {
    return form.filledIn(names);
  }

  /**
   * {@return a parameter of the query; empty if it is not there}
   *
   * @param name the parameter's name
   */
  public String query(String name) {
    return http.query().first(name).orElse("");
  }

  /**
   * {@return an id in the path}
   *
   * @param name the parameter's name
   * @throws NotFound if there is something else in its place
   */
  public UUID id(String name) {
    try {
      return UUID.fromString(pathParameter(name));
    } catch (IllegalArgumentException e) {
      throw new NotFound("there is no such page");
    }
  }

  /**
   * {@return a parameter of the path}
   *
   * @param name the parameter's name
   */
  public String pathParameter(String name) {
    return http.path().pathParameters().get(name);
  }

  /** {@return where this visit went, to come back to it: a path on this server} */
  public String path() {
    return http.path().rawPath();
  }

  /** {@return what proves a session, if the browser has it} */
  public Optional<Token> sessionToken() {
    return cookie(cookies.session()).map(Token::new);
  }

  /** {@return what proves that somebody has logged in with this browser before, if it has it} */
  public Optional<Token> deviceToken() {
    return cookie(cookies.device()).map(Token::new);
  }

  /** {@return the token of the link that the browser followed, if it has it} */
  public Optional<Token> linkToken() {
    return cookie(cookies.link()).map(Token::new);
  }

  /** {@return what proves that a page of this origin asks, as {@link PageKeys} has it} */
  public Optional<Token> pageKey() {
    return http.headers()
        .first(PAGE_KEY)
        .filter(key -> PAGE_KEY_FORM.matcher(key).matches())
        .map(Token::new);
  }

  private Optional<FlashMessage> flashMessage() {
    return cookie(cookies.flashMessage()).flatMap(FlashMessage::of);
  }

  private Optional<String> cookie(String name) {
    return http.headers().cookies().first(name).asOptional();
  }

  /** {@return whether a script asks, which swaps a part of the page} */
  public boolean isHtmx() {
    return http.headers().contains(HX_REQUEST);
  }

  /**
   * Tells whether a script asks for a part of the page alone.
   *
   * @param part the id of the part
   * @return whether the script swaps that part
   */
  public boolean isFor(String part) {
    return http.headers().first(HX_TARGET).filter(part::equals).isPresent();
  }

  /** {@return what the browser calls itself} */
  public String browser() {
    return http.headers().first(HeaderNames.USER_AGENT).orElse("unknown");
  }

  /** {@return where the request comes from} */
  public InetAddress address() {
    return CurrentRequest.get().client();
  }

  /**
   * Returns the beginning of this server's URLs: the public one where it is set. Otherwise it is
   * what the visitor's browser says; with a form, browsers tell of TLS that a proxy in front ends.
   *
   * @return such as {@code https://secrets.example.org}
   */
  public String baseUrl() {
    return CurrentRequest.get().publicUrl().map(PublicUrl::toString).orElseGet(this::origin);
  }

  private String origin() {
    String host = http.headers().first(HeaderNames.HOST).orElse("localhost");
    boolean secure =
        http.isSecure()
            || http.headers().first(HeaderNames.ORIGIN).equals(Optional.of("https://" + host));
    return (secure ? "https://" : "http://") + host;
  }

  /**
   * {@return what surrounds a page for somebody who is not logged in}
   *
   * @param title the page's title
   */
  public PageLayout layout(String title) {
    return new PageLayout(title, Optional.empty(), Optional.empty(), flashMessage());
  }

  /**
   * {@return what surrounds a page that is about no site}
   *
   * @param title the page's title
   * @param session the visitor's session
   * @param sites the visitor's sites
   */
  public PageLayout layout(String title, Session session, List<SiteMember> sites) {
    return new PageLayout(
        title, Optional.of(currentUser(session, sites)), Optional.empty(), flashMessage());
  }

  /**
   * {@return what surrounds a page of a site}
   *
   * @param title the page's title
   * @param member the visitor
   * @param sites the visitor's sites
   * @param current the page that is open: secrets, keys, members or settings
   */
  public PageLayout layout(
      String title, SiteMember member, List<SiteMember> sites, String current) {
    return new PageLayout(
        title + " · " + member.site().name(),
        Optional.of(currentUser(member.session(), sites)),
        Optional.of(navigation(member, current)),
        flashMessage());
  }

  private static PageLayout.SiteNavigation navigation(SiteMember member, String current) {
    return new PageLayout.SiteNavigation(
        member.site().id().toString(),
        member.site().name(),
        member.role().title(),
        current,
        member.may(SitePermission.USE_SECRETS),
        member.may(SitePermission.MANAGE_API_KEYS),
        member.may(SitePermission.MANAGE_MEMBERS),
        member.may(SitePermission.RENAME_SITE) || member.may(SitePermission.DELETE_SITE));
  }

  private static PageLayout.CurrentUser currentUser(Session session, List<SiteMember> sites) {
    return new PageLayout.CurrentUser(
        session.email(),
        session.csrfToken().text(),
        sites.stream()
            .map(member ->
                new PageLayout.SiteLink(member.site().id().toString(), member.site().name()))
            .toList(),
        sites.stream().anyMatch(member -> member.may(SitePermission.CREATE_SITES)));
  }
}
