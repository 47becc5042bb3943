package dev.coffer.server.identity;

import dev.coffer.server.access.Caller;
import dev.coffer.server.access.FailedAttempts;
import dev.coffer.server.access.Principal;
import dev.coffer.server.access.Rights;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.TokenBuckets;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.EmailChangeTable;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
 * session, is also heard before all strangers when passwords wait to be hashed.
 *
 * <p>A program with a velo key names the addresses itself, so that failures through such a key
 * count for the key as well: 60 at once, and one more every second. Threads may share it.
 */
public final class LogIn {
  private static final String REFUSAL = "the email or the password is wrong";

  private final Database database;
  private final AccountTable accountTable;
  private final Accounts accounts;
  private final EmailChangeTable emailChanges;
  private final MemberTable members;
  private final SessionTable sessionTable;
  private final Sessions sessions;
  private final Passwords passwords;
  private final InstantSource clock;
  private final Metrics metrics;
  private final FailedAttempts failuresOfAddresses;
  private final TokenBuckets<Token> attemptsOnAccounts;
  private final TokenBuckets<UUID> failuresOfKeys;
  private final Rights rights;

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
   * @param device proves that the member's browser has logged in to this account
   */
  public record ProvenMember(UUID account, String email, Role role, Token device) {}

  /**
   * @param database where the accounts are
   * @param accountTable the accounts' rows
   * @param accounts finds accounts by what is typed
   * @param emailChanges what a change of password makes void
   * @param members who belongs to which site
   * @param sessionTable sessions and devices
   * @param sessions starts sessions
   * @param passwords checks passwords
   * @param rights judges whether a program may still ask
   * @param clock tells the time
   * @param metrics counts failures
   */
  public LogIn(
      Database database,
      AccountTable accountTable,
      Accounts accounts,
      EmailChangeTable emailChanges,
      MemberTable members,
      SessionTable sessionTable,
      Sessions sessions,
      Passwords passwords,
      Rights rights,
      InstantSource clock,
      Metrics metrics) {
    this.database = database;
    this.accountTable = accountTable;
    this.accounts = accounts;
    this.emailChanges = emailChanges;
    this.members = members;
    this.sessionTable = sessionTable;
    this.sessions = sessions;
    this.passwords = passwords;
    this.rights = rights;
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
    this.failuresOfKeys =
        new TokenBuckets<>(
            60,
            Duration.ofSeconds(1),
            "too many attempts to log in failed through this API key; wait a little",
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
            email,
            accounts.find(email),
            password,
            device,
            address,
            HashRequester.stranger(address));
    return enter(new VerifiedAccount(account), device, browser, address);
  }

  /**
   * Finds out which member of a site somebody is, without starting a session: for a program that
   * keeps sessions of its own. Whoever is no member of the site is like one who has no account, so
   * that a program learns nothing about people of other sites.
   *
   * @param program the operator, or the holder of a velo key, on the site
   * @param email the address, in any letter case
   * @param password the password
   * @param device what an earlier log-in with the person's browser left in it, if anything
   * @param address where the person is, by which failures are counted
   * @return the member
   * @throws Unauthenticated if there is no such account, the password is not its, or it belongs to
   *     no member of the site; or if the key was revoked meanwhile, or has expired
   * @throws ResourceExhausted after too many failures
   */
  public ProvenMember proveMember(
      Caller program, String email, String password, Optional<Token> device, InetAddress address) {
    UUID site = program.site().id();
    StoredAccount account =
        authenticated(
            email,
            accounts.find(email).filter(known -> membership(known.id(), site).isPresent()),
            password,
            device,
            address,
            HashRequester.stranger(address),
            program.principal() instanceof Principal.ApiKeyHolder(UUID key)
                ? Optional.of(key)
                : Optional.empty());
    return database.write(tx -> {
      rights.requireVelo(tx, program);
      requireUnchanged(tx, account);
      Role role = membership(tx, account.id(), site).orElseThrow(LogIn::refused);
      return new ProvenMember(account.id(), account.email(), role, kept(tx, account, device));
    });
  }

  private Optional<Role> membership(UUID account, UUID site) {
    return database.read(tx -> membership(tx, account, site));
  }

  private Optional<Role> membership(Tx tx, UUID account, UUID site) {
    return members.find(tx, site, account).map(member -> Role.valueOf(member.role()));
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
    return new LoggedIn(session, kept(tx, account, device));
  }

  /** What a browser shall keep as its device: what it has, if that is the account's. */
  private Token kept(Tx tx, StoredAccount account, Optional<Token> device) {
    Token kept =
        device.filter(token -> isDeviceOf(tx, token, account.id())).orElseGet(Token::random);
    sessionTable.insertDevice(tx, kept.hash(), account.id(), clock.millis());
    return kept;
  }

  private void requireUnchanged(Tx tx, StoredAccount account) {
    if (!accountTable.hasPasswordHash(tx, account.id(), account.passwordHash())) {
      throw refused();
    }
  }

  private static Unauthenticated refused() {
    return new Unauthenticated(REFUSAL);
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
      if (!accountTable.changePassword(tx, before.id(), before.passwordHash(), hash)) {
        throw refused();
      }
      sessionTable.deleteAll(tx, before.id());
      emailChanges.delete(tx, before.id());
      return enter(tx, before, device, browser, address);
    });
  }

  /**
   * Verifies the password of a person who is logged in, for a change of the account.
   *
   * @param session the person's session
   * @param password the password
   * @param device what an earlier login with this browser left in it, if anything
   * @param address where the request comes from
   * @return the account
   * @throws Unauthenticated if the password is not the account's
   * @throws ResourceExhausted after too many failures
   */
  public VerifiedAccount prove(
      Session session, String password, Optional<Token> device, InetAddress address) {
    return new VerifiedAccount(confirmed(session, password, device, address));
  }

  private StoredAccount confirmed(
      Session session, String password, Optional<Token> device, InetAddress address) {
    Optional<StoredAccount> account = database.read(tx -> accountTable.find(tx, session.account()));
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
    return authenticated(email, account, password, device, address, requester, Optional.empty());
  }

  /**
   * @param key the API key by which a program asks, if it does
   */
  private StoredAccount authenticated(
      String email,
      Optional<StoredAccount> account,
      String password,
      Optional<Token> device,
      InetAddress address,
      HashRequester requester,
      Optional<UUID> key) {
    Optional<Token> knownDevice =
        device.filter(token ->
            account.isPresent() && database.read(tx -> isDeviceOf(tx, token, account.get().id())));
    Optional<InetAddress> counted = knownDevice.isEmpty() ? Optional.of(address) : Optional.empty();
    Optional<UUID> countedKey = knownDevice.isEmpty() ? key : Optional.empty();
    counted.ifPresent(failuresOfAddresses::count);
    Token whoseAttempts =
        knownDevice.orElseGet(() -> new Token(whose(email, account))).derive("attempts");
    attemptsOnAccounts.take(whoseAttempts);
    HashRequester waiting =
        knownDevice.isPresent() ? HashRequester.known(account.orElseThrow().id()) : requester;
    String hash = account.map(StoredAccount::passwordHash).orElse(Passwords.DUMMY_HASH);
    Comparison comparison = new Comparison(hash, waiting);
    Optional<String> matching;
    try {
      matching = countedFor(countedKey, comparison, password);
    } catch (ResourceExhausted e) {
      if (!comparison.begun()) { // So it was no attempt.
        attemptsOnAccounts.giveBack(whoseAttempts);
        counted.ifPresent(failuresOfAddresses::takeBack);
      }
      throw e;
    }
    if (matching.isEmpty() || account.isEmpty()) {
      metrics.failedAuthentication();
      throw refused();
    }
    counted.ifPresent(failuresOfAddresses::takeBack);
    attemptsOnAccounts.reset(whoseAttempts);
    return renewed(account.get(), password, matching.get());
  }

  /** By the account where there is one, so that an address in another form has no more attempts. */
  private static String whose(String email, Optional<StoredAccount> account) {
    return account
        .map(found -> "account " + found.id())
        .orElseGet(() -> "email " + EmailAddress.prepared(email));
  }

  private StoredAccount renewed(StoredAccount account, String password, String matching) {
    Optional<String> hash =
        passwords.renewed(password, matching, HashRequester.known(account.id()));
    if (hash.isEmpty()) {
      return account;
    }
    return database.write(tx -> {
      if (!accountTable.changePassword(tx, account.id(), account.passwordHash(), hash.get())) {
        throw refused();
      }
      return account.withPasswordHash(hash.get());
    });
  }

  /** Counts as a failure of the key, before the work is done, what turns out to be one. */
  private Optional<String> countedFor(Optional<UUID> key, Comparison comparison, String password) {
    key.ifPresent(failuresOfKeys::take);
    try {
      return comparison.matching(password);
    } finally {
      if (!comparison.failed()) {
        key.ifPresent(failuresOfKeys::giveBack);
      }
    }
  }

  /** One attempt with a password, which may have several forms to compare. */
  private final class Comparison {
    private final String hash;
    private final HashRequester requester;
    private boolean begun;
    private boolean matches;

    Comparison(String hash, HashRequester requester) {
      this.hash = hash;
      this.requester = requester;
    }

    /**
     * Returns the form that matches.
     *
     * @throws ResourceExhausted if one of them got no turn
     */
    Optional<String> matching(String password) {
      for (String form : Passwords.forms(password)) {
        matches = passwords.matches(form, hash, requester);
        begun = true;
        if (matches) {
          return Optional.of(form);
        }
      }
      return Optional.empty();
    }

    boolean begun() {
      return begun;
    }

    boolean failed() {
      return begun && !matches;
    }
  }

  private boolean isDeviceOf(Tx tx, Token token, UUID account) {
    return sessionTable.findDeviceOwner(tx, token.hash()).filter(account::equals).isPresent();
  }
}
