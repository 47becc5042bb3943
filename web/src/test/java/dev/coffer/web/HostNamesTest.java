package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress EVERYWHERE = InetAddress.ofLiteral("0.0.0.0");

  @Test
  void aServerForThisMachineIsCalledByItsAddressAndByTheNamesThatWereGiven() {
    assertThat(
            HostNames.of(HERE, "My-Machine", Set.of("Tunnel.example"), Optional.empty())
                .orElseThrow())
        .contains("localhost", "127.0.0.1", "[::1]", "my-machine", "tunnel.example");
  }

  @Test
  void aServerForOthersMayBeCalledAnythingUntilNamesAreGiven() {
    assertThat(HostNames.of(EVERYWHERE, "0.0.0.0", Set.of(), Optional.empty())).isEmpty();
    assertThat(
            HostNames.of(EVERYWHERE, "0.0.0.0", Set.of("shop.example"), Optional.empty())
                .orElseThrow())
        .contains("shop.example", "localhost")
        .doesNotContain("evil.example");
  }

  @ParameterizedTest
  @CsvSource({
    "LOCALHOST:80, localhost",
    "localhost:,   localhost",
    "[::1]:8090,   [::1]",
    "[::1],        [::1]",
    "a.example,    a.example",
    "'',           ''",
  })
  void aPortDoesNotCount(String host, String name) {
    assertThat(HostNames.withoutPort(host)).isEqualTo(name);
  }
}
