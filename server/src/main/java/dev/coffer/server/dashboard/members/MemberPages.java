package dev.coffer.server.dashboard.members;

import dev.coffer.server.access.Role;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.identity.Token;
import dev.coffer.server.members.Invitation;
import dev.coffer.server.members.Member;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import io.helidon.http.Status;
import java.util.List;
import java.util.stream.Stream;

/** The people of a site. */
public final class MemberPages {
  private final MembersArea membersArea;
  private final Cookies cookies;

  /**
   * @param membersArea the people of sites
   * @param cookies the cookies of pages
   */
  public MemberPages(MembersArea membersArea, Cookies cookies) {
    this.membersArea = membersArea;
    this.cookies = cookies;
  }

  /**
   * Shows the members and the open invitations of a site.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page list(PageRequest request, SiteMember member) {
    return page(request, member, Status.OK_200, Form.EMPTY, "");
  }

  /**
   * Makes an invitation and shows its link this once.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page invite(PageRequest request, SiteMember member) {
    try {
      Token token = membersArea.invite(member, role(request), request.field("note"));
      String link = request.origin() + "/dashboard/invitation/" + token.text();
      return page(request, member, Status.OK_200, Form.EMPTY, link);
    } catch (InvalidArgument e) {
      return page(
          request,
          member,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("note", "role"), e, "note"),
          "");
    }
  }

  /**
   * Revokes an invitation.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page revokeInvitation(PageRequest request, SiteMember member) {
    membersArea.revokeInvitation(member, request.id("id"));
    return done(member, FlashMessage.INVITATION_REVOKED);
  }

  /**
   * Gives a member another role.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page changeRole(PageRequest request, SiteMember member) {
    membersArea.changeRole(member, request.id("id"), role(request));
    return done(member, FlashMessage.ROLE_CHANGED);
  }

  /**
   * Removes a member.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page remove(PageRequest request, SiteMember member) {
    membersArea.remove(member, request.id("id"));
    return done(member, FlashMessage.MEMBER_REMOVED);
  }

  private Page done(SiteMember member, FlashMessage flashMessage) {
    return Page.goTo(SitePaths.members(member.site())).with(cookies.flashMessage(flashMessage));
  }

  private static Role role(PageRequest request) {
    return Stream.of(Role.values())
        .filter(role -> role.name().equals(request.field("role")))
        .findFirst()
        .orElseThrow(() -> new InvalidArgument("role", Rule.FORMAT, "must be one of the roles"));
  }

  private Page page(PageRequest request, SiteMember member, Status status, Form form, String link) {
    List<Member> members = membersArea.members(member);
    return Page.show(
        status,
        "members",
        new MembersView(
            request.layout("Members", member, membersArea.sitesOf(member.session()), "members"),
            member.site().id().toString(),
            members.stream().map(other -> row(member, other)).toList(),
            member.role().givable().stream()
                .map(role -> new MembersView.RoleChoice(role.name(), role.title()))
                .toList(),
            membersArea.invitations(member).stream().map(MemberPages::row).toList(),
            form,
            link,
            Stream.of(SitePermission.values()).map(MemberPages::row).toList()));
  }

  private static MembersView.MemberRow row(SiteMember currentUser, Member member) {
    return new MembersView.MemberRow(
        member.account().toString(),
        member.email(),
        member.role().name(),
        member.role().title(),
        member.since(),
        member.account().equals(currentUser.session().account()),
        currentUser.role().mayGive(member.role()));
  }

  private static MembersView.InvitationRow row(Invitation invitation) {
    return new MembersView.InvitationRow(
        invitation.id().toString(),
        invitation.note(),
        invitation.role().title(),
        invitation.createdBy(),
        invitation.expiry());
  }

  private static MembersView.PermissionRow row(SitePermission permission) {
    return new MembersView.PermissionRow(
        permission.description(),
        Stream.of(Role.values()).map(role -> role.may(permission)).toList());
  }
}
