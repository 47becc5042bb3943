package dev.coffer.server.dashboard;

import dev.coffer.server.access.Session;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.access.Token;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.http.RequestBody;
import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request of a person, as page handlers see it. */
final class PageRequest {
  private static final HeaderName HX_REQUEST = HeaderNames.create("HX-Request");

  private final ServerRequest http;
  private final Cookies cookies;
  private final Parameters fields;

  PageRequest(ServerRequest http, Cookies cookies, int maxValueBytes) {
    this.http = http;
    this.cookies = cookies;
    // A form writes each byte of a value as three characters at most, and has room for two more.
    this.fields = fields(http, Math.addExact(Math.multiplyExact(6, maxValueBytes), 8 * 1024));
  }

  private static Parameters fields(ServerRequest http, int maxBytes) {
    byte[] body = RequestBody.read(http, maxBytes);
    if (body.length == 0) {
      return Parameters.empty("form");
    }
    try {
      return UriQuery.create(new String(body, StandardCharsets.US_ASCII), false);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgument("form", Rule.FORMAT, "must be encoded as forms are");
    }
  }

  /**
   * Returns what was filled in; browsers send line breaks of text areas as CR LF, which nobody
   * typed.
   */
  String field(String name) {
    return fields.first(name).orElse("").replace("\r\n", "\n");
  }

  List<String> ticked(String name) {
    return fields.all(name, List::of);
  }

  /** Returns the fields to show again, when the form is refused. */
  Map<String, String> filledIn(String... names) {
    return Stream.of(names).collect(Collectors.toMap(name -> name, this::field));
  }

  String query(String name) {
    return http.query().first(name).orElse("");
  }

  UUID id(String name) {
    try {
      return UUID.fromString(http.path().pathParameters().get(name));
    } catch (IllegalArgumentException e) {
      throw new NotFound("there is no such page");
    }
  }

  String pathParameter(String name) {
    return http.path().pathParameters().get(name);
  }

  /** Returns where this visit went, to come back to it: a path on this server. */
  String path() {
    return http.path().rawPath();
  }

  Optional<Token> sessionToken() {
    return cookie(cookies.session()).map(Token::new);
  }

  Optional<Token> deviceToken() {
    return cookie(cookies.device()).map(Token::new);
  }

  Optional<Token> linkToken() {
    return cookie(cookies.link()).map(Token::new);
  }

  Optional<FlashMessage> flashMessage() {
    return cookie(cookies.flashMessage()).flatMap(FlashMessage::of);
  }

  private Optional<String> cookie(String name) {
    return http.headers().cookies().first(name).asOptional();
  }

  boolean isHtmx() {
    return http.headers().contains(HX_REQUEST);
  }

  String browser() {
    return http.headers().first(HeaderNames.USER_AGENT).orElse("unknown");
  }

  InetAddress address() {
    return http.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /**
   * Returns the beginning of this server's URLs, as the visitor's browser reaches it. With a form,
   * browsers tell it themselves, and so tell of TLS that a proxy in front ends.
   */
  String origin() {
    String host = http.headers().first(HeaderNames.HOST).orElse("localhost");
    boolean secure =
        http.isSecure()
            || http.headers().first(HeaderNames.ORIGIN).equals(Optional.of("https://" + host));
    return (secure ? "https://" : "http://") + host;
  }

  PageLayout layout(String title) {
    return new PageLayout(title, Optional.empty(), Optional.empty(), flashMessage());
  }

  PageLayout layout(String title, Session session, List<SiteMember> sites) {
    return new PageLayout(
        title, Optional.of(currentUser(session, sites)), Optional.empty(), flashMessage());
  }

  PageLayout layout(String title, SiteMember member, List<SiteMember> sites, String current) {
    return new PageLayout(
        title + " · " + member.site().name(),
        Optional.of(currentUser(member.session(), sites)),
        Optional.of(SitePages.navigation(member, current)),
        flashMessage());
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
