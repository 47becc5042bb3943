package dev.coffer.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of RFC 8265, section 4.3, and of the classes in RFC 8264, section 9. */
class OpaqueStringTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "Correct Horse Battery Staple",
        "π\u00DF\u00E5",
        "Jack of \u2666s",
        "\u3007\u06FD\u06FE\u0F0B\u03C2",
        "ﬁ ½ Ⅷ ｆｕｌｌ",
        "😀 €"
      })
  void whatIsComposedAlreadyStaysAsItIs(String text) {
    assertThat(OpaqueString.prepared(text)).contains(text);
  }

  @ParameterizedTest
  @CsvSource({
    "foo\u1680bar, foo bar",
    "a\u00A0b\u3000c, a b c",
    "cafe\u0301, caf\u00E9",
    "\u212Bngstrom, \u00C5ngstrom",
    "\u1112\u1161\u11AB, \uD55C"
  })
  void spacesAndComposedCharactersBecomeOneForm(String text, String prepared) {
    assertThat(OpaqueString.prepared(text)).contains(prepared);
    assertThat(OpaqueString.prepared(prepared)).contains(prepared);
  }

  @Test
  void nothingIsNoPassword() {
    assertThat(OpaqueString.prepared("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my cat is a \tby",
        "a\u0000b",
        "a\u007Fb",
        "a\u200Bb",
        "a\u200Db",
        "a\u202Eb",
        "\u2764\uFE0F",
        "a\uDB40\uDD00b",
        "a\uDB40\uDC41b",
        "a\u00ADb",
        "a\uFEFFb",
        "a\u0378b",
        "a\uFFFEb",
        "a\uE000b",
        "a\uD800b",
        "a\u2028b",
        "\u1112x",
        "\u0640",
        "\u3031",
        "a\u00B7b",
        "\u0375a",
        "a\u05F3",
        "a\u30FBb",
        "\u0661\u06F1"
      })
  void whatTheClassHasNotIsRefused(String text) {
    assertThat(OpaqueString.prepared(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"l\u00B7l", "\u0375\u03B1", "\u05D0\u05F3", "\u30AB\u30FB", "\u0661\u0662"})
  void whatNeedsAContextIsAllowedInIt(String text) {
    assertThat(OpaqueString.prepared(text)).contains(text);
  }
}
