package dev.coffer.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coffer.server.errors.ResourceExhausted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Lets each key have some attempts at once, and further ones at an interval (a token bucket).
 * Threads may share it.
 *
 * @param <K> what attempts are counted by; its equality matters
 */
public final class TokenBuckets<K> {
  private final Duration every;
  private final Duration window;
  private final String refusal;
  private final InstantSource clock;

  /** When each key will have all its attempts back. */
  private final Cache<K, Instant> recovered;

  /**
   * @param atOnce how many attempts a key has at once
   * @param every how long it takes to have another one
   * @param refusal what is said when none is left
   * @param clock tells the time
   */
  public TokenBuckets(int atOnce, Duration every, String refusal, InstantSource clock) {
    this.every = every;
    this.window = every.multipliedBy(atOnce);
    this.refusal = refusal;
    this.clock = clock;
    this.recovered = Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(window).build();
  }

  /**
   * Takes an attempt.
   *
   * @param key whose
   * @throws ResourceExhausted if the key has none left; nothing is taken then
   */
  public void take(K key) {
    Instant now = clock.instant();
    Instant limit = now.plus(window);
    recovered
        .asMap()
        .compute(
            key,
            (same, until) -> {
              Instant next = (until == null || until.isBefore(now) ? now : until).plus(every);
              if (next.isAfter(limit)) {
                throw new ResourceExhausted(refusal, Duration.between(limit, next));
              }
              return next;
            });
  }

  /**
   * Gives one attempt back, which turned out not to count.
   *
   * @param key whose
   */
  public void giveBack(K key) {
    recovered.asMap().computeIfPresent(key, (same, until) -> until.minus(every));
  }

  /**
   * Gives all attempts back.
   *
   * @param key whose
   */
  public void reset(K key) {
    recovered.invalidate(key);
  }
}
