package dev.coffer.server.dashboard.members;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.coffer.server.access.Role;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.dashboard.members.MembersView.MadeLink;
import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.ShownName;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.identity.EmailAddress;
import dev.coffer.server.identity.Token;
import dev.coffer.server.members.EmailChange;
import dev.coffer.server.members.EmailChanges;
import dev.coffer.server.members.Invitation;
import dev.coffer.server.members.Member;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import io.helidon.http.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The people of a site. */
public final class MemberPages {
  private final MembersArea membersArea;
  private final EmailChanges emailChanges;
  private final Cookies cookies;

  /**
   * @param membersArea the people of sites
   * @param emailChanges how people get another email
   * @param cookies the cookies of pages
   */
  public MemberPages(MembersArea membersArea, EmailChanges emailChanges, Cookies cookies) {
    this.membersArea = membersArea;
    this.emailChanges = emailChanges;
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
    return page(request, member, Status.OK_200, Form.EMPTY, Optional.empty());
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
      String note = request.field("note");
      Token token = membersArea.invite(member, role(request), note);
      String link = request.baseUrl() + "/dashboard/invitation/" + token.text();
      return page(
          request,
          member,
          Status.OK_200,
          Form.EMPTY,
          Optional.of(new MadeLink("The invitation is ready", ShownName.ofNote(note), link)));
    } catch (InvalidArgument e) {
      return page(
          request,
          member,
          PageErrors.status(e),
          PageErrors.form(request.filledIn("note", "role"), e, "note"),
          Optional.empty());
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

  /**
   * Makes the link by which a member gets another email, and shows it this once.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page linkToEmail(PageRequest request, SiteMember member) {
    UUID account = request.id("id");
    Token token = emailChanges.link(member, account);
    ShownName email =
        emailChanges.asked(member).stream()
            .filter(change -> change.account().equals(account))
            .findFirst()
            .map(change -> ShownName.ofEmail(change.email()))
            .orElseThrow(() -> new NotFound("this member has asked for no other email"));
    String link = request.baseUrl() + "/dashboard/email/" + token.text();
    return page(
        request,
        member,
        Status.OK_200,
        Form.EMPTY,
        Optional.of(new MadeLink("The link to the new email is ready", email, link)));
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

  private Page page(
      PageRequest request, SiteMember member, Status status, Form form, Optional<MadeLink> made) {
    List<Member> members = membersArea.members(member);
    Map<String, Long> sameAddress =
        members.stream()
            .collect(groupingBy(other -> EmailAddress.prepared(other.email()), counting()));
    return Page.show(
        status,
        "members",
        new MembersView(
            request.layout("Members", member, membersArea.sitesOf(member.session()), "members"),
            member.site().id().toString(),
            members.stream()
                .map(other ->
                    row(
                        member,
                        other,
                        sameAddress.getOrDefault(EmailAddress.prepared(other.email()), 1L) > 1))
                .toList(),
            member.role().givable().stream()
                .map(role -> new MembersView.RoleChoice(role.name(), role.title()))
                .toList(),
            membersArea.invitations(member).stream().map(MemberPages::row).toList(),
            emailChanges.asked(member).stream().map(MemberPages::row).toList(),
            form,
            made,
            Stream.of(SitePermission.values()).map(MemberPages::row).toList()));
  }

  private static MembersView.MemberRow row(
      SiteMember currentUser, Member member, boolean sharesAddress) {
    return new MembersView.MemberRow(
        member.account().toString(),
        ShownName.ofEmail(member.email()),
        sharesAddress,
        member.role().name(),
        member.role().title(),
        member.since(),
        member.account().equals(currentUser.session().account()),
        currentUser.role().mayGive(member.role()));
  }

  private static MembersView.InvitationRow row(Invitation invitation) {
    return new MembersView.InvitationRow(
        invitation.id().toString(),
        ShownName.ofNote(invitation.note()),
        invitation.role().title(),
        ShownName.ofEmail(invitation.createdBy()),
        invitation.expiry());
  }

  private static MembersView.EmailChangeRow row(EmailChange change) {
    return new MembersView.EmailChangeRow(
        change.account().toString(),
        ShownName.ofEmail(change.before()),
        ShownName.ofEmail(change.email()),
        change.expiry());
  }

  private static MembersView.PermissionRow row(SitePermission permission) {
    return new MembersView.PermissionRow(
        permission.description(),
        Stream.of(Role.values()).map(role -> role.may(permission)).toList());
  }
}
