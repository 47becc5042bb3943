package dev.coffer.server.identity;

import dev.coffer.settings.Network;
import java.net.InetAddress;

/**
 * For whom a password is hashed, which decides who is next.
 *
 * @param standing whether it is somebody who is known
 * @param group who counts as the same: those of a group wait for each other, not for other groups
 *     alone
 */
public record HashRequester(Standing standing, Object group) {
  /** The largest network that one customer usually has (RFC 6177). */
  private static final int IPV6_BITS = 48;

  /** Whose turn comes first. */
  public enum Standing {
    /** Has proved something already: a browser's earlier log-in, a session, a link, a key. */
    KNOWN,
    /** May be anybody. */
    STRANGER
  }

  /**
   * {@return somebody who has proved something}
   *
   * @param who by what they count as the same, such as an account's id
   */
  public static HashRequester known(Object who) {
    return new HashRequester(Standing.KNOWN, who);
  }

  /**
   * {@return somebody of whom nothing but the address is known}
   *
   * @param address where the request comes from; those of one IPv6 /48 network count as the same
   */
  public static HashRequester stranger(InetAddress address) {
    return new HashRequester(Standing.STRANGER, Network.of(address, IPV6_BITS));
  }

  /** Does not show by what somebody is known. */
  @Override
  public String toString() {
    return "HashRequester[" + standing + "]";
  }
}
