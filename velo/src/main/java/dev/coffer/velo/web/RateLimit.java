package dev.coffer.velo.web;

import dev.coffer.settings.Network;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets each address call the backend so many times in a minute of the clock. IPv6 addresses count
 * by their /64 network, which is what one customer has. Threads may share it.
 */
final class RateLimit {
  private static final int SECONDS = 60;

  private final int callsPerMinute;
  private final InstantSource clock;
  private volatile Window window = new Window(0, new ConcurrentHashMap<>());

  private record Window(long minute, ConcurrentMap<Network, AtomicInteger> calls) {}

  RateLimit(int callsPerMinute, InstantSource clock) {
    this.callsPerMinute = callsPerMinute;
    this.clock = clock;
  }

  /**
   * Counts a call.
   *
   * @throws WebRequestException with status 429 if it is one too many
   */
  void count(InetAddress address) {
    long now = clock.instant().getEpochSecond();
    int calls =
        window(now / SECONDS)
            .calls()
            .computeIfAbsent(Network.ofCustomer(address), network -> new AtomicInteger())
            .incrementAndGet();
    if (calls > callsPerMinute) {
      throw WebRequestException.tooMany(SECONDS - now % SECONDS);
    }
  }

  /** A new minute forgets all addresses, so they are never many. */
  private Window window(long minute) {
    Window current = window;
    if (current.minute() == minute) {
      return current;
    }
    synchronized (this) {
      if (window.minute() != minute) {
        window = new Window(minute, new ConcurrentHashMap<>());
      }
      return window;
    }
  }
}
