package dev.coffer.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coffer.server.refusal.ResourceExhausted;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Slows down who keeps failing to authenticate: each address has 20 failures at once, and one more
 * every 3 seconds (a token bucket). IPv6 addresses count by their /64 network, which is what one
 * customer has. Threads may share it.
 */
final class FailedAttempts {

  private static final int AT_ONCE = 20;
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final int IPV6_NETWORK_BYTES = 8;

  private final InstantSource clock;

  /** When each address will have all its failures back. */
  private final Cache<ByteBuffer, Instant> recovered =
      Caffeine.newBuilder()
          .maximumSize(100_000)
          .expireAfterWrite(EVERY.multipliedBy(AT_ONCE))
          .build();

  FailedAttempts(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts a failure.
   *
   * @throws ResourceExhausted if the address has no failures left
   */
  void count(InetAddress address) {
    Instant now = clock.instant();
    Instant limit = now.plus(EVERY.multipliedBy(AT_ONCE));
    Instant recovery =
        recovered
            .asMap()
            .compute(
                network(address),
                (network, until) -> {
                  Instant next = (until == null || until.isBefore(now) ? now : until).plus(EVERY);
                  return next.isAfter(limit) ? limit.plusNanos(1) : next;
                });
    if (recovery.isAfter(limit)) {
      throw new ResourceExhausted(
          "too many requests without a valid key came from this address", EVERY);
    }
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }
}
