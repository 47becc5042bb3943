package dev.coffer.server.dashboard;

import dev.coffer.server.access.Capability;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Session;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.refusal.Refusal;
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

  static Frame.SiteNavigation navigation(SiteMember member, String current) {
    return new Frame.SiteNavigation(
        member.site().id().toString(),
        member.site().name(),
        member.role().title(),
        current,
        member.may(Capability.USE_SECRETS),
        member.may(Capability.MANAGE_API_KEYS),
        member.may(Capability.MANAGE_MEMBERS),
        member.may(Capability.RENAME_SITE) || member.may(Capability.DELETE_SITE));
  }

  /** Who has one site goes straight to its secrets. */
  Page home(Visit visit, Session session) {
    List<SiteMember> all = membersArea.sitesOf(session);
    return all.size() == 1 && all.getFirst().may(Capability.USE_SECRETS)
        ? Page.goTo(path(all.getFirst().site()) + "/secrets")
        : Page.goTo("/dashboard/sites");
  }

  Page start(Visit visit, SiteMember member) {
    return member.may(Capability.USE_SECRETS)
        ? Page.goTo(path(member.site()) + "/secrets")
        : Page.goTo("/dashboard/sites");
  }

  Page list(Visit visit, Session session) {
    return listPage(visit, session, Status.OK_200, Form.EMPTY);
  }

  Page create(Visit visit, Session session) {
    try {
      Site site = membersArea.createSite(session, visit.field("name"));
      return Page.goTo(path(site) + "/secrets").with(cookies.notice(Notice.SITE_CREATED));
    } catch (Refusal e) {
      return listPage(
          visit, session, Refused.status(e), Refused.form(visit.filledIn("name"), e, "name"));
    }
  }

  private Page listPage(Visit visit, Session session, Status status, Form form) {
    List<SiteMember> all = membersArea.sitesOf(session);
    return Page.show(
        status,
        "sites",
        new SitesView(
            visit.frame("Sites", session, all),
            all.stream()
                .map(member ->
                    new SitesView.SiteOfPerson(
                        member.site().id().toString(),
                        member.site().name(),
                        member.role().title(),
                        member.may(Capability.USE_SECRETS)))
                .toList(),
            form));
  }

  Page settings(Visit visit, SiteMember member) {
    member.require(Capability.RENAME_SITE);
    return settingsPage(
        visit, member, Status.OK_200, new Form(Map.of("name", member.site().name()), Map.of()));
  }

  Page rename(Visit visit, SiteMember member) {
    member.require(Capability.RENAME_SITE);
    try {
      membersArea.renameSite(member.person(), member.site(), visit.field("name"));
    } catch (Refusal e) {
      return settingsPage(
          visit, member, Refused.status(e), Refused.form(visit.filledIn("name"), e, "name"));
    }
    return Page.goTo(path(member.site()) + "/settings").with(cookies.notice(Notice.SITE_RENAMED));
  }

  Page delete(Visit visit, SiteMember member) {
    member.require(Capability.DELETE_SITE);
    if (!visit.field("typed").equals(member.site().name())) {
      return settingsPage(
          visit,
          member,
          Status.UNPROCESSABLE_CONTENT_422,
          new Form(
              Map.of("name", member.site().name()),
              Map.of("typed", List.of("Type the site's name to delete it."))));
    }
    if (!sessions.isFresh(member.session())) {
      return DoorPages.confirmFirst(path(member.site()) + "/settings");
    }
    membersArea.deleteSite(member.person(), member.site());
    return Page.goTo("/dashboard/sites").with(cookies.notice(Notice.SITE_DELETED));
  }

  private Page settingsPage(Visit visit, SiteMember member, Status status, Form form) {
    return Page.show(
        status,
        "site",
        new SiteView(
            visit.frame("Settings", member, membersArea.sitesOf(member.session()), "settings"),
            member.site().id().toString(),
            member.site().name(),
            member.may(Capability.DELETE_SITE),
            form));
  }

  static String path(Site site) {
    return "/dashboard/sites/" + site.id();
  }
}
