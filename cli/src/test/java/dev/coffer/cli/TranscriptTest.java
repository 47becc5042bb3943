package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TranscriptTest {
  private static final Path TRANSCRIPTS = Path.of("src/test/resources/dev/coffer/cli/transcripts");

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("transcripts")
  void theCommandsStillPrintWhatIsWrittenDown(Path transcript) throws IOException {
    String written = Files.readString(transcript);
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      String today = new Transcript(server, directory).runAgain(written);
      assertThat(today).as("%s, run again", transcript.getFileName()).isEqualTo(written);
    }
  }

  static Stream<Path> transcripts() throws IOException {
    try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
      return files.sorted().toList().stream();
    }
  }
}
