package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.testing.TestClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final TestClock clock = new TestClock();
  private final RateLimit limit = new RateLimit(5_000, clock);

  private void countMany(String address, int calls) throws UnknownHostException {
    InetAddress from = InetAddress.getByName(address);
    for (int i = 0; i < calls; i++) {
      limit.count(from);
    }
  }

  @Test
  void anAddressMayCallSoManyTimesAMinuteAndIsToldWhenToComeAgain() throws UnknownHostException {
    clock.pass(Duration.ofSeconds(20));
    countMany("192.0.2.1", 5_000);
    WebRequestException refusal =
        catchThrowableOfType(WebRequestException.class, () -> countMany("192.0.2.1", 1));
    assertThat(refusal.answer().status().code()).isEqualTo(429);
    assertThat(refusal.answer().headers())
        .anySatisfy(header -> {
          assertThat(header.headerName().lowerCase()).isEqualTo("retry-after");
          assertThat(header.get()).isEqualTo("40");
        });
    assertThatCode(() -> countMany("192.0.2.2", 1)).doesNotThrowAnyException();
    clock.pass(Duration.ofSeconds(40));
    assertThatCode(() -> countMany("192.0.2.1", 5_000)).doesNotThrowAnyException();
  }

  @Test
  void theAddressesOfOneIpv6NetworkCountAsOne() throws UnknownHostException {
    countMany("2001:db8::1", 2_500);
    countMany("2001:db8::2", 2_500);
    assertThat(catchThrowableOfType(WebRequestException.class, () -> countMany("2001:db8::3", 1)))
        .isNotNull();
    assertThatCode(() -> countMany("2001:db8:0:1::1", 1)).doesNotThrowAnyException();
  }
}
