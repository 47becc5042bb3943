package dev.coffer.server.dashboard.members;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.ShownName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The members. To invite: {@code POST /dashboard/sites/{site}/invitations} with fields named role
 * and note; to revoke an invitation: {@code POST …/invitations/{id}/revoke}; to change a role:
 * {@code POST …/members/{account}/role} with a field named role; to remove: {@code POST
 * …/members/{account}/remove}; to make the link to another email: {@code POST
 * …/members/{account}/email}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param members the members, by address
 * @param roles the roles that the visitor may give
 * @param invitations the invitations that are open
 * @param emailChanges the members who have asked for another email, if the visitor may know
 * @param form the fields of the invitation
 * @param made the link that was just made, the only time that it is shown
 * @param permissions the table of what each role may do
 */
public record MembersView(
    PageLayout layout,
    String site,
    List<MemberRow> members,
    List<RoleChoice> roles,
    List<InvitationRow> invitations,
    List<EmailChangeRow> emailChanges,
    Form form,
    Optional<MadeLink> made,
    List<PermissionRow> permissions) {
  /**
   * A member.
   *
   * @param account the id of the member's account
   * @param email the member's address
   * @param sharesAddress whether another member's differs in how its characters are composed alone
   * @param role the value of the member's role
   * @param roleTitle the role as people read it
   * @param since since when
   * @param self whether it is the visitor
   * @param changeable whether the visitor may change or remove this member
   */
  public record MemberRow(
      String account,
      ShownName email,
      boolean sharesAddress,
      String role,
      String roleTitle,
      Instant since,
      boolean self,
      boolean changeable) {}

  /**
   * A role to choose.
   *
   * @param value what the form sends
   * @param title what people read
   */
  public record RoleChoice(String value, String title) {}

  /**
   * An open invitation.
   *
   * @param id its id
   * @param note for whom it is
   * @param roleTitle the role that it gives
   * @param createdBy who made it
   * @param expiry when it ends
   */
  public record InvitationRow(
      String id, ShownName note, String roleTitle, ShownName createdBy, Instant expiry) {}

  /**
   * A member who has asked for another email.
   *
   * @param account the id of the member's account
   * @param before the address that the member has
   * @param email the address that the member wants
   * @param expiry when this ends
   */
  public record EmailChangeRow(String account, ShownName before, ShownName email, Instant expiry) {}

  /**
   * A link that was just made.
   *
   * @param title what it is, as a heading
   * @param whom for whom it is, or the address that it leads to
   * @param link the link
   */
  public record MadeLink(String title, ShownName whom, String link) {
    /** Does not show the link. */
    @Override
    public String toString() {
      return "MadeLink";
    }
  }

  /**
   * Something that some roles may do.
   *
   * @param title what it is
   * @param allowed whether owner, admin, website manager and member may, in this order
   */
  public record PermissionRow(String title, List<Boolean> allowed) {}

  /** Does not show the link. */
  @Override
  public String toString() {
    return "MembersView";
  }
}
