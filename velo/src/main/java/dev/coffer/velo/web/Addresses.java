package dev.coffer.velo.web;

import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where requests come from. */
final class Addresses {
  private Addresses() {}

  /**
   * Returns the address at the other end of the connection, whatever the request says of itself.
   */
  static InetAddress of(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
