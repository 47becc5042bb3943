package dev.coffer.settings;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All addresses that begin with the same bits. An IPv4 address that is written as an IPv6 one
 * ({@code ::ffff:192.0.2.1}) is that IPv4 address.
 *
 * @param bits how many bits its addresses have in common
 * @param first its first address, in 4 or 16 bytes
 */
public record Network(int bits, ByteBuffer first) {
  /** How many bits the addresses of the smallest IPv6 network that a customer has share. */
  public static final int CUSTOMER_IPV6_BITS = 64;

  private static final int MAPPED_BITS = 96;
  private static final String PART = "(?:0|[1-9]\\d{0,2})";
  private static final Pattern IPV4 = Pattern.compile(PART + "(?:\\." + PART + "){3}");
  private static final Pattern IPV6 =
      Pattern.compile("(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:]{2,39}(?:(?<=:)" + IPV4.pattern() + ")?");
  private static final Pattern CIDR = Pattern.compile("([^/]+)(?:/(0|[1-9]\\d{0,2}))?");

  /** Keeps no hold on what was given. */
  public Network {
    first = first.asReadOnlyBuffer();
  }

  /**
   * {@return the network that an address counts as when what comes from it is counted} An IPv4
   * address counts as itself. Of IPv6, whoever has one address has many: a household a /64 or a /56
   * network, a company a /48 (RFC 6177).
   *
   * @param address an address
   * @param ipv6Bits how many bits the addresses of an IPv6 network have in common
   */
  public static Network of(InetAddress address, int ipv6Bits) {
    byte[] bytes = address.getAddress();
    return of(bytes, address instanceof Inet6Address ? ipv6Bits : bytes.length * Byte.SIZE);
  }

  /**
   * {@return the smallest network that one customer has: an IPv4 address, or an IPv6 /64 network}
   *
   * @param address an address
   */
  public static Network ofCustomer(InetAddress address) {
    return of(address, CUSTOMER_IPV6_BITS);
  }

  private static Network of(byte[] address, int bits) {
    byte[] first = address.clone();
    for (int i = 0; i < first.length; i++) {
      int own = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      first[i] &= (byte) (0xff << (Byte.SIZE - own));
    }
    return new Network(bits, ByteBuffer.wrap(first));
  }

  /**
   * Reads an address, and never asks anybody about it.
   *
   * @param text an IPv4 address with four numbers, or an IPv6 address without a zone
   * @return the address; empty if the text is anything else
   */
  public static Optional<InetAddress> address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a network.
   *
   * @param text an address, or an address, a slash and a number of bits, behind which the address
   *     has none; the network of all addresses is none
   * @return the network; empty if the text is anything else
   */
  public static Optional<Network> parse(String text) {
    Matcher cidr = CIDR.matcher(text);
    Optional<InetAddress> address =
        cidr.matches() ? address(cidr.group(1)) : Optional.<InetAddress>empty();
    if (address.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = address.get().getAddress();
    int all = bytes.length * Byte.SIZE;
    boolean mapped = address.get() instanceof Inet4Address && cidr.group(1).contains(":");
    int bits =
        cidr.group(2) == null ? all : Integer.parseInt(cidr.group(2)) - (mapped ? MAPPED_BITS : 0);
    return Optional.of(bits)
        .filter(number -> number >= 1 && number <= all)
        .map(number -> of(bytes, number))
        .filter(network -> network.first().equals(ByteBuffer.wrap(bytes)));
  }

  /**
   * {@return whether an address is in it}
   *
   * @param address an address
   */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == first.remaining() && of(bytes, bits).equals(this);
  }
}
