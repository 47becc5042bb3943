package dev.coffer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
    "192.0.2.128/25, 192.0.2.200, 192.0.2.127",
    "192.0.2.7, 192.0.2.7, 192.0.2.8",
    "192.0.2.7/32, 192.0.2.7, 2001:db8::c000:207",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "::1, ::1, 127.0.0.1",
    "::ffff:10.0.0.0/104, 10.9.9.9, 11.0.0.0",
  })
  void aNetworkHasTheAddressesThatBeginLikeIt(String network, String inside, String outside) {
    Network read = Network.parse(network).orElseThrow();
    assertThat(read.contains(InetAddress.ofLiteral(inside))).isTrue();
    assertThat(read.contains(InetAddress.ofLiteral(outside))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "0.0.0.0/0",
        "::/0",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/08",
        "10.0.0",
        "10/8",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:10.0.0.0/95",
        "10.0.0.0/-1",
        "1:2:3:4:5:6:7:8:9"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.7, ::ffff:192.0.2.7, true",
  })
  void aCustomerHasAnIpv4AddressOrAnIpv6Slash64(String one, String other, boolean same) {
    Network network = Network.ofCustomer(InetAddress.ofLiteral(one));
    assertThat(network.equals(Network.ofCustomer(InetAddress.ofLiteral(other)))).isEqualTo(same);
  }
}
