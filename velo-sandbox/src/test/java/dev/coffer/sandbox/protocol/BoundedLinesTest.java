package dev.coffer.sandbox.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that come in over a pipe. */
final class BoundedLinesTest {
  @Test
  void aLineMayComeInPieces() throws Exception {
    BoundedLines lines =
        new BoundedLines(new ByteArrayInputStream("a\n\nbc\nend".getBytes(UTF_8)), 3);

    assertThat(List.of(lines.next(), lines.next(), lines.next()))
        .extracting(line -> new String(line.orElseThrow(), UTF_8))
        .containsExactly("a", "", "bc");
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void aLineWithoutEndIsRefusedSoonAfterItsLimit() {
    BoundedLines lines = new BoundedLines(new Endless(), 1_000_000);

    assertThatThrownBy(lines::next).isInstanceOf(BoundedLines.LineTooLong.class);
  }

  /** The same byte for ever. */
  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 'x';
    }
  }
}
