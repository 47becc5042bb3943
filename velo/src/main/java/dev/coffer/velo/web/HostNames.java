package dev.coffer.velo.web;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names that a server may be called by in the {@code Host} header. */
public final class HostNames {
  private HostNames() {}

  /**
   * A server on a loopback address is for this machine alone, and is called {@code localhost}, by
   * its address, or by a name that was given. One that others reach may be called anything.
   *
   * @param address where it listens
   * @param given names that were given, without ports
   */
  public static Optional<Set<String>> of(InetAddress address, Set<String> given) {
    if (!address.isLoopbackAddress()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(address.getHostAddress());
    given.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return Optional.of(names);
  }

  /** A tunnel may have another port than this server, so only the name counts. */
  static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }
}
