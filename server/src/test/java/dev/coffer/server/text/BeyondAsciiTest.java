package dev.coffer.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeyondAsciiTest {
  @Test
  void anAddressInAsciiHasNoMark() {
    assertThat(BeyondAscii.of("owner+shop@example.com")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          \u043Ewner@example.com | Not ASCII: \u043E (U+043E, Cyrillic). Letters of Cyrillic and Latin are mixed.
          \u0430\u043D\u0430@example.com | Not ASCII: \u0430 (U+0430, Cyrillic), \u043D (U+043D, Cyrillic).
          jos\u00E9@example.com | Not ASCII: \u00E9 (U+00E9, Latin).
          me@b\u00FCcher.example | Not ASCII: \u00FC (U+00FC, Latin). The domain in ASCII: xn--bcher-kva.example.
          me@ex\u0430mple.com | Not ASCII: \u0430 (U+0430, Cyrillic). Letters of Cyrillic and Latin are mixed. The domain in ASCII: xn--exmple-4nf.com.
          a\u200Bb@example.com | Not ASCII: U+200B (not seen).
          a\u0301@example.com | Not ASCII: \u25CC\u0301 (U+0301).
          \u03B1\u03B2\u03B3\u03B4\u03B5\u03B6@e.com | Not ASCII: \u03B1 (U+03B1, Greek), \u03B2 (U+03B2, Greek), \u03B3 (U+03B3, Greek), \u03B4 (U+03B4, Greek) and 2 more.
          """)
  void whatIsNotAsciiIsNamedWithItsScript(String address, String mark) {
    assertThat(BeyondAscii.of(address)).contains(mark);
  }

  /** By the rules of 2003, which the JDK has, it would be strasse.example. */
  @Test
  void aDomainThatTheJdkWouldChangeIsNotToldInAscii() {
    assertThat(BeyondAscii.of("me@stra\u00DFe.example"))
        .contains("Not ASCII: \u00DF (U+00DF, Latin).");
  }

  @Test
  void aDomainThatIsNoneIsNotToldInAscii() {
    assertThat(BeyondAscii.of("me@..\u00FC" + "x".repeat(70))).isPresent();
    assertThat(BeyondAscii.of("\u00FC")).isPresent();
  }

  @Test
  void aNoteIsMarkedIfAnAddressInItIs() {
    assertThat(BeyondAscii.ofWords("Zo\u00EB, web shop")).isEmpty();
    assertThat(BeyondAscii.ofWords("Ana \u043Ewner@example.com"))
        .hasValueSatisfying(mark -> assertThat(mark).contains("Cyrillic"));
  }
}
