package dev.coffer.wire.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the lines of a .env file say. */
class EnvLinesTest {
  private static final int LONG = 300_000;

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("A=b", "A:b"),
        Arguments.of("A=b\n", "A:b"),
        Arguments.of("A=b\nC=d", "A:b C:d"),
        Arguments.of("\n\n  \nA=b\n\n", "A:b"),
        Arguments.of("# comment\n  # another\nA=b", "A:b"),
        Arguments.of("  A = b  ", "A:b"),
        Arguments.of("\tA\t=\tb\t", "A:b"),
        Arguments.of("export A=b", "A:b"),
        Arguments.of("  export \t A=b", "A:b"),
        Arguments.of("exportA=b", "exportA:b"),
        Arguments.of("export=b", "export:b"),
        Arguments.of("A=", "A:"),
        Arguments.of("A=  ", "A:"),
        Arguments.of("A=#c", "A:"),
        Arguments.of("A= # c", "A:"),
        Arguments.of("A=b#c", "A:b#c"),
        Arguments.of("A=b #c", "A:b"),
        Arguments.of("A=b=c==", "A:b=c=="),
        Arguments.of("A#B=c", "A#B:c"),
        Arguments.of("A='b c'", "A:b c"),
        Arguments.of("A=''", "A:"),
        Arguments.of("A='b # c' # d", "A:b # c"),
        Arguments.of("A='b'#d", "A:b"),
        Arguments.of("A='b\\n\"c'", "A:b\\n\"c"),
        Arguments.of("A='b\nc'\nD=e", "A:b\nc D:e"),
        Arguments.of("A=\"b c\"", "A:b c"),
        Arguments.of("A=\"\"", "A:"),
        Arguments.of("A=\"b\\nc\\td\\re\\\\f\\\"g\\xh\"", "A:b\nc\td\re\\f\"g\\xh"),
        Arguments.of("A=\"b\nc\n\" # d\nE=f", "A:b\nc\n E:f"),
        Arguments.of("A=\"it's\"", "A:it's"),
        Arguments.of("A=$B ${C} `d`", "A:$B ${C} `d`"),
        Arguments.of("A=\"b\"c", "A:\"b\"c"),
        Arguments.of("A=\"b", "A:\"b"),
        Arguments.of("A='b\nC=d", "A:'b C:d"),
        Arguments.of("A=\"b\\\"\nC=d", "A:\"b\\\" C:d"),
        Arguments.of("A=\"b\\", "A:\"b\\"),
        Arguments.of("A=ä€😀", "A:ä€😀"),
        Arguments.of("no entry", ":"),
        Arguments.of("=b", ":"),
        Arguments.of("  = b", ":"),
        Arguments.of("A B=c", ":"),
        Arguments.of("export A B=c", ":"),
        Arguments.of("export =b", "export:b"),
        Arguments.of("'A'=b", ":"),
        Arguments.of("\"A=b", ":"),
        Arguments.of("A=b\nbad\nC=d", "A:b : C:d"),
        Arguments.of("A=b\nA=c", "A:b A:c"),
        Arguments.of("", ""));
  }

  @ParameterizedTest
  @MethodSource
  void lines(String lines, String expected) {
    assertThat(text(EnvLines.read(lines))).isEqualTo(expected);
  }

  private static String text(List<EnvLines.Entry> entries) {
    return String.join(
        " ", entries.stream().map(entry -> entry.name() + ":" + entry.value()).toList());
  }

  @Test
  void aPrivateKeyInDoubleQuotesIsKeptToTheByte() {
    String pem = "-----BEGIN PRIVATE KEY-----\nMIIB+/=\n-----END PRIVATE KEY-----\n";
    assertThat(EnvLines.read("KEY=\"" + pem + "\"\nA=b"))
        .containsExactly(new EnvLines.Entry("KEY", pem), new EnvLines.Entry("A", "b"));
  }

  static Stream<String> longTexts() {
    return Stream.of(
        "A=" + "x".repeat(LONG),
        "A=" + " ".repeat(LONG) + "x",
        "A=x" + " ".repeat(LONG) + "x",
        "A=\"" + "x".repeat(LONG),
        "A=\"" + "\\".repeat(LONG),
        "A=\"" + "\\\"".repeat(LONG / 2) + "\"",
        "A=\"" + "\n".repeat(LONG) + "\"",
        "A='" + "\"".repeat(LONG),
        " ".repeat(LONG),
        "\n".repeat(LONG),
        "x".repeat(LONG),
        "x\n".repeat(LONG / 2),
        "A='\n".repeat(LONG / 4),
        "A=\"\\\"\n".repeat(LONG / 7),
        "A='x\"\n".repeat(LONG / 6),
        "=".repeat(LONG),
        "#".repeat(LONG),
        "export ".repeat(LONG / 7),
        "A=" + " #".repeat(LONG / 2),
        "A=" + "'\"".repeat(LONG / 2));
  }

  /** The limit is far above what a time that grows with the length needs, and far below others. */
  @ParameterizedTest
  @MethodSource("longTexts")
  void longTextsAreReadWithoutTiringOrOverflowing(String lines) {
    List<EnvLines.Entry> entries =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> EnvLines.read(lines));
    assertThat(entries.size()).isLessThanOrEqualTo(LONG / 2);
  }

  @Test
  void anEntryDoesNotPrintItsValue() {
    assertThat(new EnvLines.Entry("A", "mkValue")).hasToString("Entry");
  }
}
