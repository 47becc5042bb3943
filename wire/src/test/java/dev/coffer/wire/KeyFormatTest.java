package dev.coffer.wire;

import static dev.coffer.wire.KeyFormat.API_KEY_PREFIX;
import static dev.coffer.wire.KeyFormat.OPERATOR_KEY_PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatTest {
  private static final String RANDOM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
  private static final String KEY = KeyFormat.withChecksum(API_KEY_PREFIX + RANDOM);

  @Test
  void aWholeKeyHasItsPrefixItsCharactersAndAChecksum() {
    assertThat(KEY).startsWith(API_KEY_PREFIX + RANDOM).matches("coffer_[0-9A-Za-z]{49}");
    assertThat(KeyFormat.isWellFormed(KEY, API_KEY_PREFIX)).isTrue();
  }

  @Test
  void aTypingErrorIsFound() {
    for (int i = API_KEY_PREFIX.length(); i < KEY.length(); i++) {
      char other = KEY.charAt(i) == 'x' ? 'y' : 'x';
      String mistyped = KEY.substring(0, i) + other + KEY.substring(i + 1);
      assertThat(KeyFormat.isWellFormed(mistyped, API_KEY_PREFIX)).as(mistyped).isFalse();
    }
  }

  @Test
  void anApiKeyIsNoOperatorKeyAndTheOtherWayAbout() {
    String operator = KeyFormat.withChecksum(OPERATOR_KEY_PREFIX + RANDOM);
    assertThat(KeyFormat.isWellFormed(operator, OPERATOR_KEY_PREFIX)).isTrue();
    assertThat(KeyFormat.isWellFormed(operator, API_KEY_PREFIX)).isFalse();
    assertThat(KeyFormat.isWellFormed(KEY, OPERATOR_KEY_PREFIX)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "coffer_", "coffer_abc", "-", "coffer_é"})
  void otherTextsAreNoKeys(String text) {
    assertThat(KeyFormat.isWellFormed(text, API_KEY_PREFIX)).isFalse();
    assertThat(KeyFormat.isWellFormed(text, OPERATOR_KEY_PREFIX)).isFalse();
  }

  @Test
  void onlyFourRandomCharactersAreShown() {
    assertThat(KeyFormat.shownPrefix(KEY)).isEqualTo("coffer_abcd");
  }
}
