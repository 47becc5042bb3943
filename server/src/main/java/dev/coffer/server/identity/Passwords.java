package dev.coffer.server.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.text.OpaqueString;
import dev.coffer.wire.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hashes passwords with Argon2id (RFC 9106), 19 MiB, 2 passes, 1 lane: the first choice of the
 * OWASP Password Storage Cheat Sheet. One is hashed at a time, to bound the memory; whose is next,
 * {@link HashingTurns} decides. Threads may share it.
 */
public final class Passwords {
  private static final int SHORTEST = Limits.SHORTEST_PASSWORD_CHARACTERS;
  private static final int LONGEST = Limits.LONGEST_PASSWORD_CHARACTERS;
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  /**
   * What the password of an unknown account is compared with, to spend the same work on it as on
   * any other. Salt and hash are random bytes, so that no password is known for it; it is written
   * down so that none must be hashed for it first.
   */
  static final String DUMMY_HASH =
      "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(
              MEMORY_KIB,
              PASSES,
              LANES,
              "W3Ls1xu9p+RXY5BufNduxQ",
              "DsU69uiOoloHHZXFZSdbLt9l6y6f3vp5JJE4YoF1RQs");

  private static final Duration PATIENCE_OF_STRANGERS = Duration.ofSeconds(10);

  private final HashingTurns turns;
  private final Metrics metrics;
  private final Hashing hashing;

  /** How a password becomes a hash in the PHC string format. */
  public interface Hashing {
    /** {@return the hash of a password, with a new salt} */
    String hash(String password);

    /** {@return whether a hash was made from this password} */
    boolean matches(String password, String hash);
  }

  /**
   * Makes a hasher; all who hash share one, so that its bounds hold.
   *
   * @param metrics counts the hashes, which are what logging in costs
   */
  public Passwords(Metrics metrics) {
    this(metrics, new Argon2id(), PATIENCE_OF_STRANGERS);
  }

  /**
   * Makes a hasher with another function and another patience, for tests.
   *
   * @param metrics counts the hashes
   * @param hashing the function
   * @param patienceOfStrangers how long a stranger waits for a turn at most; others wait six times
   *     as long
   */
  public Passwords(Metrics metrics, Hashing hashing, Duration patienceOfStrangers) {
    this.metrics = metrics;
    this.hashing = hashing;
    // Who is known proves it with what cannot be guessed, so there are never many at once.
    this.turns =
        new HashingTurns(
            new HashingTurns.Bounds(64, 8, patienceOfStrangers.multipliedBy(6)),
            new HashingTurns.Bounds(24, 2, patienceOfStrangers));
  }

  /**
   * Tells what is wrong with a new password: prepared as RFC 8265 says, it must have 12 to 1,024
   * characters (code points).
   */
  public static Optional<Violation> violation(String field, String password) {
    int length = OpaqueString.prepared(password).map(Passwords::length).orElse(length(password));
    if (length < SHORTEST) {
      return Optional.of(
          new Violation(field, Rule.MIN_LENGTH, "must have at least " + SHORTEST + " characters"));
    }
    if (length > LONGEST) {
      return Optional.of(
          new Violation(field, Rule.MAX_LENGTH, "must have at most " + LONGEST + " characters"));
    }
    return OpaqueString.prepared(password).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Violation(
                field,
                Rule.FORMAT,
                "must not contain invisible, control or unassigned characters"));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Returns what a password that somebody types may have been hashed as: prepared as RFC 8265 says
   * and, if that differs, as it was typed, for those that are older than the rule. There are as
   * many for whatever account it is typed.
   *
   * @param typed what somebody types
   * @return one text or two, in the order in which to compare them
   */
  static List<String> forms(String typed) {
    return Stream.concat(OpaqueString.prepared(typed).stream(), Stream.of(typed))
        .distinct()
        .toList();
  }

  /**
   * Hashes a new password, prepared as RFC 8265 says.
   *
   * @param password the password, which {@linkplain #violation breaks no rule}
   * @param requester for whom it is
   * @return the hash in the PHC string format, with parameters and salt
   * @throws ResourceExhausted if too many wait already, or the turn did not come in time
   */
  public String hash(String password, HashRequester requester) {
    String prepared =
        OpaqueString.prepared(password)
            .orElseThrow(
                () -> new IllegalArgumentException("the password breaks a rule for new ones"));
    return turns.inTurn(
        requester,
        () -> {
          metrics.passwordHashed();
          return hashing.hash(prepared);
        });
  }

  /**
   * Compares a password with a hash in each of its forms, each in a turn of its own.
   *
   * @param typed the password as somebody typed it
   * @param hash the hash, with whatever parameters it was made
   * @param requester for whom it is
   * @return the form that the hash was made from, if it was made from this password
   * @throws ResourceExhausted if too many wait already, or the turn did not come in time
   */
  public Optional<String> matching(String typed, String hash, HashRequester requester) {
    return forms(typed).stream().filter(form -> matches(form, hash, requester)).findFirst();
  }

  /**
   * Compares one form of a password with a hash.
   *
   * @param password the password in this form
   * @param hash the hash, with whatever parameters it was made
   * @param requester for whom it is
   * @return whether the hash was made from this password
   * @throws ResourceExhausted if too many wait already, or the turn did not come in time
   */
  boolean matches(String password, String hash, HashRequester requester) {
    return turns.inTurn(
        requester,
        () -> {
          metrics.passwordHashed();
          return hashing.matches(password, hash);
        });
  }

  /**
   * Hashes a password anew that matched only as it was typed, so that from then on it matches
   * however it is composed.
   *
   * @param typed the password as somebody typed it
   * @param matched the form that matched
   * @param requester for whom it is
   * @return the hash to store; empty if there is none to make, or no turn for it
   */
  public Optional<String> renewed(String typed, String matched, HashRequester requester) {
    if (OpaqueString.prepared(typed).filter(prepared -> !prepared.equals(matched)).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(hash(typed, requester));
    } catch (ResourceExhausted e) { // There is another time.
      return Optional.empty();
    }
  }

  /** {@return how many wait for their turn} */
  public int waiting() {
    return turns.waiting();
  }

  private static final class Argon2id implements Hashing {
    @Override
    public String hash(String password) {
      return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2()).getResult();
    }

    @Override
    public boolean matches(String password, String hash) {
      return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    /** Not made before it is needed, because the library keeps its 19 MiB from then on. */
    private static Argon2Function argon2() {
      return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    }
  }
}
