package dev.coffer.velo.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LogLines;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the key of a site that runs lives and ends. */
class RunnerKeyTest {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  private final TestClock clock = new TestClock();
  private final RunningCoffer coffer = RunningCoffer.start(clock);
  private final String siteId = coffer.newSite();

  @AfterEach
  void stop() {
    coffer.close();
  }

  private CofferSite siteUntil(Instant end) {
    String key = coffer.newVeloKey(siteId, Optional.of(end), "SECRET_READ");
    return new CofferSite(coffer.uri(), key, Optional.of(siteId), RunningCoffer.trust());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("waited for").isLessThan(PATIENCE_NANOS);
      Thread.sleep(10);
    }
  }

  private void awaitExtension() throws InterruptedException {
    Optional<Instant> end = Optional.of(clock.instant().plus(DAY));
    await(() -> coffer.expiryOfKey(siteId).equals(end));
  }

  @Test
  void itIsExtendedAgainAndAgain() throws Exception {
    CofferSite site = siteUntil(clock.instant().plus(DAY));
    try (RunnerKey _ = RunnerKey.begun(site, false, SOON, NEVER)) {
      for (int hour = 0; hour < 50; hour++) {
        clock.pass(Duration.ofHours(1));
        awaitExtension();
      }
    }
  }

  @Test
  void afterAFailureItIsTriedAgainAndTheLogSaysSoOnce() throws Exception {
    CofferSite site = siteUntil(clock.instant().plus(DAY));
    coffer.pause();
    try (LogLines log = LogLines.begin();
        RunnerKey _ = RunnerKey.begun(site, false, SOON, SOON)) {
      await(() -> log.text().contains("cannot be extended (UNAVAILABLE)"));
      clock.pass(Duration.ofHours(23));
      assertThat(log.text()).containsOnlyOnce("cannot be extended");
      coffer.resume();
      awaitExtension();
    }
  }

  @Test
  void whatWasMadeForTheRunnerIsRevokedAtItsEndAndWhatWasGivenIsNot() {
    RunnerKey.begun(siteUntil(clock.instant().plus(DAY)), false, NEVER, NEVER).close();
    assertThat(coffer.expiryOfKey(siteId)).isPresent();
    coffer.revokeApiKeys(siteId);
    RunnerKey.begun(siteUntil(clock.instant().plus(DAY)), true, NEVER, NEVER).close();
    assertThat(coffer.expiryOfKey(siteId)).isEmpty();
  }

  @Test
  void theEndOfARunnerWhoseKeyOrServerIsGoneIsCalm() {
    CofferSite site = siteUntil(clock.instant().plus(DAY));
    coffer.revokeApiKeys(siteId);
    CofferSite lost = siteUntil(clock.instant().plus(DAY));
    try (LogLines log = LogLines.begin()) {
      RunnerKey.begun(site, true, NEVER, NEVER).close();
      assertThat(log.text()).doesNotContain("could not be revoked");
      coffer.pause();
      RunnerKey.begun(lost, true, NEVER, NEVER).close();
      assertThat(log.text()).contains("could not be revoked (UNAVAILABLE)");
    }
  }
}
