package dev.coffer.server.identity;

import dev.coffer.server.access.Rights;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.SessionTable.StoredSession;
import dev.coffer.server.storage.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions of people who are logged in. A session ends an hour after it was last used, twelve
 * hours after it was started, or when it is ended. Threads may share it.
 */
public final class Sessions {
  /** How long a session lives without being used. */
  static final Duration IDLE = Duration.ofHours(1);

  /** How long a session lives at most. */
  public static final Duration LONGEST = Duration.ofHours(12);

  /** How long after the password was given values may be revealed and members changed. */
  static final Duration FRESH = Duration.ofMinutes(15);

  private static final Duration SEEN_TO = Duration.ofMinutes(1);
  private static final int LONGEST_BROWSER = 200;

  private final Database database;
  private final SessionTable table;
  private final InstantSource clock;

  /**
   * @param database where the sessions' hashes are
   * @param table the sessions' rows
   * @param clock tells the time
   */
  public Sessions(Database database, SessionTable table, InstantSource clock) {
    this.database = database;
    this.table = table;
    this.clock = clock;
  }

  /** Starts a session for somebody who has just given the password. */
  Token start(Tx tx, UUID account, String email, String browser, InetAddress address) {
    Token token = Token.random();
    Instant now = clock.instant();
    table.deleteOver(tx, now.minus(LONGEST).toEpochMilli(), now.minus(IDLE).toEpochMilli());
    table.insert(
        tx,
        new StoredSession(
            UUID.randomUUID(),
            token.hash(),
            account,
            email,
            browser.substring(0, Math.min(browser.length(), LONGEST_BROWSER)),
            address.getHostAddress(),
            now.toEpochMilli(),
            now.toEpochMilli(),
            now.toEpochMilli()));
    return token;
  }

  /**
   * Finds the session that a browser proves, and notes that it is used.
   *
   * @param token what the browser's cookie holds
   * @return the session; empty if it is unknown or over
   */
  public Optional<Session> find(Token token) {
    Instant now = clock.instant();
    Optional<Session> session =
        database
            .read(tx -> table.find(tx, token.hash()))
            .map(stored -> session(stored, token))
            .filter(found -> isAlive(found, now));
    session
        .filter(found -> found.lastSeen().plus(SEEN_TO).isBefore(now))
        .ifPresent(found -> markSeen(found, now));
    return session;
  }

  private void markSeen(Session session, Instant now) {
    database.write(tx -> {
      table.markSeen(tx, session.id(), now.toEpochMilli());
      return session;
    });
  }

  /**
   * {@return all sessions of that person, the last used first; their form tokens are not those of
   * other browsers}
   *
   * @param session the session of whoever asks
   */
  public List<Session> all(Session session) {
    Instant now = clock.instant();
    return database.read(tx -> table.list(tx, session.account())).stream()
        .map(stored -> session(stored, Token.random()))
        .filter(found -> isAlive(found, now))
        .toList();
  }

  /**
   * Ends one session.
   *
   * @param session the session of whoever asks
   * @param id the session to end, of the same person
   * @throws NotFound if that person has no such session
   * @throws Unauthenticated if the session of the person who asks has ended meanwhile
   */
  public void end(Session session, UUID id) {
    boolean ended =
        database.write(tx -> {
          if (!id.equals(session.id()) && !table.exists(tx, session.id())) {
            throw Rights.sessionEnded();
          }
          return table.delete(tx, session.account(), id);
        });
    if (!ended) {
      throw new NotFound("you have no such session");
    }
  }

  /**
   * Ends all sessions of a person, and forgets the devices they logged in with.
   *
   * @param session the session of the person who asks
   * @throws Unauthenticated if that session has ended meanwhile
   */
  public void endAll(Session session) {
    database.write(tx -> {
      if (!table.delete(tx, session.account(), session.id())) {
        throw Rights.sessionEnded();
      }
      table.deleteAll(tx, session.account());
      return session;
    });
  }

  /**
   * {@return whether its password was given recently enough to reveal values and change members}
   *
   * @param session a session
   */
  public boolean recentlyAuthenticated(Session session) {
    return session.authenticated().plus(FRESH).isAfter(clock.instant());
  }

  /**
   * Binds a session, for which the password was just given, to the pages that hold a key.
   *
   * @param session what the browser's cookie holds
   * @param pageKey the key
   */
  public void bind(Token session, Token pageKey) {
    database.write(tx -> {
      table.setPageKey(tx, session.hash(), pageKey.hash());
      return pageKey;
    });
  }

  /**
   * {@return whether a session is bound to the pages that hold this key}
   *
   * @param session a session
   * @param pageKey the key that somebody shows
   */
  public boolean isBoundTo(Session session, Token pageKey) {
    return database.read(tx -> table.hasPageKey(tx, session.id(), pageKey.hash()));
  }

  /** Notes that the password was given again, if the session has not ended. */
  void markFresh(Tx tx, Session session) {
    table.markAuthenticated(tx, session.id(), clock.millis());
  }

  private static boolean isAlive(Session session, Instant now) {
    return session.lastSeen().plus(IDLE).plus(SEEN_TO).isAfter(now)
        && session.started().plus(LONGEST).isAfter(now);
  }

  private static Session session(StoredSession stored, Token token) {
    return new Session(
        stored.id(),
        stored.account(),
        stored.email(),
        token.derive("form"),
        stored.browser(),
        stored.address(),
        Instant.ofEpochMilli(stored.createdAt()),
        Instant.ofEpochMilli(stored.lastSeenAt()),
        Instant.ofEpochMilli(stored.authenticatedAt()));
  }
}
