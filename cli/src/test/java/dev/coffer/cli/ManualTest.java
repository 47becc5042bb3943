package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.config.Settings;
import dev.coffer.settings.Setting;
import dev.coffer.velo.VeloSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** docs/cli.md, held against the commands that it describes. */
final class ManualTest {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]*)");
  private static final Pattern SETTING =
      Pattern.compile("\\| (?:`--([a-z-]+)` )?\\| `(COFFER_[A-Z_]+)` \\|.*");
  private static String manual;

  @TempDir private Path directory;

  @BeforeAll
  static void read() throws IOException {
    manual = Files.readString(Path.of("../docs/cli.md"));
  }

  @Test
  void theSessionPrintsWhatItSays() {
    Matcher session = Pattern.compile("```\n(\\$ .*?)```\n", Pattern.DOTALL).matcher(manual);
    assertThat(session.find()).as("docs/cli.md has a session").isTrue();
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      String today = new Transcript(server, directory).runAgain(session.group(1));

      assertThat(asOnATerminal(today)).isEqualTo(session.group(1));
    }
  }

  private static String asOnATerminal(String transcript) {
    return transcript.replaceAll("(?m)^! ", "").replaceAll("(?m)^\\? .*\n", "");
  }

  @Test
  void everyCommandHasASectionAndEverySectionACommand() {
    Set<String> sections =
        Pattern.compile("(?m)^### coffer (.+)$")
            .matcher(manual)
            .results()
            .map(it -> it.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(sections).containsExactlyElementsOf(new TreeSet<>(leaves().toList()));
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void aSectionNamesTheOptionsOfItsCommandAndNoOthers(String command) {
    Set<String> described =
        OPTION
            .matcher(section(command))
            .results()
            .map(it -> it.group(1))
            .collect(Collectors.toSet());
    boolean isClient = !Set.of("serve", "completion", "velo new").contains(command);
    Set<String> connection =
        isClient
            ? Set.of("--data", "--url", "--key-file", "--ca-certificate", "--allow-plain-http")
            : Set.of();
    Set<String> own =
        Commands.options(command)
            .filter(it -> !connection.contains(it))
            .collect(Collectors.toSet());

    assertThat(described).as("options in docs/cli.md").isEqualTo(own);
    assertThat(Commands.options(command).toList()).containsAll(connection);
  }

  static Stream<String> leaves() {
    return Commands.names().filter(ManualTest::canBeRun);
  }

  private static boolean canBeRun(String name) {
    CommandLine command = Commands.named(name);
    return command.getSubcommands().isEmpty() || command.getCommand() instanceof Runnable;
  }

  @Test
  void theServersSettingsAreInTheManualAsTheServerHasThem() {
    assertThat(section("serve"))
        .contains(
            Settings.TABLE.settings().stream()
                .map(setting ->
                    row(
                        option(setting),
                        code(setting.variable()),
                        usual(setting),
                        setting.purpose()))
                .collect(Collectors.joining()));
  }

  @Test
  void theSettingsOfASiteAreInTheManualAsTheRunnerHasThem() throws IOException {
    assertThat(Files.readString(Path.of("../docs/velo.md")))
        .contains(
            VeloSettings.TABLE.settings().stream()
                .map(setting ->
                    row(
                        option(setting).isEmpty() ? code(setting.name()) : option(setting),
                        usual(setting),
                        setting.purpose()))
                .collect(Collectors.joining()));
  }

  private static String row(String... cells) {
    return ("| " + String.join(" | ", cells) + " |\n").replace("|  |", "| |");
  }

  private static String option(Setting<?> setting) {
    return setting.sources().contains(Setting.Source.OPTION) ? code(setting.option()) : "";
  }

  private static String usual(Setting<?> setting) {
    return setting.usual() instanceof Setting.Default.Value(String value)
        ? value.isEmpty() ? "" : code(value)
        : setting.usual().text();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  @Test
  void aSettingsOptionVariableAndPropertyHaveTheSameName() {
    assertThat(settings())
        .filteredOn(it -> it.group(1) != null)
        .hasSizeGreaterThan(5)
        .allSatisfy(it ->
            assertThat("COFFER_" + it.group(1).toUpperCase(Locale.ROOT).replace('-', '_'))
                .isEqualTo(it.group(2)));
  }

  @Test
  void theServerKnowsEveryVariableOfTheManual() {
    for (MatchResult setting : settings()) {
      Shell shell =
          new Shell()
              .variable("COFFER_DATA", directory.toString())
              .variable("COFFER_PORT", "impossible")
              .variable(setting.group(2), "impossible");

      assertThat(shell.run("serve").mustEndWith(ExitCode.FAILED).err())
          .doesNotContain("unknown setting");
    }
  }

  private static List<MatchResult> settings() {
    return SETTING.matcher(section("serve")).results().toList();
  }

  @Test
  void theTableOfExitCodesIsComplete() {
    String table =
        Stream.of(ExitCode.values())
            .map(code -> "| %d | %s |\n".formatted(code.number(), code.meaning()))
            .collect(Collectors.joining());

    assertThat(manual).contains("| code | meaning |\n|---|---|\n" + table + "\n");
  }

  private static String section(String command) {
    String heading = "### coffer " + command + "\n";
    int start = manual.indexOf(heading) + heading.length();
    Matcher end = Pattern.compile("(?m)^##").matcher(manual);
    return manual.substring(start, end.find(start) ? end.start() : manual.length());
  }
}
