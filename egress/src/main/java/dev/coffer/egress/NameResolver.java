package dev.coffer.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Which addresses a host name has. */
@FunctionalInterface
public interface NameResolver {
  /**
   * Returns the addresses of a name, the best first.
   *
   * @param host a name, or an address as text
   * @throws UnknownHostException if there is none
   */
  List<InetAddress> addressesOf(String host) throws UnknownHostException;

  /** Returns the system's. */
  static NameResolver ofSystem() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
