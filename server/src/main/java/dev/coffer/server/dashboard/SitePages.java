package dev.coffer.server.dashboard;

import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.sites.Site;
import io.helidon.http.Status;
import java.util.List;
import java.util.Map;

/** Choosing, making, renaming and deleting sites. */
final class SitePages {
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;

  SitePages(MembersArea membersArea, Sessions sessions, Cookies cookies) {
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  static PageLayout.SiteNavigation navigation(SiteMember member, String current) {
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

  /** A person with one site goes straight to its secrets. */
  Page home(PageRequest request, Session session) {
    List<SiteMember> all = membersArea.sitesOf(session);
    return all.size() == 1 && all.getFirst().may(SitePermission.USE_SECRETS)
        ? Page.goTo(path(all.getFirst().site()) + "/secrets")
        : Page.goTo("/dashboard/sites");
  }

  Page start(PageRequest request, SiteMember member) {
    return member.may(SitePermission.USE_SECRETS)
        ? Page.goTo(path(member.site()) + "/secrets")
        : Page.goTo("/dashboard/sites");
  }

  Page list(PageRequest request, Session session) {
    return listPage(request, session, Status.OK_200, Form.EMPTY);
  }

  Page create(PageRequest request, Session session) {
    try {
      Site site = membersArea.createSite(session, request.field("name"));
      return Page.goTo(path(site) + "/secrets")
          .with(cookies.flashMessage(FlashMessage.SITE_CREATED));
    } catch (ApiException e) {
      return listPage(
          request,
          session,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("name"), e, "name"));
    }
  }

  private Page listPage(PageRequest request, Session session, Status status, Form form) {
    List<SiteMember> all = membersArea.sitesOf(session);
    return Page.show(
        status,
        "sites",
        new SitesView(
            request.layout("Sites", session, all),
            all.stream()
                .map(member ->
                    new SitesView.SiteOfPerson(
                        member.site().id().toString(),
                        member.site().name(),
                        member.role().title(),
                        member.may(SitePermission.USE_SECRETS)))
                .toList(),
            form));
  }

  Page settings(PageRequest request, SiteMember member) {
    member.require(SitePermission.RENAME_SITE);
    return settingsPage(
        request, member, Status.OK_200, new Form(Map.of("name", member.site().name()), Map.of()));
  }

  Page rename(PageRequest request, SiteMember member) {
    member.require(SitePermission.RENAME_SITE);
    try {
      membersArea.renameSite(member.person(), member.site(), request.field("name"));
    } catch (ApiException e) {
      return settingsPage(
          request,
          member,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("name"), e, "name"));
    }
    return Page.goTo(path(member.site()) + "/settings")
        .with(cookies.flashMessage(FlashMessage.SITE_RENAMED));
  }

  Page delete(PageRequest request, SiteMember member) {
    member.require(SitePermission.DELETE_SITE);
    if (!request.field("typed").equals(member.site().name())) {
      return settingsPage(
          request,
          member,
          Status.UNPROCESSABLE_CONTENT_422,
          new Form(
              Map.of("name", member.site().name()),
              Map.of("typed", List.of("Type the site's name to delete it."))));
    }
    if (!sessions.recentlyAuthenticated(member.session())) {
      return LogInPages.confirmFirst(path(member.site()) + "/settings");
    }
    membersArea.deleteSite(member.person(), member.site());
    return Page.goTo("/dashboard/sites").with(cookies.flashMessage(FlashMessage.SITE_DELETED));
  }

  private Page settingsPage(PageRequest request, SiteMember member, Status status, Form form) {
    return Page.show(
        status,
        "site",
        new SiteView(
            request.layout("Settings", member, membersArea.sitesOf(member.session()), "settings"),
            member.site().id().toString(),
            member.site().name(),
            member.may(SitePermission.DELETE_SITE),
            form));
  }

  static String path(Site site) {
    return "/dashboard/sites/" + site.id();
  }
}
