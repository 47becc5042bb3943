package dev.coffer.server.access;

import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.refusal.ResourceExhausted;
import dev.coffer.server.refusal.Unauthenticated;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.StoredAccount;
import dev.coffer.server.storage.SessionTable;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
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
 * "device cookies" that OWASP describes against online guessing). Threads may share it.
 */
public final class LogIn {
  private static final String REFUSAL = "the email or the password is wrong";

  private final MemberTable members;
  private final SessionTable sessionTable;
  private final Sessions sessions;
  private final Passwords passwords;
  private final InstantSource clock;
  private final Metrics metrics;
  private final FailedAttempts failuresOfAddresses;
  private final Throttle<Token> attemptsOnAccounts;

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
   * @param members where the accounts are
   * @param sessionTable where sessions and devices are
   * @param sessions starts sessions
   * @param passwords checks passwords
   * @param clock tells the time
   * @param metrics counts failures
   */
  public LogIn(
      MemberTable members,
      SessionTable sessionTable,
      Sessions sessions,
      Passwords passwords,
      InstantSource clock,
      Metrics metrics) {
    this.members = members;
    this.sessionTable = sessionTable;
    this.sessions = sessions;
    this.passwords = passwords;
    this.clock = clock;
    this.metrics = metrics;
    this.failuresOfAddresses =
        new FailedAttempts("too many failed attempts to log in came from this address", clock);
    this.attemptsOnAccounts =
        new Throttle<>(
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
    StoredAccount account = authenticated(email, account(email), password, device, address);
    return enter(account, device, browser, address);
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
        authenticated(email, account(email), password, Optional.empty(), address);
    return members.memberships(account.id()).stream()
        .filter(membership -> membership.site().id().equals(site.id()))
        .map(membership ->
            new ProvenMember(account.id(), account.email(), Role.valueOf(membership.role())))
        .findFirst()
        .orElseThrow(() -> new Unauthenticated(REFUSAL));
  }

  /**
   * Starts a session for a person who has proven in another way, just now, who it is.
   *
   * @param email the address of an account
   * @param device what an earlier login with this browser left in it, if anything
   * @param browser what the browser calls itself
   * @param address where the request comes from
   * @return what the browser shall keep
   */
  public LoggedIn logInWithoutPassword(
      String email, Optional<Token> device, String browser, InetAddress address) {
    return enter(account(email).orElseThrow(), device, browser, address);
  }

  private LoggedIn enter(
      StoredAccount account, Optional<Token> device, String browser, InetAddress address) {
    Token session = sessions.start(account.id(), account.email(), browser, address);
    Token kept =
        device.filter(token -> isDeviceOf(token, Optional.of(account))).orElseGet(Token::random);
    sessionTable.insertDevice(kept.hash(), account.id(), clock.millis());
    return new LoggedIn(session, kept);
  }

  /** Whatever cannot be an address is asked for in no database, which might choke on it. */
  private Optional<StoredAccount> account(String email) {
    return EmailAddress.isValid(email)
        ? members.findAccount(email.toLowerCase(Locale.ROOT))
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
    Optional<StoredAccount> account = members.findAccount(session.account());
    authenticated(session.email(), account, password, device, address);
    sessions.markFresh(session);
  }

  private StoredAccount authenticated(
      String email,
      Optional<StoredAccount> account,
      String password,
      Optional<Token> device,
      InetAddress address) {
    Optional<Token> knownDevice = device.filter(token -> isDeviceOf(token, account));
    if (knownDevice.isEmpty()) {
      failuresOfAddresses.count(address);
    }
    Token whoseAttempts =
        knownDevice
            .orElseGet(() -> new Token("account " + email.toLowerCase(Locale.ROOT)))
            .derive("attempts");
    attemptsOnAccounts.take(whoseAttempts);
    boolean matches =
        passwords.matches(
            password, account.map(StoredAccount::passwordHash).orElse(Passwords.HASH_OF_NOBODY));
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

  private boolean isDeviceOf(Token token, Optional<StoredAccount> account) {
    Optional<UUID> owner = sessionTable.findDeviceOwner(token.hash());
    return owner.isPresent() && owner.equals(account.map(StoredAccount::id));
  }
}
