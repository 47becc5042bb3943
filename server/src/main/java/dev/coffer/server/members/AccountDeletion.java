package dev.coffer.server.members;

import dev.coffer.server.access.Rights;
import dev.coffer.server.access.Role;
import dev.coffer.server.errors.FailedPrecondition;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.VerifiedAccount;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.InvitationTable;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.Membership;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.StoredSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How a person deletes their own account. Threads may share it. */
public final class AccountDeletion {
  private final Database database;
  private final AccountTable accounts;
  private final MemberTable members;
  private final SessionTable sessions;
  private final InvitationTable invitations;
  private final Sites sites;

  /**
   * @param database where all of it is
   * @param accounts the accounts
   * @param members who belongs to which site
   * @param sessions the sessions of people
   * @param invitations the invitations
   * @param sites the sites
   */
  public AccountDeletion(
      Database database,
      AccountTable accounts,
      MemberTable members,
      SessionTable sessions,
      InvitationTable invitations,
      Sites sites) {
    this.database = database;
    this.accounts = accounts;
    this.members = members;
    this.sessions = sessions;
    this.invitations = invitations;
    this.sites = sites;
  }

  /**
   * Deletes a person's account: sessions and known browsers end, invitations that the person made
   * and nobody has used are void, and the person belongs to no site any more. What the person made
   * otherwise stays, and so do the account's id and the email of that time with it.
   *
   * @param session the person's session
   * @param verified the person's account, whose password was just given
   * @throws FailedPrecondition if a site would be left without an owner
   * @throws Unauthenticated if the session has ended or the password was changed meanwhile
   */
  public void delete(Session session, VerifiedAccount verified) {
    StoredAccount account = verified.account();
    database.write(tx -> {
      if (!sessions.delete(tx, account.id(), session.id())) {
        throw Rights.sessionEnded();
      }
      // With all sessions gone and the account locked, nobody makes it an owner of one site more.
      sessions.deleteAll(tx, account.id());
      if (!accounts.lock(tx, account.id(), account.passwordHash())) {
        throw Rights.sessionEnded();
      }
      List<StoredSite> belongsTo =
          members.memberships(tx, account.id()).stream()
              .map(Membership::site)
              .sorted(Comparator.comparing(StoredSite::id))
              .toList();
      List<String> ownedAlone = new ArrayList<>();
      for (StoredSite site : belongsTo) {
        sites.lock(tx, site.id());
        if (members.withRole(tx, site.id(), Role.OWNER.name()).equals(List.of(account.id()))) {
          ownedAlone.add(site.name());
        }
        invitations.deleteMadeBy(tx, site.id(), account.id());
      }
      if (!ownedAlone.isEmpty()) {
        throw new FailedPrecondition(
            "you are the only owner of "
                + String.join(", ", ownedAlone)
                + "; make somebody else an owner there, or delete the site, first");
      }
      accounts.delete(tx, account.id());
      return account;
    });
  }
}
