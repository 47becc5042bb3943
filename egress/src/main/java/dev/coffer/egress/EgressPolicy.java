package dev.coffer.egress;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Where code may fetch from. HTTPS alone, and no loopback, link-local, private or otherwise special
 * address, looked at after the name was resolved, at each redirect.
 *
 * @param openHosts {@code host} or {@code host:port} that are fetched from whatever their addresses
 *     are, and without TLS too; for development
 * @param trust whose certificates count
 */
public record EgressPolicy(Set<String> openHosts, SSLContext trust) {
  /** Keeps a copy; names of hosts are the same in any letter case. */
  public EgressPolicy {
    openHosts =
        openHosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }
}
