package dev.coffer.server.access;

import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.settings.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Slows down who keeps failing to authenticate: each address has 20 failures at once, and one more
 * every 3 seconds. An IPv6 address counts as its /64 network; a /56 network has four times as many,
 * and a /48 network sixteen times, whatever addresses in it they come from. Threads may share it.
 */
public final class FailedAttempts {
  private static final int AT_ONCE = 20;
  private static final Duration EVERY = Duration.ofSeconds(3);

  /** From the smallest network to the largest; an IPv4 address is in the first alone. */
  private final List<Level> levels;

  private record Level(int ipv6Bits, TokenBuckets<Network> buckets) {
    Network network(InetAddress address) {
      return Network.of(address, ipv6Bits);
    }
  }

  /**
   * @param refusal what an address is told that has no failures left
   * @param clock tells the time
   */
  public FailedAttempts(String refusal, InstantSource clock) {
    levels =
        List.of(
            level(Network.CUSTOMER_IPV6_BITS, 1, refusal, clock),
            level(56, 4, refusal, clock),
            level(48, 16, refusal, clock));
  }

  private static Level level(int ipv6Bits, int times, String refusal, InstantSource clock) {
    return new Level(
        ipv6Bits, new TokenBuckets<>(AT_ONCE * times, EVERY.dividedBy(times), refusal, clock));
  }

  /**
   * Counts a failure.
   *
   * @throws ResourceExhausted if the address, or a network that it is in, has no failures left
   */
  public void count(InetAddress address) {
    List<Level> counting = levelsOf(address);
    for (int i = 0; i < counting.size(); i++) {
      Level level = counting.get(i);
      try {
        level.buckets().take(level.network(address));
      } catch (ResourceExhausted e) {
        takeBack(counting.subList(0, i), address);
        throw e;
      }
    }
  }

  /**
   * Takes back a failure that was counted before its outcome was known, and was none.
   *
   * @param address whose
   */
  public void takeBack(InetAddress address) {
    takeBack(levelsOf(address), address);
  }

  private static void takeBack(List<Level> counted, InetAddress address) {
    counted.forEach(level -> level.buckets().giveBack(level.network(address)));
  }

  private List<Level> levelsOf(InetAddress address) {
    return address instanceof Inet6Address ? levels : levels.subList(0, 1);
  }
}
