package dev.coffer.settings;

import java.util.Set;

/**
 * Proxies in front of a listener whose word about their clients is taken.
 *
 * @param networks where they connect from; empty if there are none
 * @param header the header in which they name the addresses that a request came by; empty if there
 *     are none
 */
public record TrustedProxies(Set<Network> networks, String header) {
  /** Nobody's word is taken. */
  public static final TrustedProxies NONE = new TrustedProxies(Set.of(), "");

  /** Keeps a copy. */
  public TrustedProxies {
    networks = Set.copyOf(networks);
  }
}
