package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
  @TempDir private static Path directory;
  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.withMembersArea(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "line\n",
        "\r\n",
        " padded ",
        "ü\uD83D\uDD11\u202E",
        "\"\\\u0001",
        "\uFEFFbom"
      })
  void aValueComesBackExactlyAsItWasGiven(String value) {
    store("exact", value);

    assertThat(server.shell().run("secret", "get", "exact").mustSucceed().out()).isEqualTo(value);
  }

  @Test
  void aValueOf64KiBOfUnicodeComesBackExactly() {
    String value = "\uD83D\uDD11".repeat(64 * 1024 / 4);
    store("long", value);

    assertThat(server.shell().run("secret", "get", "long").mustSucceed().out()).isEqualTo(value);
  }

  @Test
  void aValueThatIsTooLongIsRefusedWithTheLimit() {
    Outcome outcome =
        server
            .shell()
            .input("x".repeat(64 * 1024 + 1))
            .run("secret", "create", "a", "--value-stdin");

    outcome.mustEndWith(ExitCode.FAILED);
    assertThat(outcome.err()).isEqualTo("coffer: value must have at most 65536 bytes in UTF-8\n");
  }

  @Test
  void onATerminalALineBreakFollowsTheValueAndTheInputIsAnnounced() {
    store("shown", "value");

    Outcome shown = server.shell().atATerminal().run("secret", "get", "shown").mustSucceed();
    assertThat(shown.out()).isEqualTo("value\n");

    Outcome asked =
        server
            .shell()
            .atATerminal()
            .input("value")
            .run("secret", "update", "shown", "--value-stdin")
            .mustSucceed();
    assertThat(asked.err()).startsWith("Reading the value from the terminal. End it with Ctrl-D.");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAndNotRepaired() throws IOException {
    byte[] latin1 = {'s', (byte) 0xFC, 's'};
    Path file = Files.write(directory.resolve("latin1"), latin1);

    Outcome fromInput =
        server.shell().input(latin1).run("secret", "create", "latin1", "--value-stdin");
    Outcome fromFile =
        server.shell().run("secret", "create", "latin1", "--value-file", file.toString());

    assertThat(fromInput.mustEndWith(ExitCode.FAILED).err()).contains("not text in UTF-8");
    assertThat(fromFile.mustEndWith(ExitCode.FAILED).err()).contains("not text in UTF-8");
    server.shell().run("secret", "get", "latin1").mustEndWith(ExitCode.NOT_FOUND);
  }

  @Test
  void aPasswordLosesOneLineBreakAndNoMore() {
    assertThat(password("twelve chars\n")).isEqualTo("twelve chars");
    assertThat(password("twelve chars\r\n")).isEqualTo("twelve chars");
    assertThat(password("twelve chars\n\n")).isEqualTo("twelve chars\n");
    assertThat(password("twelve chars ")).isEqualTo("twelve chars ");
  }

  private static String password(String input) {
    return StandardInput.password(new Shell().input(input).console());
  }

  private static void store(String name, String value) {
    server.shell().input("x").run("secret", "create", name, "--value-stdin");
    server
        .shell()
        .input(value.getBytes(UTF_8))
        .run("secret", "update", name, "--value-stdin")
        .mustSucceed();
  }
}
