package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.errors.Violation;
import dev.coffer.server.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private static final Passwords PASSWORDS = new Passwords(new Metrics());
  private static final HashRequester SOMEBODY = HashRequester.known("somebody");

  @Test
  void aPasswordMatchesItsHashAndNoOther() {
    String hash = PASSWORDS.hash("a long enough password", SOMEBODY);
    assertThat(PASSWORDS.matches("a long enough password", hash, SOMEBODY)).isTrue();
    assertThat(PASSWORDS.matches("a long enough Password", hash, SOMEBODY)).isFalse();
    assertThat(PASSWORDS.hash("a long enough password", SOMEBODY))
        .as("with another salt")
        .isNotEqualTo(hash);
  }

  /** The figures are those that the Javadoc and the threat model state, and not the code's own. */
  @Test
  void aHashIsArgon2idWith19MebibytesTwoPassesAndOneLane() {
    assertThat(PASSWORDS.hash("a long enough password", SOMEBODY))
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
  }

  @Test
  void theHashOfNobodyCostsAsMuchAsAnyOther() {
    assertThat(shape(Passwords.DUMMY_HASH))
        .isEqualTo(shape(PASSWORDS.hash("any password", SOMEBODY)));
  }

  /** Returns the algorithm and its parameters, with an x for each character of salt and hash. */
  private static String shape(String hash) {
    String[] parts = hash.split("\\$", -1);
    parts[4] = "x".repeat(parts[4].length());
    parts[5] = "x".repeat(parts[5].length());
    return String.join("$", parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a long enough password"})
  void noPasswordIsNobodys(String password) {
    assertThat(PASSWORDS.matches(password, Passwords.DUMMY_HASH, SOMEBODY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"11, MIN_LENGTH", "12, ", "1024, ", "1025, MAX_LENGTH"})
  void aNewPasswordHas12To1024CodePoints(int length, Violation.Rule broken) {
    assertThat(Passwords.violation("password", "\uD834\uDD1E".repeat(length)).map(Violation::rule))
        .isEqualTo(Optional.ofNullable(broken));
  }

  @Test
  void oneIsHashedAtATimeWhoeverAsks() {
    String hash = PASSWORDS.hash("a long enough password", SOMEBODY);
    List<Thread> asking =
        IntStream.range(0, 4)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      PASSWORDS.hash("a long enough password", SOMEBODY);
                      PASSWORDS.matches("a long enough password", hash, SOMEBODY);
                    }))
            .toList();
    long most = 0;
    while (asking.stream().anyMatch(Thread::isAlive)) {
      Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
      most = Math.max(most, asking.stream().filter(thread -> isHashing(all.get(thread))).count());
    }
    assertThat(most).as("threads that hashed at the same time").isEqualTo(1);
  }

  private static boolean isHashing(StackTraceElement[] frames) {
    return frames != null
        && Stream.of(frames)
            .anyMatch(frame -> frame.getClassName().equals("com.password4j.Argon2Function"));
  }
}
