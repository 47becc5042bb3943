package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  private static final String DOMAIN = "@example.com";

  @Test
  void theLongestHas254Characters() {
    assertThat(EmailAddress.isValid("a".repeat(254 - DOMAIN.length()) + DOMAIN)).isTrue();
    assertThat(EmailAddress.isValid("a".repeat(255 - DOMAIN.length()) + DOMAIN)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a\u0000@b"})
  void whatHasNotTheFormNameAtDomainIsNone(String text) {
    assertThat(EmailAddress.isValid(text)).isFalse();
  }
}
