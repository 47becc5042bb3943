package dev.coffer.server.access;

import dev.coffer.server.refusal.AlreadyExists;
import dev.coffer.server.refusal.FailedPrecondition;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.NotFound;
import dev.coffer.server.refusal.PermissionDenied;
import dev.coffer.server.refusal.Violation;
import dev.coffer.server.refusal.Violation.Rule;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.InvitationTable;
import dev.coffer.server.storage.InvitationTable.StoredInvitation;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.StoredAccount;
import dev.coffer.server.storage.MemberTable.StoredMember;
import dev.coffer.server.storage.UniqueViolation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The people of a site. Threads may share it. */
public final class MembersArea {
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 1024;

  private static final int LONGEST_NOTE = 100;

  /** How long a link can be used that makes the first owner of a site. */
  private static final Duration SET_UP_LINK_LIFE = Duration.ofDays(1);

  /** How long an invitation can be accepted. */
  private static final Duration INVITATION_LIFE = Duration.ofDays(7);

  private final MemberTable table;
  private final InvitationTable invitationTable;
  private final ApiKeyTable apiKeys;
  private final Sites sites;
  private final Passwords passwords;
  private final InstantSource clock;
  private final Throttle<String> guesses;

  /**
   * @param table where the people are
   * @param invitationTable where the invitations are
   * @param apiKeys the API keys, which learn that their site's Members Area is set up
   * @param sites the sites
   * @param passwords hashes passwords
   * @param clock tells the time
   */
  public MembersArea(
      MemberTable table,
      InvitationTable invitationTable,
      ApiKeyTable apiKeys,
      Sites sites,
      Passwords passwords,
      InstantSource clock) {
    this.table = table;
    this.invitationTable = invitationTable;
    this.apiKeys = apiKeys;
    this.sites = sites;
    this.passwords = passwords;
    this.clock = clock;
    this.guesses =
        new Throttle<>(
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
   * @param email the owner's address, at most 254 characters; stored in lower case
   * @param password the owner's password, 12 to 1,024 characters (code points)
   * @return the address as it is stored
   * @throws InvalidArgument if one of these rules is broken, or the account exists with another
   *     password
   * @throws AlreadyExists if the Members Area is set up
   * @throws NotFound if the site was deleted meanwhile
   */
  public String setUp(Site site, String email, String password) {
    refuseInvalid(email, password);
    if (site.membersAreaSetUp()) {
      throw wasSetUp();
    }
    StoredAccount owner = account(email.toLowerCase(Locale.ROOT), password);
    try {
      switch (table.setUp(site.id(), owner, Role.OWNER.name(), clock.millis())) {
        case DONE -> apiKeys.forgetCached();
        case WAS_SET_UP -> throw wasSetUp();
        case NO_SITE -> throw new NotFound("there is no such site");
      }
    } catch (UniqueViolation e) {
      throw new AlreadyExists("an account with this email was made at the same time; try again");
    }
    return owner.email();
  }

  /**
   * Makes a link that makes whoever uses it the first owner of a site. It works once, for a day,
   * and is void as soon as the site has an owner.
   *
   * @param site a site whose Members Area is not set up
   * @return the link's token
   */
  public Token setUpLink(Site site) {
    return newInvitation(site, Role.OWNER, true, "", "the server", SET_UP_LINK_LIFE);
  }

  /**
   * Invites somebody to a site. The link works once, for a week.
   *
   * @param inviter who invites, and may give the role
   * @param role what the invited person will be
   * @param note for whom it is, at most 100 characters (code points), no control characters
   * @return the token of the link to hand over
   * @throws PermissionDenied if the inviter may not give the role
   * @throws InvalidArgument if the note is too long or contains control characters
   */
  public Token invite(SiteMember inviter, Role role, String note) {
    requireToGive(inviter, role);
    if (note.codePointCount(0, note.length()) > LONGEST_NOTE) {
      throw new InvalidArgument(
          "note", Rule.MAX_LENGTH, "must have at most " + LONGEST_NOTE + " characters");
    }
    if (note.codePoints().anyMatch(Character::isISOControl)) {
      throw new InvalidArgument("note", Rule.FORMAT, "must not contain control characters");
    }
    return newInvitation(
        inviter.site(), role, false, note, inviter.session().email(), INVITATION_LIFE);
  }

  private Token newInvitation(
      Site site, Role role, boolean setsUp, String note, String createdBy, Duration life) {
    Token token = Token.random();
    Instant now = clock.instant();
    invitationTable.insert(
        new StoredInvitation(
            UUID.randomUUID(),
            site.id(),
            token.hash(),
            role.name(),
            setsUp,
            note,
            createdBy,
            now.toEpochMilli(),
            now.plus(life).toEpochMilli()));
    return token;
  }

  /**
   * {@return the invitations to the member's site that can still be accepted}
   *
   * @param member who asks
   * @throws PermissionDenied if the member may not manage members
   */
  public List<Invitation> invitations(SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    return invitationTable.list(member.site().id(), clock.millis()).stream()
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
    member.require(Capability.MANAGE_MEMBERS);
    if (!invitationTable.delete(member.site().id(), id)) {
      throw new NotFound("there is no such invitation");
    }
  }

  /**
   * {@return the invitation, if it can still be accepted}
   *
   * @param token a link's token
   */
  public Optional<Invitation> invitation(Token token) {
    return invitationTable
        .find(token.hash(), clock.millis())
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
   * @throws NotFound if the invitation is unknown, used, revoked or expired
   */
  public void accept(Token token, String email, String password) {
    if (invitation(token).isEmpty()) {
      throw noSuchInvitation();
    }
    refuseInvalid(email, password);
    guesses.take(email.toLowerCase(Locale.ROOT));
    StoredAccount account = account(email.toLowerCase(Locale.ROOT), password);
    guesses.reset(email.toLowerCase(Locale.ROOT));
    try {
      switch (invitationTable.accept(token.hash(), account, clock.millis())) {
        case DONE -> apiKeys.forgetCached();
        case IS_MEMBER -> throw new AlreadyExists("this account is a member of the site already");
        case VOID -> throw noSuchInvitation();
      }
    } catch (UniqueViolation e) {
      throw new AlreadyExists("an account with this email was made at the same time; try again");
    }
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
    return table.memberships(session.account()).stream()
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
        .orElseThrow(() -> new NotFound("you belong to no such site"));
  }

  /**
   * {@return the members of the site, by address}
   *
   * @param member who asks
   * @throws PermissionDenied if the member may not manage members
   */
  public List<Member> members(SiteMember member) {
    member.require(Capability.MANAGE_MEMBERS);
    return table.list(member.site().id()).stream().map(MembersArea::member).toList();
  }

  /**
   * {@return what the account's person is on the site at this moment}
   *
   * @param site a site
   * @param account the id of an account
   * @throws NotFound if the site has no such member
   */
  public Member member(Site site, UUID account) {
    return table
        .find(site.id(), account)
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
    requireToGive(actor, member(actor, account).role());
    requireToGive(actor, role);
    check(table.changeRole(actor.site().id(), account, role.name(), Role.OWNER.name()));
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
    requireToGive(actor, member(actor, account).role());
    check(table.remove(actor.site().id(), account, Role.OWNER.name()));
  }

  private Member member(SiteMember actor, UUID account) {
    return members(actor).stream()
        .filter(member -> member.account().equals(account))
        .findFirst()
        .orElseThrow(() -> new NotFound("this site has no such member"));
  }

  private static void requireToGive(SiteMember actor, Role role) {
    actor.require(Capability.MANAGE_MEMBERS);
    if (!actor.role().mayGive(role)) {
      throw new PermissionDenied(
          "your role on this site, "
              + actor.role().title()
              + ", may not give or take the role "
              + role.title());
    }
  }

  private static void check(MemberTable.Change change) {
    switch (change) {
      case DONE -> {}
      case LAST_OWNER ->
          throw new FailedPrecondition("a site must keep an owner; make somebody else one first");
      case NO_MEMBER -> throw new NotFound("this site has no such member");
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
    if (!mayCreateSites(session)) {
      throw new PermissionDenied("only who owns a site may make another");
    }
    return sites.createOwned(
        name, site -> table.insertOwnedSite(site, session.account(), Role.OWNER.name()));
  }

  /**
   * {@return whether the person may make sites}
   *
   * @param session a person's session
   */
  public boolean mayCreateSites(Session session) {
    return sitesOf(session).stream().anyMatch(member -> member.may(Capability.CREATE_SITES));
  }

  /**
   * Changes a person's password.
   *
   * @param session the person's session
   * @param password the new password, 12 to 1,024 characters (code points)
   * @throws InvalidArgument if it is shorter or longer
   */
  public void changePassword(Session session, String password) {
    refuseInvalid(session.email(), password);
    table.changePassword(session.account(), passwords.hash(password));
  }

  private static Invitation invitation(StoredInvitation stored, Site site) {
    return new Invitation(
        stored.id(),
        site,
        Role.valueOf(stored.role()),
        stored.setsUp(),
        stored.note(),
        stored.createdBy(),
        Instant.ofEpochMilli(stored.expiresAt()));
  }

  private static AlreadyExists wasSetUp() {
    return new AlreadyExists("the Members Area of this site is set up already");
  }

  private StoredAccount account(String email, String password) {
    Optional<StoredAccount> existing = table.findAccount(email);
    if (existing.isEmpty()) {
      return new StoredAccount(UUID.randomUUID(), email, passwords.hash(password), clock.millis());
    }
    if (!passwords.matches(password, existing.get().passwordHash())) {
      throw new InvalidArgument(
          "owner.password",
          Rule.OTHER,
          "must be the password of the account that this email has already");
    }
    return existing.get();
  }

  private static void refuseInvalid(String email, String password) {
    List<Violation> violations = new ArrayList<>();
    if (email.length() > EmailAddress.LONGEST) {
      violations.add(
          new Violation(
              "owner.email",
              Rule.MAX_LENGTH,
              "must have at most " + EmailAddress.LONGEST + " characters"));
    } else if (!EmailAddress.isValid(email)) {
      violations.add(
          new Violation("owner.email", Rule.FORMAT, "must be an email address, name@domain"));
    }
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST_PASSWORD) {
      violations.add(
          new Violation(
              "owner.password",
              Rule.MIN_LENGTH,
              "must have at least " + SHORTEST_PASSWORD + " characters"));
    } else if (length > LONGEST_PASSWORD) {
      violations.add(
          new Violation(
              "owner.password",
              Rule.MAX_LENGTH,
              "must have at most " + LONGEST_PASSWORD + " characters"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidArgument(violations);
    }
  }
}
