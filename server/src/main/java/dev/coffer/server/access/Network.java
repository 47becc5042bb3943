package dev.coffer.server.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an address counts as when attempts are counted. An IPv4 address counts as itself. Of IPv6,
 * whoever has one address has many: a household a /64 or a /56 network, a company a /48 (RFC 6177).
 *
 * @param bits how many bits its addresses have in common
 * @param prefix these bits, in whole bytes
 */
public record Network(int bits, ByteBuffer prefix) {
  /**
   * {@return the network that an address is in}
   *
   * @param address an address
   * @param ipv6Bits how many bits the addresses of an IPv6 network have in common, a multiple of 8
   */
  public static Network of(InetAddress address, int ipv6Bits) {
    byte[] bytes = address.getAddress();
    int bits = address instanceof Inet6Address ? ipv6Bits : bytes.length * Byte.SIZE;
    return new Network(bits, ByteBuffer.wrap(Arrays.copyOf(bytes, bits / Byte.SIZE)));
  }
}
