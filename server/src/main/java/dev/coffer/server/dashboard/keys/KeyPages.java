package dev.coffer.server.dashboard.keys;

import dev.coffer.server.access.Permission;
import dev.coffer.server.dashboard.keys.KeysView.MadeKey;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.ShownName;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.dashboard.page.Snippets;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.keys.ApiKey;
import dev.coffer.server.keys.ApiKeys;
import dev.coffer.server.keys.NewApiKey;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import io.helidon.http.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The API keys of a site. */
public final class KeyPages {
  private static final int MOST_DAYS = 3650;
  private static final String EXAMPLE_NAME = "MY_SECRET";

  private final ApiKeys apiKeys;
  private final MembersArea membersArea;
  private final Cookies cookies;
  private final InstantSource clock;

  /**
   * @param apiKeys the API keys of sites
   * @param membersArea the people of sites
   * @param cookies the cookies of pages
   * @param clock tells the time
   */
  public KeyPages(ApiKeys apiKeys, MembersArea membersArea, Cookies cookies, InstantSource clock) {
    this.apiKeys = apiKeys;
    this.membersArea = membersArea;
    this.cookies = cookies;
    this.clock = clock;
  }

  /**
   * Shows the API keys of a site.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page list(PageRequest request, SiteMember member) {
    return page(
        request,
        member,
        Status.OK_200,
        Form.EMPTY,
        List.of(Permission.SECRET_READ.name()),
        Optional.empty());
  }

  /**
   * Creates an API key and shows it this once.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page create(PageRequest request, SiteMember member) {
    try {
      NewApiKey made =
          apiKeys.create(
              member.person(),
              member.site(),
              request.field("name"),
              permissions(request),
              expiry(request.field("expiry")));
      MadeKey shown =
          new MadeKey(
              made.apiKey().name(),
              made.key(),
              Snippets.read(request.baseUrl(), member.site().id().toString(), EXAMPLE_NAME));
      return page(
          request,
          member,
          Status.OK_200,
          Form.EMPTY,
          List.of(Permission.SECRET_READ.name()),
          Optional.of(shown));
    } catch (InvalidArgument e) {
      return page(
          request,
          member,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("name", "expiry"), e, ""),
          request.ticked("permission"),
          Optional.empty());
    }
  }

  /**
   * Revokes an API key.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page revoke(PageRequest request, SiteMember member) {
    apiKeys.revoke(member.person(), member.site(), request.id("id"));
    return Page.goTo(SitePaths.keys(member.site()))
        .with(cookies.flashMessage(FlashMessage.KEY_REVOKED));
  }

  private static Set<Permission> permissions(PageRequest request) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      if (request.ticked("permission").contains(permission.name())) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  private Optional<Instant> expiry(String days) {
    if (days.isEmpty()) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(days);
      if (number >= 1 && number <= MOST_DAYS) {
        return Optional.of(clock.instant().plus(Duration.ofDays(number)));
      }
    } catch (NumberFormatException e) {
      // Told below, with the limits.
    }
    throw new InvalidArgument(
        "expiry", Rule.FORMAT, "must be a number of days from 1 to " + MOST_DAYS + ", or empty");
  }

  private Page page(
      PageRequest request,
      SiteMember member,
      Status status,
      Form form,
      List<String> ticked,
      Optional<MadeKey> made) {
    Instant now = clock.instant();
    return Page.show(
        status,
        "keys",
        new KeysView(
            request.layout("API keys", member, membersArea.sitesOf(member.session()), "keys"),
            member.site().id().toString(),
            apiKeys.list(member.site()).stream().map(key -> row(key, now)).toList(),
            form,
            ticked,
            Stream.of(Permission.values())
                .map(permission ->
                    new KeysView.PermissionChoice(permission.name(), title(permission)))
                .toList(),
            made));
  }

  private static KeysView.KeyRow row(ApiKey key, Instant now) {
    return new KeysView.KeyRow(
        key.id().toString(),
        ShownName.ofNote(key.name()).text(),
        key.prefix(),
        titles(key),
        ShownName.ofEmail(key.createdBy()),
        key.created(),
        key.expiry(),
        key.expiry().isPresent() && !key.expiry().get().isAfter(now));
  }

  private static List<String> titles(ApiKey key) {
    return Stream.concat(
            EnumSet.copyOf(key.permissions()).stream().map(KeyPages::title),
            key.forVelo() ? Stream.of("Check log-ins for coffer velo") : Stream.of())
        .toList();
  }

  private static String title(Permission permission) {
    return switch (permission) {
      case SECRET_READ -> "Get values";
      case SECRET_METADATA_READ -> "List";
      case SECRET_CREATE -> "Create";
      case SECRET_UPDATE -> "Update";
      case SECRET_DELETE -> "Delete";
    };
  }
}
