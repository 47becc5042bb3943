package dev.coffer.server.dashboard;

import dev.coffer.server.access.ApiKey;
import dev.coffer.server.access.ApiKeys;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.NewApiKey;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.dashboard.KeysView.MadeKey;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
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
final class KeyPages {
  private static final int MOST_DAYS = 3650;
  private static final String EXAMPLE_NAME = "MY_SECRET";

  private final ApiKeys apiKeys;
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;
  private final InstantSource clock;

  KeyPages(
      ApiKeys apiKeys,
      MembersArea membersArea,
      Sessions sessions,
      Cookies cookies,
      InstantSource clock) {
    this.apiKeys = apiKeys;
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
    this.clock = clock;
  }

  Page list(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_API_KEYS);
    return page(
        request,
        member,
        Status.OK_200,
        Form.EMPTY,
        List.of(Permission.SECRET_READ.name()),
        Optional.empty());
  }

  /** A key can read every value, so it needs what revealing a value needs. */
  Page create(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_API_KEYS);
    if (!sessions.recentlyAuthenticated(member.session())) {
      return LogInPages.confirmFirst(SitePages.path(member.site()) + "/keys");
    }
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
              Snippets.read(request.origin(), member.site().id().toString(), EXAMPLE_NAME));
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

  Page revoke(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_API_KEYS);
    apiKeys.revoke(member.person(), member.site(), request.id("id"));
    return Page.goTo(SitePages.path(member.site()) + "/keys")
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
        key.name(),
        key.prefix(),
        EnumSet.copyOf(key.permissions()).stream().map(KeyPages::title).toList(),
        key.createdBy(),
        key.created(),
        key.expiry(),
        key.expiry().isPresent() && !key.expiry().get().isAfter(now));
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
