package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCellInCharacters() {
    Table table = new Table("NAME", "MAY");
    table.row("schlüssel-\uD83D\uDD11", "read");
    table.row("k", "");

    assertThat(printed(table))
        .isEqualTo(
            """
            NAME         MAY
            schlüssel-\uD83D\uDD11  read
            k
            """);
  }

  @Test
  void textFromElsewhereCanNeitherMoveTheCursorNorReorderALine() {
    Table table = new Table("NAME");
    table.row("a\u001b[2Jb\nc\rd\u202Ee\u0085f");

    assertThat(printed(table)).isEqualTo("NAME\na\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\n");
  }

  private static String printed(Table table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
