package dev.coffer.velo.web;

import io.helidon.webserver.http.ServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where requests come from. */
final class Addresses {
  private static final int IPV6_NETWORK_BYTES = 8;

  private Addresses() {}

  /**
   * Returns the address at the other end of the connection, whatever the request says of itself.
   */
  static InetAddress of(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /**
   * Returns what tells one visitor from another: an IPv4 address, or the /64 network of an IPv6
   * address, which is what one customer has.
   */
  static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }
}
