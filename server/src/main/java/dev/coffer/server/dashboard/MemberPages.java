package dev.coffer.server.dashboard;

import dev.coffer.server.access.Capability;
import dev.coffer.server.access.Invitation;
import dev.coffer.server.access.Member;
import dev.coffer.server.access.MembersArea;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.Sessions;
import dev.coffer.server.access.SiteMember;
import dev.coffer.server.access.Token;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.Violation.Rule;
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

  Page list(Visit visit, SiteMember member) {
    return page(visit, member, Status.OK_200, Form.EMPTY, "");
  }

  Page invite(Visit visit, SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    if (!sessions.isFresh(member.session())) {
      return confirmFirst(member);
    }
    try {
      Token token = membersArea.invite(member, role(visit), visit.field("note"));
      String link = visit.origin() + "/dashboard/invitation/" + token.text();
      return page(visit, member, Status.OK_200, Form.EMPTY, link);
    } catch (InvalidArgument e) {
      return page(
          visit,
          member,
          Refused.status(e),
          Refused.form(visit.filledIn("note", "role"), e, "note"),
          "");
    }
  }

  Page revokeInvitation(Visit visit, SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    membersArea.revokeInvitation(member, visit.id("id"));
    return done(member, Notice.INVITATION_REVOKED);
  }

  Page changeRole(Visit visit, SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    if (!sessions.isFresh(member.session())) {
      return confirmFirst(member);
    }
    membersArea.changeRole(member, visit.id("id"), role(visit));
    return done(member, Notice.ROLE_CHANGED);
  }

  Page remove(Visit visit, SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    if (!sessions.isFresh(member.session())) {
      return confirmFirst(member);
    }
    membersArea.remove(member, visit.id("id"));
    return done(member, Notice.MEMBER_REMOVED);
  }

  private static Page confirmFirst(SiteMember member) {
    return DoorPages.confirmFirst(SitePages.path(member.site()) + "/members");
  }

  private Page done(SiteMember member, Notice notice) {
    return Page.goTo(SitePages.path(member.site()) + "/members").with(cookies.notice(notice));
  }

  private static Role role(Visit visit) {
    return Stream.of(Role.values())
        .filter(role -> role.name().equals(visit.field("role")))
        .findFirst()
        .orElseThrow(() -> new InvalidArgument("role", Rule.FORMAT, "must be one of the roles"));
  }

  private Page page(Visit visit, SiteMember member, Status status, Form form, String link) {
    List<Member> members = membersArea.members(member);
    return Page.show(
        status,
        "members",
        new MembersView(
            visit.frame("Members", member, membersArea.sitesOf(member.session()), "members"),
            member.site().id().toString(),
            members.stream().map(other -> row(member, other)).toList(),
            member.role().givable().stream()
                .map(role -> new MembersView.RoleChoice(role.name(), role.title()))
                .toList(),
            membersArea.invitations(member).stream().map(MemberPages::row).toList(),
            form,
            link,
            Stream.of(Capability.values()).map(MemberPages::row).toList()));
  }

  private static MembersView.MemberRow row(SiteMember visitor, Member member) {
    return new MembersView.MemberRow(
        member.account().toString(),
        member.email(),
        member.role().name(),
        member.role().title(),
        member.since(),
        member.account().equals(visitor.session().account()),
        visitor.role().mayGive(member.role()));
  }

  private static MembersView.InvitationRow row(Invitation invitation) {
    return new MembersView.InvitationRow(
        invitation.id().toString(),
        invitation.note(),
        invitation.role().title(),
        invitation.createdBy(),
        invitation.expiry());
  }

  private static MembersView.CapabilityRow row(Capability capability) {
    return new MembersView.CapabilityRow(
        capability.description(),
        Stream.of(Role.values()).map(role -> role.may(capability)).toList());
  }
}
