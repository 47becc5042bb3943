package dev.coffer.velo.web;

import dev.coffer.settings.PublicUrl;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CofferSite.Member;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.web.ClientConnection;
import dev.coffer.web.CurrentRequest;
import dev.coffer.web.PageSecurity;
import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Members who are logged in with a browser. A session ends an hour after it was last used, twelve
 * hours after it began, at log-out, and with this process: it is kept in memory alone. The server
 * is asked with each request what the member is, so that a member who is removed there is out, and
 * one who gets another role has it. Threads may share it.
 */
public final class VisitorSessions {
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 10_000;
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final Members members;
  private final Map<String, Kept> kept = new HashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** Who knows the members. */
  @FunctionalInterface
  public interface Members {
    /**
     * Returns what a member is at this moment; empty if they are not a member any more.
     *
     * @param id the member's
     * @throws HostCallException if that cannot be found out
     */
    Optional<Member> member(String id) throws HostCallException;
  }

  /**
   * One log-in.
   *
   * @param id tells it from all others; proves nothing
   * @param csrfToken what every form of it must bring, so that no other site can send one
   */
  public record Session(String id, Member member, String csrfToken) {
    /** Returns who the member is, as far as web methods care. */
    public Audience audience() {
      return switch (member.role()) {
        case "owner", "admin", "website-manager" -> Audience.ADMIN;
        case "member" -> Audience.SITE_MEMBER;
        default -> Audience.ANYONE;
      };
    }

    /** Does not show the token. */
    @Override
    public String toString() {
      return "Session";
    }
  }

  private record Kept(Session session, Instant started, Instant lastUsed) {
    boolean isAlive(Instant now) {
      return lastUsed.plus(IDLE).isAfter(now) && started.plus(LONGEST).isAfter(now);
    }
  }

  /** None yet. */
  public VisitorSessions(InstantSource clock, Members members) {
    this.clock = clock;
    this.members = members;
  }

  /** Tells the ids of sessions that end, some of them only when another one begins. */
  public void whenEnded(Consumer<String> listener) {
    listeners.add(listener);
  }

  /**
   * Returns the session that a request proves; empty if it proves none, or one that is over.
   *
   * @throws WebRequestException with status 503 if the server does not say what the member is
   */
  public Optional<Session> find(ServerRequest request) {
    Optional<String> token = cookie(request);
    Optional<Session> known = token.flatMap(this::find);
    if (known.isEmpty()) {
      return known;
    }
    Optional<Session> current = current(known.get());
    if (current.isEmpty()) {
      end(token.get());
    } else {
      ClientConnection.known();
    }
    return current;
  }

  /** Returns the session with its member as they are now; empty if they are no member any more. */
  Optional<Session> current(Session known) {
    try {
      return members
          .member(known.member().id())
          .map(now -> new Session(known.id(), now, known.csrfToken()));
    } catch (HostCallException e) {
      throw WebRequestException.unavailable("the server that knows the members did not answer");
    }
  }

  /** Returns who sends a request, as far as web methods care. */
  public Audience audience(ServerRequest request) {
    return find(request).map(Session::audience).orElse(Audience.ANYONE);
  }

  /** Finds the session that a token proves, and notes that it is used. */
  synchronized Optional<Session> find(String token) {
    Instant now = clock.instant();
    Optional<Kept> found =
        Optional.ofNullable(kept.get(hash(token))).filter(old -> old.isAlive(now));
    found.ifPresent(old -> kept.put(hash(token), new Kept(old.session(), old.started(), now)));
    return found.map(Kept::session);
  }

  /**
   * Begins a session for somebody who has just shown a password, and ends the one before.
   *
   * @return the cookie that proves it
   */
  SetCookie begin(ServerRequest request, Member member) {
    cookie(request).ifPresent(this::end);
    return setCookie(request, begin(member)).build();
  }

  /** Begins a session, and answers the token that proves it. */
  synchronized String begin(Member member) {
    Instant now = clock.instant();
    List.copyOf(kept.entrySet()).stream()
        .filter(session -> !session.getValue().isAlive(now))
        .map(Map.Entry::getKey)
        .forEach(this::remove);
    if (kept.size() >= MOST) {
      Comparator<Kept> byUse = Comparator.comparing(Kept::lastUsed);
      remove(Collections.min(kept.entrySet(), Map.Entry.comparingByValue(byUse)).getKey());
    }
    String token = random();
    Session session = new Session(UUID.randomUUID().toString(), member, random());
    kept.put(hash(token), new Kept(session, now, now));
    return token;
  }

  /**
   * Ends the session that a request proves, if it does.
   *
   * @return what lets the browser forget its cookie
   */
  SetCookie end(ServerRequest request) {
    cookie(request).ifPresent(this::end);
    return setCookie(request, "").expires(Instant.EPOCH).build();
  }

  synchronized void end(String token) {
    remove(hash(token));
  }

  private void remove(String hash) {
    Kept ended = kept.remove(hash);
    if (ended != null) {
      listeners.forEach(listener -> listener.accept(ended.session().id()));
    }
  }

  /** Without a public URL, browsers that come by TLS, through a proxy, say so with the form. */
  private static SetCookie.Builder setCookie(ServerRequest request, String value) {
    return SetCookie.builder(cookieName(request), value)
        .path("/")
        .httpOnly(true)
        .secure(isSecure(request))
        .sameSite(SetCookie.SameSite.STRICT);
  }

  static boolean isSecure(ServerRequest request) {
    return PageSecurity.isSecure(request)
        || (CurrentRequest.get().publicUrl().isEmpty()
            && request.headers().first(HeaderNames.ORIGIN).orElse("").startsWith("https:"));
  }

  private static Optional<String> cookie(ServerRequest request) {
    return request.headers().cookies().first(cookieName(request)).asOptional();
  }

  private static String cookieName(ServerRequest request) {
    return cookieName("__Host-", "coffer-velo-", request);
  }

  /**
   * Returns the name of a cookie. Cookies know no ports, so that sites beside each other need a
   * name each.
   *
   * @param bySecurity what browsers hold a cookie to where the site has a public URL of TLS
   */
  static String cookieName(String bySecurity, String prefix, ServerRequest request) {
    boolean secure = CurrentRequest.get().publicUrl().filter(PublicUrl::secure).isPresent();
    return (secure ? bySecurity : "") + prefix + request.localPeer().port();
  }

  private static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is kept proves nothing, and how long a comparison takes tells nothing. */
  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
