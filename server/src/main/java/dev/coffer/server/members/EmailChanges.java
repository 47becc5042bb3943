package dev.coffer.server.members;

import dev.coffer.server.access.Rights;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.identity.Accounts;
import dev.coffer.server.identity.EmailAddress;
import dev.coffer.server.identity.Session;
import dev.coffer.server.identity.Token;
import dev.coffer.server.identity.VerifiedAccount;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.EmailChangeTable;
import dev.coffer.server.storage.EmailChangeTable.LinkMaker;
import dev.coffer.server.storage.EmailChangeTable.StoredEmailChange;
import dev.coffer.server.storage.InvitationTable;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.StoredMember;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.Tx;
import dev.coffer.server.storage.UniqueViolation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a person gets another email, though Coffer sends no mail: the person asks for it with the
 * password, an owner of one of the person's sites hands over a link, and the person opens it while
 * logged in. Whether an address is taken is told to nobody before the end. Threads may share it.
 */
public final class EmailChanges {
  private final Database database;
  private final EmailChangeTable table;
  private final AccountTable accountTable;
  private final Accounts accounts;
  private final MemberTable members;
  private final SessionTable sessions;
  private final InvitationTable invitations;
  private final Sites sites;
  private final Rights rights;
  private final InstantSource clock;

  /**
   * @param database where all of it is
   * @param table who wants which email
   * @param accountTable the accounts' rows
   * @param accounts finds accounts by what is typed
   * @param members who belongs to which site
   * @param sessions the sessions of people
   * @param invitations the invitations, which know their makers
   * @param sites the sites
   * @param rights judges who may change what
   * @param clock tells the time
   */
  public EmailChanges(
      Database database,
      EmailChangeTable table,
      AccountTable accountTable,
      Accounts accounts,
      MemberTable members,
      SessionTable sessions,
      InvitationTable invitations,
      Sites sites,
      Rights rights,
      InstantSource clock) {
    this.database = database;
    this.table = table;
    this.accountTable = accountTable;
    this.accounts = accounts;
    this.members = members;
    this.sessions = sessions;
    this.invitations = invitations;
    this.sites = sites;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * Tells whether an address may be asked for, before a password is compared for it.
   *
   * @param email an address
   * @throws InvalidArgument if it breaks a rule for emails
   */
  public static void check(String email) {
    EmailAddress.violation("email", email)
        .ifPresent(violation -> {
          throw new InvalidArgument(List.of(violation));
        });
  }

  /**
   * Asks for another email. What the person asked for before is void.
   *
   * @param session the person's session
   * @param verified the person's account, whose password was just given
   * @param email the address, by the rules of {@link #check}
   * @throws InvalidArgument if it breaks one of them
   * @throws Unauthenticated if the session has ended or the password was changed meanwhile
   */
  public void ask(Session session, VerifiedAccount verified, String email) {
    check(email);
    StoredAccount account = verified.account();
    Instant now = clock.instant();
    database.write(tx -> {
      rights.requireSession(tx, session.person());
      if (!accountTable.hasPasswordHash(tx, account.id(), account.passwordHash())) {
        throw Rights.sessionEnded();
      }
      table.deleteExpired(tx, now.toEpochMilli());
      table.put(
          tx,
          account.id(),
          EmailAddress.prepared(email),
          now.plus(MembersArea.INVITATION_LIFE).toEpochMilli());
      return account;
    });
  }

  /**
   * Takes back what a person has asked for, if there is anything; a link for it is void.
   *
   * @param session the person's session
   * @throws Unauthenticated if the session has ended meanwhile
   */
  public void withdraw(Session session) {
    database.write(tx -> {
      rights.requireSession(tx, session.person());
      table.delete(tx, session.account());
      return session;
    });
  }

  /**
   * {@return what a person has asked for}
   *
   * @param session the person's session
   */
  public Optional<EmailChange> asked(Session session) {
    return database
        .read(tx -> table.find(tx, session.account(), clock.millis()))
        .map(EmailChanges::change);
  }

  /**
   * {@return what the members of a site have asked for; nothing for those who may not confirm it}
   *
   * @param member who asks
   */
  public List<EmailChange> asked(SiteMember member) {
    return member.may(SitePermission.CONFIRM_EMAILS)
        ? database.read(tx -> table.list(tx, member.site().id(), clock.millis())).stream()
            .map(EmailChanges::change)
            .toList()
        : List.of();
  }

  /**
   * Makes the link by which a member gets the email asked for. It works once, for that member, as
   * long as whoever made it may make such links and the member belongs to the site. An earlier one
   * is void.
   *
   * @param maker who makes it
   * @param account the id of the member's account
   * @return the token of the link to hand over
   * @throws PermissionDenied if the maker may not
   * @throws NotFound if the site has no such member, or the member has asked for nothing
   */
  public Token link(SiteMember maker, UUID account) {
    maker.require(SitePermission.CONFIRM_EMAILS);
    Token token = Token.random();
    UUID site = maker.site().id();
    return database.write(tx -> {
      sites.lock(tx, site);
      rights.require(tx, maker.person(), maker.site(), SitePermission.CONFIRM_EMAILS);
      LinkMaker link = new LinkMaker(site, maker.session().account());
      if (members.find(tx, site, account).isEmpty()
          || !table.link(tx, account, token.hash(), link, clock.millis())) {
        throw new NotFound("this member has asked for no other email");
      }
      return token;
    });
  }

  /**
   * {@return whether a link leads to something, for whoever it is made}
   *
   * @param token a link's token
   */
  public boolean isLink(Token token) {
    return database.read(tx -> table.find(tx, token.hash(), clock.millis())).isPresent();
  }

  /**
   * {@return what a link gives the person}
   *
   * @param session the person's session
   * @param token a link's token
   * @throws NotFound if the link is another person's, or was used or withdrawn, or has expired
   */
  public EmailChange linked(Session session, Token token) {
    return change(database.read(tx -> find(tx, session, token)));
  }

  /**
   * Gives a person the email asked for. The person's other sessions end; browsers stay known.
   *
   * @param session the person's session
   * @param token a link's token
   * @throws NotFound if the link is another person's, or was used or withdrawn, or has expired
   * @throws AlreadyExists if the address is taken
   * @throws Unauthenticated if the session has ended meanwhile
   */
  public void complete(Session session, Token token) {
    try {
      database.write(tx -> {
        StoredEmailChange change = find(tx, session, token);
        LinkMaker maker = change.link().orElseThrow(EmailChanges::noSuchLink);
        sites.lock(tx, maker.site());
        rights.requireSession(tx, session.person());
        requireStillGood(tx, maker, change.account());
        if (!table.delete(tx, token.hash())) {
          throw noSuchLink();
        }
        if (accounts
            .find(tx, change.email())
            .filter(other -> !other.id().equals(change.account()))
            .isPresent()) {
          throw taken();
        }
        invitations.adoptMadeBy(tx, change.account());
        accountTable.changeEmail(tx, change.account(), change.email());
        sessions.deleteOthers(tx, change.account(), session.id());
        return change;
      });
    } catch (UniqueViolation e) {
      throw taken();
    }
  }

  private StoredEmailChange find(Tx tx, Session session, Token token) {
    return table
        .find(tx, token.hash(), clock.millis())
        .filter(change -> change.account().equals(session.account()))
        .orElseThrow(EmailChanges::noSuchLink);
  }

  private void requireStillGood(Tx tx, LinkMaker maker, UUID account) {
    boolean mayStill =
        members
            .find(tx, maker.site(), maker.account())
            .map(StoredMember::role)
            .filter(role -> Role.valueOf(role).may(SitePermission.CONFIRM_EMAILS))
            .isPresent();
    if (!mayStill || members.find(tx, maker.site(), account).isEmpty()) {
      throw noSuchLink();
    }
  }

  private static EmailChange change(StoredEmailChange stored) {
    return new EmailChange(
        stored.account(),
        stored.before(),
        stored.email(),
        Instant.ofEpochMilli(stored.expiresAt()));
  }

  private static NotFound noSuchLink() {
    return new NotFound(
        "this link is for another account, was used or withdrawn, or has expired; ask an owner of"
            + " your site for another");
  }

  private static AlreadyExists taken() {
    return new AlreadyExists("this email cannot be had; ask for another");
  }
}
