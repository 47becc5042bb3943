package dev.coffer.server.dashboard.members;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import java.time.Instant;
import java.util.List;

/**
 * The members. To invite: {@code POST /dashboard/sites/{site}/invitations} with fields named role
 * and note; to revoke an invitation: {@code POST …/invitations/{id}/revoke}; to change a role:
 * {@code POST …/members/{account}/role} with a field named role; to remove: {@code POST
 * …/members/{account}/remove}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param members the members, by address
 * @param roles the roles that the visitor may give
 * @param invitations the invitations that are open
 * @param form the fields of the invitation
 * @param link the link that was just made, the only time that it is shown; empty otherwise
 * @param permissions the table of what each role may do
 */
public record MembersView(
    PageLayout layout,
    String site,
    List<MemberRow> members,
    List<RoleChoice> roles,
    List<InvitationRow> invitations,
    Form form,
    String link,
    List<PermissionRow> permissions) {
  /**
   * A member.
   *
   * @param account the id of the member's account
   * @param email the member's address
   * @param role the value of the member's role
   * @param roleTitle the role as people read it
   * @param since since when
   * @param self whether it is the visitor
   * @param changeable whether the visitor may change or remove this member
   */
  public record MemberRow(
      String account,
      String email,
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
      String id, String note, String roleTitle, String createdBy, Instant expiry) {}

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
