package dev.coffer.web;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What the clients of one listener may hold together, and for how long each may keep it waiting. A
 * client that takes longer is cut off; at the last place, connections that wait are closed for new
 * ones, those that never showed a key or a session first.
 *
 * @param connections how many connections may be open at once
 * @param silence how long a connection may be open before its first byte
 * @param head how long the first line and the headers of a request may take to come
 * @param body how long the body of a request may take to come, from its first byte that is waited
 *     for
 * @param idle how long a connection may wait between requests if nobody has shown a key or a
 *     session on it
 * @param idleKnown the same for a connection on which somebody has
 * @param write how long one write of an answer may take
 * @param farewell how long is waited for a client to read the last answer, when more of its request
 *     is under way
 */
public record ConnectionLimits(
    int connections,
    Duration silence,
    Duration head,
    Duration body,
    Duration idle,
    Duration idleKnown,
    Duration write,
    Duration farewell) {
  private static final int FEWEST = 8;
  private static final int MOST = 10_000;
  private static final int MOST_OF_MANAGEMENT = 64;
  private static final int MOST_OF_OWN_SOCKET = 512;

  /** So that the heads that are still coming, of 80 kB each at most, take a third of the heap. */
  private static final long HEAP_OF_A_CONNECTION = 256 << 10;

  /**
   * Creates the usual limits.
   *
   * @param connections how many connections may be open at once; 0 for {@link #affordable()}
   */
  public static ConnectionLimits usual(int connections) {
    return usual(connections, 1);
  }

  /**
   * Creates the usual limits for a program that needs more than the connection's own descriptor.
   *
   * @param connections how many connections may be open at once; 0 for what the process can afford
   * @param descriptors how many file descriptors a connection needs, with what is opened to answer
   */
  public static ConnectionLimits usual(int connections, int descriptors) {
    return new ConnectionLimits(
        connections == 0 ? affordable(descriptors) : connections,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(2));
  }

  /**
   * {@return the limits of a listener beside another, for the few who run the server: 64
   * connections, or a quarter of {@link #affordable()} where that is less}
   */
  public static ConnectionLimits ofManagement() {
    return usual(Math.clamp(affordable() / 4, FEWEST, MOST_OF_MANAGEMENT));
  }

  /**
   * {@return the limits of a listener for the owner of the data directory, whose commands and sites
   * use it: 512 connections, or a quarter of {@link #affordable()} where that is less}
   */
  public static ConnectionLimits ofOwnSocket() {
    return usual(Math.clamp(affordable() / 4, FEWEST, MOST_OF_OWN_SOCKET));
  }

  /**
   * {@return how many connections this process can afford: two thirds of the file descriptors that
   * it has left, one for each 256 kB of its heap, and 10,000 at most}
   */
  public static int affordable() {
    return affordable(1);
  }

  private static int affordable(int descriptors) {
    long byHeap = Runtime.getRuntime().maxMemory() / HEAP_OF_A_CONNECTION;
    return Math.clamp(Math.min(byHeap, descriptorsLeft() * 2 / 3 / descriptors), FEWEST, MOST);
  }

  private static long descriptorsLeft() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
        : MOST;
  }
}
