package dev.coffer.server.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.wire.Limits;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Hashes passwords with Argon2id (RFC 9106), 19 MiB, 2 passes, 1 lane: the first choice of the
 * OWASP Password Storage Cheat Sheet. One is hashed at a time, to bound the memory. Threads may
 * share it.
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

  private final Semaphore memory = new Semaphore(1);

  private final Metrics metrics;

  /**
   * Makes a hasher; all who hash share one, so that its bound holds.
   *
   * @param metrics counts the hashes, which are what logging in costs
   */
  public Passwords(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Tells what is wrong with a new password: it must have 12 to 1,024 characters (code points). */
  public static Optional<Violation> violation(String field, String password) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST) {
      return Optional.of(
          new Violation(field, Rule.MIN_LENGTH, "must have at least " + SHORTEST + " characters"));
    }
    if (length > LONGEST) {
      return Optional.of(
          new Violation(field, Rule.MAX_LENGTH, "must have at most " + LONGEST + " characters"));
    }
    return Optional.empty();
  }

  /** Returns the hash in the PHC string format, with parameters and salt. */
  public String hash(String password) {
    memory.acquireUninterruptibly();
    try {
      metrics.passwordHashed();
      return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2()).getResult();
    } finally {
      memory.release();
    }
  }

  /** Not made before it is needed, because the library keeps its 19 MiB from then on. */
  private static Argon2Function argon2() {
    return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
  }

  /** Tells whether a hash was made from this password, with whatever parameters it was made. */
  public boolean matches(String password, String hash) {
    memory.acquireUninterruptibly();
    try {
      metrics.passwordHashed();
      return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    } finally {
      memory.release();
    }
  }
}
