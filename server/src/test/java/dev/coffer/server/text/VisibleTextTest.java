package dev.coffer.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
  @ParameterizedTest
  @CsvSource({
    "a\u200Bb, a‹U+200B›b",
    "a\u200Db, a‹U+200D›b",
    "a\u202Eb, a‹U+202E›b",
    "a\u2066b, a‹U+2066›b",
    "a\u200Fb, a‹U+200F›b",
    "a\u00ADb, a‹U+00AD›b",
    "a\u3164b, a‹U+3164›b",
    "a\uFE0Fb, a‹U+FE0F›b",
    "a\u0007b, a‹U+0007›b",
    "a\u2028b, a‹U+2028›b",
    "a\uDB40\uDC41b, a‹U+E0041›b",
    "a\uD800b, a‹U+D800›b"
  })
  void whatIsNotSeenIsRefusedAndIsShownByItsCodePointWhereItIsThereAlready(
      String text, String shown) {
    assertThat(VisibleText.violation("a.field", text))
        .contains(
            new Violation(
                "a.field",
                Rule.FORMAT,
                "must not contain invisible, bidirectional or control characters"));
    assertThat(VisibleText.of(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop backend", "Zoë & Ана", "שלום", "日本語", "😀", "e\u0301"})
  void whatIsSeenIsLeftAlone(String text) {
    assertThat(VisibleText.violation("a.field", text)).isEmpty();
    assertThat(VisibleText.of(text)).isEqualTo(text);
  }
}
