package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class CommandLineTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    Outcome help = new Shell().run((command + " --help").split(" ")).mustSucceed();

    assertThat(help.out()).startsWith("Usage: coffer " + command + " ");
    assertThat(help.out().lines()).as("lines of help").allMatch(line -> line.length() <= 100);
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfACommandHasADescription(String command) {
    CommandLine found = Commands.named(command);

    assertThat(found.getCommandSpec().args())
        .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    assertThat(found.getCommandSpec().usageMessage().description()).isNotEmpty();
  }

  static Stream<String> commands() {
    return Commands.names();
  }

  @Test
  void withoutACommandTheHelpIsShownAsAMistake() {
    Outcome root = new Shell().run().mustEndWith(ExitCode.USAGE);
    assertThat(root.err()).startsWith("Usage: coffer ").contains("First steps:");
    assertThat(root.out()).isEmpty();

    Outcome group = new Shell().run("secret").mustEndWith(ExitCode.USAGE);
    assertThat(group.err()).startsWith("Usage: coffer secret ");
  }

  @Test
  void theHelpNamesEveryExitCode() {
    String help = new Shell().run("--help").mustSucceed().out();

    for (ExitCode code : ExitCode.values()) {
      assertThat(help).contains("  " + code.number() + "   " + code.meaning());
    }
  }

  @Test
  void theVersionIsPrintedAsData() {
    assertThat(new Shell().run("--version").mustSucceed().out()).startsWith("coffer ");
  }

  @Test
  void anArgumentThatTheLocaleDestroyedIsNotStored() {
    Outcome outcome = new Shell().run("key", "create", "Schl\uFFFD\uFFFDssel", "--allow", "read");

    outcome.mustEndWith(ExitCode.USAGE);
    assertThat(outcome.err()).contains("set LC_ALL=C.UTF-8");
  }

  @Test
  void nothingShowsAKeyByAccident() {
    Console console = new Shell().variable("COFFER_KEY", "coffer_hunter2").console();

    assertThat(console.toString()).doesNotContain("hunter2");
    assertThat(new Key("coffer_hunter2", "COFFER_KEY").toString()).doesNotContain("hunter2");
    assertThat(
            new Shell()
                .variable("COFFER_KEY", "hunter2\u0000hunter2")
                .run("secret", "list")
                .mustEndWith(ExitCode.NOT_ALLOWED)
                .err())
        .isEqualTo("coffer: COFFER_KEY holds something that is not a key\n");
  }

  @Test
  void commandsThatTalkToAServerDoNotLoadOne() throws Exception {
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      assertThat(server.uri()).isNotNull();
      assertThat(classesLoadedBy(ExitCode.DONE, "site", "list"))
          .contains("dev.coffer.cli.Connection")
          .noneMatch(name -> name.startsWith("dev.coffer.server"));
      assertThat(classesLoadedBy(ExitCode.NOT_FOUND, "secret", "get", "nothing"))
          .contains("dev.coffer.cli.ErrorMessages")
          .noneMatch(name -> name.startsWith("dev.coffer.server"));
    }
  }

  private Set<String> classesLoadedBy(ExitCode expected, String... command) throws Exception {
    Process process = JavaProcess.start(directory, List.of("-Xlog:class+load"), command);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the command ended").isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(directory.resolve("err")))
        .isEqualTo(expected.number());
    return Pattern.compile("dev\\.coffer\\.[\\w.$]+(?= source:)")
        .matcher(Files.readString(directory.resolve("out")))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    assertThat(completed("coffer sec")).isEqualTo("secret");
    assertThat(completed("coffer secret cr")).isEqualTo("create");
    assertThat(completed("coffer secret create --value-"))
        .contains("--value-stdin", "--value-file");
    assertThat(completed("coffer velo --open-")).endsWith("--open-host");
    assertThat(completed("coffer completion z")).isEqualTo("zsh");
  }

  private String completed(String line) throws IOException, InterruptedException {
    Path script = directory.resolve("completion");
    Files.writeString(script, new Shell().run("completion", "bash").mustSucceed().out());
    String count = String.valueOf(line.chars().filter(c -> c == ' ').count());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$3; _complete_coffer;"
                    + " echo ${COMPREPLY[@]}",
                "bash",
                script.toString(),
                line,
                count)
            .redirectErrorStream(true)
            .start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.strip();
  }
}
