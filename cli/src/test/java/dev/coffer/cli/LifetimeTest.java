package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifetimeTest {
  @ParameterizedTest
  @CsvSource({"1h,PT1H", "90d,PT2160H", "8w,PT1344H", "36500d,PT876000H"})
  void hoursDaysAndWeeksAreUnderstood(String text, Duration duration) {
    assertThat(Lifetime.parse(text)).isEqualTo(new Lifetime(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "d", "90", "0d", "-1d", "+1d", "1.5d", "90 d", "90D", "3m", "1y", "90dd", "٩d"
      })
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Lifetime.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 12h, 90d or 8w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"36501d", "5215w", "876001h", "9999999w"})
  void moreThanAHundredYearsIsRefused(String text) {
    assertThatThrownBy(() -> Lifetime.parse(text)).hasMessageContaining("longer than 36500d");
  }

  @Test
  void theEndIsToTheMillisecondAsTheServersDatesAre() {
    assertThat(Lifetime.parse("90d").endAfter(Instant.parse("2026-11-23T04:00:00.123456789Z")))
        .isEqualTo(Instant.parse("2027-02-21T04:00:00.123Z"));
  }
}
