package dev.coffer.server.members;

import dev.coffer.server.access.Principal;
import dev.coffer.server.access.Rights;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.access.TokenBuckets;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.FailedPrecondition;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.identity.Accounts;
import dev.coffer.server.identity.EmailAddress;
import dev.coffer.server.identity.HashRequester;
import dev.coffer.server.identity.Passwords;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Token;
import dev.coffer.server.identity.VerifiedAccount;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.InvitationTable;
import dev.coffer.server.storage.InvitationTable.StoredInvitation;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.StoredMember;
import dev.coffer.server.storage.Tx;
import dev.coffer.server.storage.UniqueViolation;
import dev.coffer.server.text.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The people of a site. Threads may share it. */
public final class MembersArea {
  private static final int LONGEST_NOTE = 100;

  /** How long a link can be used that makes the first owner of a site. */
  private static final Duration SET_UP_LINK_LIFE = Duration.ofDays(1);

  /** How long an invitation can be accepted. */
  static final Duration INVITATION_LIFE = Duration.ofDays(7);

  private final Database database;
  private final AccountTable accountTable;
  private final Accounts accounts;
  private final MemberTable table;
  private final InvitationTable invitationTable;
  private final Sites sites;
  private final Rights rights;
  private final Quotas quotas;
  private final Passwords passwords;
  private final InstantSource clock;
  private final TokenBuckets<String> guesses;

  /**
   * @param database where the people are
   * @param accountTable the rows of people's accounts
   * @param accounts finds accounts by what is typed
   * @param table who belongs to which site
   * @param invitationTable the invitations
   * @param sites the sites
   * @param rights judges who may change what
   * @param quotas how many members a site may have
   * @param passwords hashes passwords
   * @param clock tells the time
   */
  public MembersArea(
      Database database,
      AccountTable accountTable,
      Accounts accounts,
      MemberTable table,
      InvitationTable invitationTable,
      Sites sites,
      Rights rights,
      Quotas quotas,
      Passwords passwords,
      InstantSource clock) {
    this.database = database;
    this.accountTable = accountTable;
    this.accounts = accounts;
    this.table = table;
    this.invitationTable = invitationTable;
    this.sites = sites;
    this.rights = rights;
    this.quotas = quotas;
    this.passwords = passwords;
    this.clock = clock;
    this.guesses =
        new TokenBuckets<>(
            5,
            Duration.ofSeconds(30),
            "there were too many attempts with the password of this account; wait a little",
            clock);
  }

  /**
   * Sets up the Members Area of a site by giving it its first owner. From then on its secrets can
   * be created and managed. Somebody who has an account already, as the owner of another site,
   * gives that account's password.
   *
   * @param site the site
   * @param email the owner's address, at most 254 characters, all visible; stored in lower case and
   *     composed (NFC)
   * @param password the owner's password, 12 to 1,024 characters (code points), as it is prepared
   * @return the address as it is stored
   * @throws InvalidArgument if one of these rules is broken, or the account exists with another
   *     password
   * @throws AlreadyExists if the Members Area is set up
   * @throws NotFound if the site was deleted meanwhile
   */
  public String setUp(Site site, String email, String password) {
    Optional<StoredAccount> existing = existing(email, password);
    if (site.membersAreaSetUp()) {
      throw wasSetUp();
    }
    Holder owner = holder(existing, email, password, HashRequester.known(new Principal.Operator()));
    try {
      return database.write(tx -> {
        sites.lock(tx, site.id());
        if (!sites.markSetUp(tx, site.id())) {
          throw wasSetUp();
        }
        enter(tx, site.id(), owner, Role.OWNER);
        invitationTable.deleteSetUpLinks(tx, site.id());
        return owner.account().email();
      });
    } catch (UniqueViolation e) {
      throw accountWasMade();
    }
  }

  /**
   * Makes a link that makes whoever uses it the first owner of a site. It works once, for a day,
   * and is void as soon as the site has an owner.
   *
   * @param site a site whose Members Area is not set up
   * @return the link's token
   */
  public Token setUpLink(Site site) {
    return newInvitation(
        site, Role.OWNER, true, "", new Principal.Server(), SET_UP_LINK_LIFE, _ -> {});
  }

  /**
   * Invites somebody to a site. The link works once, for a week.
   *
   * @param inviter who invites, and may give the role
   * @param role what the invited person will be
   * @param note for whom it is, at most 100 characters (code points), all visible
   * @return the token of the link to hand over
   * @throws PermissionDenied if the inviter may not give the role
   * @throws InvalidArgument if the note is too long or has characters that are not seen
   */
  public Token invite(SiteMember inviter, Role role, String note) {
    requireToGive(inviter.role(), role);
    if (note.codePointCount(0, note.length()) > LONGEST_NOTE) {
      throw new InvalidArgument(
          "note", Rule.MAX_LENGTH, "must have at most " + LONGEST_NOTE + " characters");
    }
    VisibleText.violation("note", note)
        .ifPresent(violation -> {
          throw new InvalidArgument(List.of(violation));
        });
    return newInvitation(
        inviter.site(),
        role,
        false,
        note,
        inviter.person(),
        INVITATION_LIFE,
        tx -> requireToGive(rights.role(tx, inviter.person(), inviter.site()), role));
  }

  private Token newInvitation(
      Site site,
      Role role,
      boolean setsUp,
      String note,
      Principal creator,
      Duration life,
      Consumer<Tx> right) {
    Token token = Token.random();
    Instant now = clock.instant();
    StoredInvitation invitation =
        new StoredInvitation(
            UUID.randomUUID(),
            site.id(),
            token.hash(),
            role.name(),
            setsUp,
            note,
            creator.stored(),
            now.toEpochMilli(),
            now.plus(life).toEpochMilli());
    return database.write(tx -> {
      sites.lock(tx, site.id());
      right.accept(tx);
      invitationTable.deleteExpired(tx, now.toEpochMilli());
      quotas.requireRoomForMember(
          table.count(tx, site.id()) + invitationTable.count(tx, site.id()));
      invitationTable.insert(tx, invitation);
      return token;
    });
  }

  /**
   * {@return the invitations to the member's site that can still be accepted}
   *
   * @param member who asks
   * @throws PermissionDenied if the member may not manage members
   */
  public List<Invitation> invitations(SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    return database
        .read(tx -> invitationTable.list(tx, member.site().id(), clock.millis()))
        .stream()
        .map(stored -> invitation(stored, member.site()))
        .toList();
  }

  /**
   * Makes an invitation void.
   *
   * @param member who asks
   * @param id the invitation's id
   * @throws PermissionDenied if the member may not manage members
   * @throws NotFound if the site has no such invitation
   */
  public void revokeInvitation(SiteMember member, UUID id) {
    member.require(SitePermission.MANAGE_MEMBERS);
    boolean revoked =
        database.write(tx -> {
          rights.require(tx, member.person(), member.site(), SitePermission.MANAGE_MEMBERS);
          return invitationTable.delete(tx, member.site().id(), id);
        });
    if (!revoked) {
      throw new NotFound("there is no such invitation");
    }
  }

  /**
   * {@return the invitation, if it can still be accepted}
   *
   * @param token a link's token
   */
  public Optional<Invitation> invitation(Token token) {
    return database
        .read(tx -> invitationTable.find(tx, token.hash(), clock.millis()))
        .map(stored -> invitation(stored, sites.get(stored.site())));
  }

  /**
   * Accepts an invitation. Somebody who has an account already gives that account's password.
   *
   * @param token the link's token
   * @param email the person's address, by the rules of {@link #setUp}
   * @param password the person's password, by the same rules
   * @throws InvalidArgument if one of these rules is broken, or the account exists with another
   *     password
   * @throws AlreadyExists if the account is a member of the site already
   * @return the account, whose password has just been verified
   * @throws NotFound if the invitation is unknown, used, revoked or expired
   */
  public VerifiedAccount accept(Token token, String email, String password) {
    if (invitation(token).isEmpty()) {
      throw noSuchInvitation();
    }
    Optional<StoredAccount> existing = existing(email, password);
    String address = EmailAddress.prepared(email);
    guesses.take(address);
    Holder holder = holder(existing, email, password, HashRequester.known(token));
    guesses.reset(address);
    try {
      return database.write(tx -> {
        accept(tx, token, holder);
        return new VerifiedAccount(holder.account());
      });
    } catch (UniqueViolation e) {
      throw accountWasMade();
    }
  }

  private void accept(Tx tx, Token token, Holder holder) {
    StoredInvitation invitation =
        invitationTable
            .find(tx, token.hash(), clock.millis())
            .orElseThrow(MembersArea::noSuchInvitation);
    UUID site = invitation.site();
    sites.lock(tx, site);
    if (table.find(tx, site, holder.account().id()).isPresent()) {
      throw new AlreadyExists("this account is a member of the site already");
    }
    boolean stillGood = invitationTable.delete(tx, site, invitation.id());
    if (!stillGood || (invitation.setsUp() && !sites.markSetUp(tx, site))) {
      throw noSuchInvitation();
    }
    if (invitation.setsUp()) {
      invitationTable.deleteSetUpLinks(tx, site);
    }
    enter(tx, site, holder, Role.valueOf(invitation.role()));
  }

  private void enter(Tx tx, UUID site, Holder holder, Role role) {
    StoredAccount account = holder.account();
    if (holder.isNew()) {
      accountTable.insert(tx, account);
    } else if (!accountTable.hasPasswordHash(tx, account.id(), account.passwordHash())) {
      throw wrongPassword();
    }
    table.insert(tx, site, account.id(), role.name(), clock.millis());
  }

  private static AlreadyExists accountWasMade() {
    return new AlreadyExists("an account with this email was made at the same time; try again");
  }

  private static NotFound noSuchInvitation() {
    return new NotFound("this link was used or revoked, or has expired; ask for another");
  }

  /**
   * {@return the person on each of their sites, by the site's name}
   *
   * @param session a person's session
   */
  public List<SiteMember> sitesOf(Session session) {
    return database.read(tx -> table.memberships(tx, session.account())).stream()
        .map(membership ->
            new SiteMember(session, Site.of(membership.site()), Role.valueOf(membership.role())))
        .toList();
  }

  /**
   * {@return the person on that site}
   *
   * @param session a person's session
   * @param site a site's id
   * @throws NotFound if there is no such site, or the person does not belong to it
   */
  public SiteMember member(Session session, UUID site) {
    return sitesOf(session).stream()
        .filter(member -> member.site().id().equals(site))
        .findFirst()
        .orElseThrow(() -> new NotFound("site not found"));
  }

  /**
   * {@return the members of the site, by address}
   *
   * @param member who asks
   * @throws PermissionDenied if the member may not manage members
   */
  public List<Member> members(SiteMember member) {
    member.require(SitePermission.MANAGE_MEMBERS);
    return database.read(tx -> table.list(tx, member.site().id())).stream()
        .map(MembersArea::member)
        .toList();
  }

  /**
   * {@return what the account's person is on the site at this moment}
   *
   * @param site a site
   * @param account the id of an account
   * @throws NotFound if the site has no such member
   */
  public Member member(Site site, UUID account) {
    return database
        .read(tx -> table.find(tx, site.id(), account))
        .map(MembersArea::member)
        .orElseThrow(() -> new NotFound("this site has no such member"));
  }

  private static Member member(StoredMember stored) {
    return new Member(
        stored.account(),
        stored.email(),
        Role.valueOf(stored.role()),
        Instant.ofEpochMilli(stored.since()));
  }

  /**
   * Gives a member of the site another role. Links that the member has made and that nobody has
   * used yet are void, because the member might not make them any more.
   *
   * @param actor who does it, and may give both the old role and the new one
   * @param account the member's account
   * @param role the new role
   * @throws PermissionDenied if the actor may not
   * @throws FailedPrecondition if it would leave the site without an owner
   * @throws NotFound if the site has no such member
   */
  public void changeRole(SiteMember actor, UUID account, Role role) {
    changeMember(
        actor,
        account,
        tx -> {
          requireToGive(rights.role(tx, actor.person(), actor.site()), role);
          if (role != Role.OWNER) {
            requireAnotherOwner(tx, actor.site(), account);
          }
          table.changeRole(tx, actor.site().id(), account, role.name());
        });
  }

  /**
   * Removes a member from the site. Links that the member has made and that nobody has used yet are
   * void, so that nobody comes back by a link of their own.
   *
   * @param actor who does it, and may give the member's role
   * @param account the member's account
   * @throws PermissionDenied if the actor may not
   * @throws FailedPrecondition if it would leave the site without an owner
   * @throws NotFound if the site has no such member
   */
  public void remove(SiteMember actor, UUID account) {
    changeMember(
        actor,
        account,
        tx -> {
          requireAnotherOwner(tx, actor.site(), account);
          table.delete(tx, actor.site().id(), account);
        });
  }

  /** Last of all, because an invitation may be stored until the member's row is changed. */
  private void changeMember(SiteMember actor, UUID account, Consumer<Tx> change) {
    actor.require(SitePermission.MANAGE_MEMBERS);
    UUID site = actor.site().id();
    database.write(tx -> {
      sites.lock(tx, site);
      Role role = rights.role(tx, actor.person(), actor.site());
      Member member =
          table.find(tx, site, account).map(MembersArea::member).orElseThrow(MembersArea::noMember);
      requireToGive(role, member.role());
      change.accept(tx);
      invitationTable.deleteMadeBy(tx, site, account);
      return member;
    });
  }

  private void requireAnotherOwner(Tx tx, Site site, UUID account) {
    if (table.withRole(tx, site.id(), Role.OWNER.name()).equals(List.of(account))) {
      throw new FailedPrecondition("a site must keep an owner; make somebody else one first");
    }
  }

  private static NotFound noMember() {
    return new NotFound("this site has no such member");
  }

  private static void requireToGive(Role actor, Role role) {
    if (!actor.may(SitePermission.MANAGE_MEMBERS)) {
      throw actor.refusal();
    }
    if (!actor.mayGive(role)) {
      throw new PermissionDenied(
          "your role on this site, "
              + actor.title()
              + ", may not give or take the role "
              + role.title());
    }
  }

  /**
   * Lets a person go on only if a role of theirs, on any site, allows something.
   *
   * @param session the person's session
   * @param permission what the person wants to do
   * @throws PermissionDenied if no role does
   */
  public void requireOnAnySite(Session session, SitePermission permission) {
    if (sitesOf(session).stream().noneMatch(member -> member.may(permission))) {
      throw new PermissionDenied("no role of yours on any site allows this");
    }
  }

  /**
   * Makes a site, whose first owner is the one who makes it.
   *
   * @param session the session of somebody who owns a site
   * @param name the site's name, by the rule of {@link Sites#create}
   * @return the site
   * @throws PermissionDenied if the person may not make sites
   * @throws InvalidArgument if the name breaks its rule
   * @throws AlreadyExists if a site has this name
   */
  public Site createSite(Session session, String name) {
    return sites.createOwned(
        name,
        tx -> rights.requireOnAnySite(tx, session.person(), SitePermission.CREATE_SITES),
        (tx, site) ->
            table.insert(tx, site.id(), session.account(), Role.OWNER.name(), clock.millis()));
  }

  /**
   * Gives a site another name.
   *
   * @param actor who does it, and may rename the site
   * @param site the site
   * @param name the new name, by the rule of {@link Sites#create}
   * @throws PermissionDenied if the actor may not, or may not any more
   * @throws InvalidArgument if the name breaks its rule
   * @throws AlreadyExists if another site has this name
   * @throws NotFound if there is no such site
   */
  public void renameSite(Principal actor, Site site, String name) {
    sites.rename(
        site.id(), name, tx -> rights.require(tx, actor, site, SitePermission.RENAME_SITE));
  }

  /**
   * Deletes a site with all that is in it.
   *
   * @param actor who does it, and may delete the site
   * @param site the site
   * @throws PermissionDenied if the actor may not, or may not any more
   * @throws NotFound if there is no such site
   */
  public void deleteSite(Principal actor, Site site) {
    sites.delete(site.id(), tx -> rights.require(tx, actor, site, SitePermission.DELETE_SITE));
  }

  private static Invitation invitation(StoredInvitation stored, Site site) {
    return new Invitation(
        stored.id(),
        site,
        Role.valueOf(stored.role()),
        stored.setsUp(),
        stored.note(),
        stored.createdBy().name(),
        Instant.ofEpochMilli(stored.expiresAt()));
  }

  private static AlreadyExists wasSetUp() {
    return new AlreadyExists("the Members Area of this site is set up already");
  }

  /** Somebody whose password fits the account, which is stored if it is new. */
  private record Holder(StoredAccount account, boolean isNew) {}

  private Holder holder(
      Optional<StoredAccount> existing, String email, String password, HashRequester requester) {
    if (existing.isEmpty()) {
      return new Holder(
          new StoredAccount(
              UUID.randomUUID(),
              EmailAddress.prepared(email),
              passwords.hash(password, requester),
              clock.millis()),
          true);
    }
    StoredAccount account = existing.get();
    String matching =
        passwords
            .matching(password, account.passwordHash(), requester)
            .orElseThrow(MembersArea::wrongPassword);
    return new Holder(
        passwords
            .renewed(password, matching, requester)
            .map(hash -> renewed(account, hash))
            .orElse(account),
        false);
  }

  private StoredAccount renewed(StoredAccount account, String hash) {
    return database.write(tx -> {
      if (!accountTable.changePassword(tx, account.id(), account.passwordHash(), hash)) {
        throw wrongPassword();
      }
      return account.withPasswordHash(hash);
    });
  }

  private static InvalidArgument wrongPassword() {
    return new InvalidArgument(
        "owner.password",
        Rule.OTHER,
        "must be the password of the account that this email has already");
  }

  /** Judges by the rules for new ones only what is new: older ones may break them. */
  private Optional<StoredAccount> existing(String email, String password) {
    Optional<StoredAccount> existing = accounts.find(email);
    if (existing.isEmpty()) {
      List<Violation> violations = new ArrayList<>();
      EmailAddress.violation("owner.email", email).ifPresent(violations::add);
      Passwords.violation("owner.password", password).ifPresent(violations::add);
      if (!violations.isEmpty()) {
        throw new InvalidArgument(violations);
      }
    }
    return existing;
  }
}
