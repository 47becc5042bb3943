package dev.coffer.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many attempts a key has, with 3 at once and another every 10 seconds. */
class TokenBucketsTest {
  private final TestClock clock = new TestClock();
  private final TokenBuckets<String> buckets =
      new TokenBuckets<>(3, Duration.ofSeconds(10), "too many attempts", clock);

  @Test
  void anAttemptIsThereAgainWhenItsTimeHasPassed() {
    take(3);
    assertExhausted(10);
    clock.pass(Duration.ofSeconds(9));
    assertExhausted(1);
    clock.pass(Duration.ofSeconds(1));
    take(1);
    assertExhausted(10);
  }

  @Test
  void whoHasWaitedLongHasNoMoreAttemptsThanAtFirst() {
    take(3);
    clock.pass(Duration.ofHours(1));
    take(3);
    assertExhausted(10);
  }

  @Test
  void whatIsGivenBackCanBeTakenOnce() {
    take(3);
    buckets.giveBack("key");
    take(1);
    assertExhausted(10);
  }

  @Test
  void aKeyThatIsResetHasAllItsAttempts() {
    take(3);
    buckets.reset("key");
    take(3);
    assertExhausted(10);
  }

  private void take(int times) {
    for (int i = 0; i < times; i++) {
      assertThatCode(() -> buckets.take("key")).doesNotThrowAnyException();
    }
  }

  private void assertExhausted(long seconds) {
    assertThatThrownBy(() -> buckets.take("key"))
        .isInstanceOfSatisfying(
            ResourceExhausted.class,
            refusal -> {
              assertThat(refusal).hasMessage("too many attempts");
              assertThat(refusal.retryAfterSeconds()).hasValue(seconds);
            });
  }
}
