package dev.coffer.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the public internet: all that IANA's registries of special-purpose
 * addresses (RFC 6890) do not set apart for machines, networks, documents and transitions.
 *
 * <p>In IPv6, that is what lies in the global unicast block, 2000::/3, and is not set apart there.
 * Addresses that hold an IPv4 address (mapped, 6to4, NAT64, Teredo) are outside of that, whatever
 * address they hold.
 */
final class PublicAddresses {
  private static final List<Block> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // carrier-grade NAT
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, with the metadata services of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // IETF protocols
          "192.0.2.0/24", // documentation
          "192.31.196.0/24", // AS112
          "192.52.193.0/24", // AMT
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "192.175.48.0/24", // AS112
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  private static final Block GLOBAL_IPV6 = Block.of("2000::/3");
  private static final List<Block> SPECIAL_IPV6 =
      blocks(
          "2001::/23", // IETF protocols: Teredo, benchmarks, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "2620:4f:8000::/48", // AS112
          "3fff::/20"); // documentation

  private PublicAddresses() {}

  /** Returns whether a machine of the public internet can have this address. */
  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? SPECIAL_IPV4.stream().noneMatch(block -> block.holds(bytes))
        : GLOBAL_IPV6.holds(bytes) && SPECIAL_IPV6.stream().noneMatch(block -> block.holds(bytes));
  }

  private static List<Block> blocks(String... blocks) {
    return Stream.of(blocks).map(Block::of).toList();
  }

  /** All addresses that begin with the same bits. */
  private record Block(byte[] address, int bits) {
    static Block of(String text) {
      int slash = text.indexOf('/');
      return new Block(
          InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
          Integer.parseInt(text.substring(slash + 1)));
    }

    boolean holds(byte[] other) {
      int whole = bits / 8;
      return Arrays.equals(address, 0, whole, other, 0, whole)
          && (bits % 8 == 0 || (address[whole] ^ other[whole]) >>> (8 - bits % 8) == 0);
    }
  }
}
