package dev.coffer.server.access;

import dev.coffer.server.errors.ResourceExhausted;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Slows down who keeps failing to authenticate: each address has 20 failures at once, and one more
 * every 3 seconds. IPv6 addresses count by their /64 network, which is what one customer has.
 * Threads may share it.
 */
public final class FailedAttempts {
  private static final int IPV6_NETWORK_BYTES = 8;

  private final TokenBuckets<ByteBuffer> buckets;

  /**
   * @param refusal what an address is told that has no failures left
   * @param clock tells the time
   */
  public FailedAttempts(String refusal, InstantSource clock) {
    buckets = new TokenBuckets<>(20, Duration.ofSeconds(3), refusal, clock);
  }

  /**
   * Counts a failure.
   *
   * @throws ResourceExhausted if the address has no failures left
   */
  public void count(InetAddress address) {
    buckets.take(network(address));
  }

  /**
   * Takes back a failure that was counted before its outcome was known, and was none.
   *
   * @param address whose
   */
  public void takeBack(InetAddress address) {
    buckets.giveBack(network(address));
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }
}
