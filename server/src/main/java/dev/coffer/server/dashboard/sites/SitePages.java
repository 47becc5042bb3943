package dev.coffer.server.dashboard.sites;

import dev.coffer.server.access.SitePermission;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.identity.Session;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import dev.coffer.server.sites.Site;
import io.helidon.http.Status;
import java.util.List;
import java.util.Map;

/** Choosing, making, renaming and deleting sites. */
public final class SitePages {
  private final MembersArea membersArea;
  private final Cookies cookies;

  /**
   * @param membersArea the people of sites
   * @param cookies the cookies of pages
   */
  public SitePages(MembersArea membersArea, Cookies cookies) {
    this.membersArea = membersArea;
    this.cookies = cookies;
  }

  /**
   * Leads to the list of sites; a person with one site goes straight to its secrets.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page home(PageRequest request, Session session) {
    List<SiteMember> all = membersArea.sitesOf(session);
    return all.size() == 1 && all.getFirst().may(SitePermission.USE_SECRETS)
        ? Page.goTo(SitePaths.secrets(all.getFirst().site()))
        : Page.goTo("/dashboard/sites");
  }

  /**
   * Leads to the secrets of a site, or to the list of sites.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page start(PageRequest request, SiteMember member) {
    return member.may(SitePermission.USE_SECRETS)
        ? Page.goTo(SitePaths.secrets(member.site()))
        : Page.goTo("/dashboard/sites");
  }

  /**
   * Shows the person's sites.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page list(PageRequest request, Session session) {
    return listPage(request, session, Status.OK_200, Form.EMPTY);
  }

  /**
   * Creates a site, which the person owns.
   *
   * @param request what the browser sent
   * @param session the visitor's session
   * @return what the browser gets
   */
  public Page create(PageRequest request, Session session) {
    try {
      Site site = membersArea.createSite(session, request.field("name"));
      return Page.goTo(SitePaths.secrets(site))
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

  /**
   * Shows the settings of a site.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page settings(PageRequest request, SiteMember member) {
    return settingsPage(
        request, member, Status.OK_200, new Form(Map.of("name", member.site().name()), Map.of()));
  }

  /**
   * Renames a site.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page rename(PageRequest request, SiteMember member) {
    try {
      membersArea.renameSite(member.person(), member.site(), request.field("name"));
    } catch (ApiException e) {
      return settingsPage(
          request,
          member,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("name"), e, "name"));
    }
    return Page.goTo(SitePaths.settings(member.site()))
        .with(cookies.flashMessage(FlashMessage.SITE_RENAMED));
  }

  /**
   * Deletes a site whose name was typed.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page delete(PageRequest request, SiteMember member) {
    if (!request.field("typed").equals(member.site().name())) {
      return settingsPage(
          request,
          member,
          Status.UNPROCESSABLE_CONTENT_422,
          new Form(
              Map.of("name", member.site().name()),
              Map.of("typed", List.of("Type the site's name to delete it."))));
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
}
