package dev.coffer.web;

import dev.coffer.settings.PublicUrl;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names that a server may be called by in the {@code Host} header. */
public final class HostNames {
  private HostNames() {}

  /**
   * {@return the names that a server answers to; empty if it may be called anything}
   *
   * <p>A server on a loopback address is for this machine alone, and is called {@code localhost},
   * by its address, or by a name that was given. One that others reach may be called anything, as
   * long as no names were given.
   *
   * @param address where it listens
   * @param host how that was named
   * @param given names that were given, without ports
   * @param publicUrl where browsers reach it, if that was given; its host is one more name
   */
  public static Optional<Set<String>> of(
      InetAddress address, String host, Set<String> given, Optional<PublicUrl> publicUrl) {
    if (!address.isLoopbackAddress() && given.isEmpty() && publicUrl.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(address.getHostAddress());
    names.add(host.toLowerCase(Locale.ROOT));
    given.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    publicUrl.ifPresent(url -> names.add(url.host()));
    return Optional.of(names);
  }

  /**
   * {@return the name in a {@code Host} header, in lower case; a tunnel may have another port than
   * this server, so only the name counts}
   *
   * @param host the header's value
   */
  public static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }
}
