package dev.coffer.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.errors.ResourceExhausted;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** How many failures an address has, and what counts as one address. */
class FailedAttemptsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FailedAttempts attempts =
      new FailedAttempts(
          "too many failures",
          new InstantSource() {
            @Override
            public Instant instant() {
              return now;
            }
          });

  @Test
  void anAddressHasTwentyFailuresAtOnceAndOneMoreEveryThreeSeconds() {
    fail("192.0.2.1", 20);
    assertExhausted("192.0.2.1");
    now = now.plusMillis(3_001);
    fail("192.0.2.1", 1);
    assertExhausted("192.0.2.1");
    now = now.plusMillis(60_001);
    fail("192.0.2.1", 20);
    assertExhausted("192.0.2.1");
  }

  @Test
  void whoGoesOnFailingDoesNotWaitLonger() {
    fail("192.0.2.1", 20);
    for (int i = 0; i < 1_000; i++) {
      assertExhausted("192.0.2.1");
    }
    now = now.plusMillis(3_001);
    fail("192.0.2.1", 1);
  }

  @Test
  void addressesDoNotShareTheirFailures() {
    fail("192.0.2.1", 20);
    fail("192.0.2.2", 20);
  }

  @Test
  void ipv6AddressesOfOneNetworkCountTogether() {
    fail("2001:db8:1:2::1", 10);
    fail("2001:db8:1:2:ffff:ffff:ffff:ffff", 10);
    assertExhausted("2001:db8:1:2:3:4:5:6");
    fail("2001:db8:1:3::1", 20);
  }

  @Test
  void anIpv6NetworkHasMoreFailuresTheLargerItIsAndNotMoreForEachAddress() {
    for (int subnet = 0; subnet < 4; subnet++) {
      fail("2001:db8:1:" + subnet + "::1", 20);
    }
    assertRefused("2001:db8:1:4::1");
    for (int household = 1; household < 4; household++) {
      for (int subnet = 0; subnet < 4; subnet++) {
        fail("2001:db8:1:" + household + "0" + subnet + "::1", 20);
      }
    }
    assertRefused("2001:db8:1:ff00::1");
    fail("2001:db8:2::1", 20);
  }

  @Test
  void aFailureThatALargerNetworkDoesNotHaveIsNotTakenFromASmallerOne() {
    for (int subnet = 0; subnet < 4; subnet++) {
      fail("2001:db8:1:" + subnet + "::1", 20);
    }
    for (int i = 0; i < 100; i++) {
      assertRefused("2001:db8:1:4::1");
    }
    now = now.plusSeconds(15);
    fail("2001:db8:1:4::1", 20);
  }

  @Test
  void aFailureThatIsTakenBackIsTakenBackFromAllNetworks() {
    for (int i = 0; i < 1_000; i++) {
      fail("2001:db8:1:2::1", 1);
      attempts.takeBack(address("2001:db8:1:2::1"));
    }
    fail("2001:db8:1:2::1", 20);
  }

  private void assertRefused(String address) {
    assertThatThrownBy(() -> attempts.count(address(address)))
        .isInstanceOf(ResourceExhausted.class);
  }

  private void fail(String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.count(address(address));
    }
  }

  private void assertExhausted(String address) {
    assertThatThrownBy(() -> attempts.count(address(address)))
        .isInstanceOfSatisfying(
            ResourceExhausted.class,
            refusal -> assertThat(refusal.retryAfterSeconds()).hasValue(3));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
