package dev.coffer.server.dashboard;

import dev.coffer.server.access.Invitation;
import dev.coffer.server.access.Member;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.access.Token;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import io.helidon.http.Status;
import java.util.List;
import java.util.stream.Stream;

/** The people of a site. */
final class MemberPages {
  private final MembersArea membersArea;
  private final Sessions sessions;
  private final Cookies cookies;

  MemberPages(MembersArea membersArea, Sessions sessions, Cookies cookies) {
    this.membersArea = membersArea;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  Page list(PageRequest request, SiteMember member) {
    return page(request, member, Status.OK_200, Form.EMPTY, "");
  }

  Page invite(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    if (!sessions.recentlyAuthenticated(member.session())) {
      return confirmFirst(member);
    }
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

  Page revokeInvitation(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    membersArea.revokeInvitation(member, request.id("id"));
    return done(member, FlashMessage.INVITATION_REVOKED);
  }

  Page changeRole(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    if (!sessions.recentlyAuthenticated(member.session())) {
      return confirmFirst(member);
    }
    membersArea.changeRole(member, request.id("id"), role(request));
    return done(member, FlashMessage.ROLE_CHANGED);
  }

  Page remove(PageRequest request, SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    if (!sessions.recentlyAuthenticated(member.session())) {
      return confirmFirst(member);
    }
    membersArea.remove(member, request.id("id"));
    return done(member, FlashMessage.MEMBER_REMOVED);
  }

  private static Page confirmFirst(SiteMember member) {
    return LogInPages.confirmFirst(SitePages.path(member.site()) + "/members");
  }

  private Page done(SiteMember member, FlashMessage flashMessage) {
    return Page.goTo(SitePages.path(member.site()) + "/members")
        .with(cookies.flashMessage(flashMessage));
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
