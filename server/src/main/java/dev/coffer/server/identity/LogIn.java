package dev.coffer.server.identity;

import dev.coffer.server.access.FailedAttempts;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.TokenBuckets;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.Membership;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Logging in with email and password. The answer to a wrong password and to an unknown email is the
 * same, and takes the same work.
 *
 * <p>Failures are counted by address and by account, before any work is done: an account has 5
 * attempts at once, and one more every 30 seconds. So that a stranger who keeps failing cannot lock
 * an owner out, a browser that the owner has logged in with before has attempts of its own (the
 * "device cookies" that OWASP describes against online guessing). Such a browser, and a person in a
 * session, is also heard before all strangers when passwords wait to be hashed. Threads may share
 * it.
 */
public final class LogIn {
  private static final String REFUSAL = "the email or the password is wrong";

  private final Database database;
  private final AccountTable accounts;
  private final MemberTable members;
  private final SessionTable sessionTable;
  private final Sessions sessions;
  private final Passwords passwords;
  private final InstantSource clock;
  private final Metrics metrics;
  private final FailedAttempts failuresOfAddresses;
  private final TokenBuckets<Token> attemptsOnAccounts;

  /**
   * What a browser keeps after logging in.
   *
   * @param session proves the session
   * @param device proves that this browser has logged in to this account
   */
  public record LoggedIn(Token session, Token device) {}

  /**
   * A member of a site who has just given the password.
   *
   * @param account the account's id
   * @param email the account's address
   * @param role what the person is on the site
   */
  public record ProvenMember(UUID account, String email, Role role) {}

  /**
   * @param database where the accounts are
   * @param accounts the accounts
   * @param members who belongs to which site
   * @param sessionTable sessions and devices
   * @param sessions starts sessions
   * @param passwords checks passwords
   * @param clock tells the time
   * @param metrics counts failures
   */
  public LogIn(
      Database database,
      AccountTable accounts,
      MemberTable members,
      SessionTable sessionTable,
      Sessions sessions,
      Passwords passwords,
      InstantSource clock,
      Metrics metrics) {
    this.database = database;
    this.accounts = accounts;
    this.members = members;
    this.sessionTable = sessionTable;
    this.sessions = sessions;
    this.passwords = passwords;
    this.clock = clock;
    this.metrics = metrics;
    this.failuresOfAddresses =
        new FailedAttempts("too many failed attempts to log in came from this address", clock);
    this.attemptsOnAccounts =
        new TokenBuckets<>(
            5,
            Duration.ofSeconds(30),
            "there were too many attempts to log in to this account; wait a little",
            clock);
  }

  /**
   * Logs a person in.
   *
   * @param email the address, in any letter case
   * @param password the password
   * @param device what an earlier login with this browser left in it, if anything
   * @param browser what the browser calls itself
   * @param address where the request comes from
   * @return what the browser shall keep
   * @throws Unauthenticated if there is no such account, or the password is not its
   * @throws ResourceExhausted after too many failures
   */
  public LoggedIn logIn(
      String email, String password, Optional<Token> device, String browser, InetAddress address) {
    StoredAccount account =
        authenticated(
            email, account(email), password, device, address, HashRequester.stranger(address));
    return enter(new VerifiedAccount(account), device, browser, address);
  }

  /**
   * Finds out which member of a site somebody is, without starting a session: for a program that
   * the operator trusts, and that keeps sessions of its own.
   *
   * @param site the site
   * @param email the address, in any letter case
   * @param password the password
   * @param address where the person is, by which failures are counted
   * @return the member
   * @throws Unauthenticated if there is no such account, the password is not its, or it belongs to
   *     no member of the site
   * @throws ResourceExhausted after too many failures
   */
  public ProvenMember proveMember(Site site, String email, String password, InetAddress address) {
    StoredAccount account =
        authenticated(
            email,
            account(email),
            password,
            Optional.empty(),
            address,
            HashRequester.stranger(address));
    List<Membership> memberships =
        database.read(tx ->
            accounts
                .find(tx, account.id())
                .filter(now -> now.passwordHash().equals(account.passwordHash()))
                .map(now -> members.memberships(tx, now.id()))
                .orElse(List.of()));
    return memberships.stream()
        .filter(membership -> membership.site().id().equals(site.id()))
        .map(membership ->
            new ProvenMember(account.id(), account.email(), Role.valueOf(membership.role())))
        .findFirst()
        .orElseThrow(() -> new Unauthenticated(REFUSAL));
  }

  /**
   * Starts a session for a person who has just given the password elsewhere.
   *
   * @param verified the account
   * @param device what an earlier login with this browser left in it, if anything
   * @param browser what the browser calls itself
   * @param address where the request comes from
   * @return what the browser shall keep
   * @throws Unauthenticated if the password was changed meanwhile
   */
  public LoggedIn enter(
      VerifiedAccount verified, Optional<Token> device, String browser, InetAddress address) {
    StoredAccount account = verified.account();
    return database.write(tx -> {
      requireUnchanged(tx, account);
      return enter(tx, account, device, browser, address);
    });
  }

  private LoggedIn enter(
      Tx tx, StoredAccount account, Optional<Token> device, String browser, InetAddress address) {
    Token session = sessions.start(tx, account.id(), account.email(), browser, address);
    Token kept =
        device.filter(token -> isDeviceOf(tx, token, account.id())).orElseGet(Token::random);
    sessionTable.insertDevice(tx, kept.hash(), account.id(), clock.millis());
    return new LoggedIn(session, kept);
  }

  private void requireUnchanged(Tx tx, StoredAccount account) {
    if (!accounts.hasPasswordHash(tx, account.id(), account.passwordHash())) {
      throw new Unauthenticated(REFUSAL);
    }
  }

  /** Whatever cannot be an address is asked for in no database, which might choke on it. */
  private Optional<StoredAccount> account(String email) {
    return EmailAddress.isValid(email)
        ? database.read(tx -> accounts.find(tx, email.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /**
   * Lets a person who is logged in prove it again.
   *
   * @param session the person's session, which is fresh afterwards
   * @param password the password
   * @param device what an earlier login with this browser left in it, if anything
   * @param address where the request comes from
   * @throws Unauthenticated if the password is not the account's
   * @throws ResourceExhausted after too many failures
   */
  public void confirm(
      Session session, String password, Optional<Token> device, InetAddress address) {
    StoredAccount account = confirmed(session, password, device, address);
    database.write(tx -> {
      requireUnchanged(tx, account);
      sessions.markFresh(tx, session);
      return account;
    });
  }

  /**
   * Changes a person's password. Anyone who knew the old one is out: all sessions of the person
   * end, the devices are forgotten, and this browser gets a new session.
   *
   * @param session the person's session
   * @param current the password until now
   * @param password the new password, 12 to 1,024 characters (code points)
   * @param device what an earlier login with this browser left in it, if anything
   * @param browser what the browser calls itself
   * @param address where the request comes from
   * @return what the browser shall keep
   * @throws Unauthenticated if the current password is not the account's, or was changed meanwhile
   * @throws ResourceExhausted after too many failures
   * @throws InvalidArgument if the new password is shorter or longer
   */
  public LoggedIn changePassword(
      Session session,
      String current,
      String password,
      Optional<Token> device,
      String browser,
      InetAddress address) {
    StoredAccount before = confirmed(session, current, device, address);
    Passwords.violation("password", password)
        .ifPresent(violation -> {
          throw new InvalidArgument(List.of(violation));
        });
    String hash = passwords.hash(password, HashRequester.known(before.id()));
    return database.write(tx -> {
      if (!accounts.changePassword(tx, before.id(), before.passwordHash(), hash)) {
        throw new Unauthenticated(REFUSAL);
      }
      sessionTable.deleteAll(tx, before.id());
      return enter(tx, before, device, browser, address);
    });
  }

  private StoredAccount confirmed(
      Session session, String password, Optional<Token> device, InetAddress address) {
    Optional<StoredAccount> account = database.read(tx -> accounts.find(tx, session.account()));
    return authenticated(
        session.email(),
        account,
        password,
        device,
        address,
        HashRequester.known(session.account()));
  }

  private StoredAccount authenticated(
      String email,
      Optional<StoredAccount> account,
      String password,
      Optional<Token> device,
      InetAddress address,
      HashRequester requester) {
    Optional<Token> knownDevice =
        device.filter(token ->
            account.isPresent() && database.read(tx -> isDeviceOf(tx, token, account.get().id())));
    if (knownDevice.isEmpty()) {
      failuresOfAddresses.count(address);
    }
    Token whoseAttempts =
        knownDevice
            .orElseGet(() -> new Token("account " + email.toLowerCase(Locale.ROOT)))
            .derive("attempts");
    attemptsOnAccounts.take(whoseAttempts);
    boolean matches;
    try {
      matches =
          passwords.matches(
              password,
              account.map(StoredAccount::passwordHash).orElse(Passwords.DUMMY_HASH),
              knownDevice.isPresent()
                  ? HashRequester.known(account.orElseThrow().id())
                  : requester);
    } catch (ResourceExhausted e) { // Nothing was compared, so it was no attempt.
      attemptsOnAccounts.giveBack(whoseAttempts);
      if (knownDevice.isEmpty()) {
        failuresOfAddresses.takeBack(address);
      }
      throw e;
    }
    if (!matches || account.isEmpty()) {
      metrics.failedAuthentication();
      throw new Unauthenticated(REFUSAL);
    }
    if (knownDevice.isEmpty()) {
      failuresOfAddresses.takeBack(address);
    }
    attemptsOnAccounts.reset(whoseAttempts);
    return account.get();
  }

  private boolean isDeviceOf(Tx tx, Token token, UUID account) {
    return sessionTable.findDeviceOwner(tx, token.hash()).filter(account::equals).isPresent();
  }
}
