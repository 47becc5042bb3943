package dev.coffer.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md, whose every claim names the tests that show it, held against the tests. */
final class ThreatModelTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.([a-z]\\w*)`");

  @Test
  void everyRowNamesAnAssetSomebodyAWayAMeansAndTests() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(30);
    assertThat(rows())
        .allSatisfy(row -> {
          assertThat(row).hasSize(5).doesNotContain("");
          assertThat(row.getLast().split(", ")).allMatch(test -> TEST.matcher(test).matches());
        });
  }

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    Map<String, List<String>> tests = tests();
    List<String> missing =
        TEST.matcher(page())
            .results()
            .filter(named -> !isIn(tests.getOrDefault(named.group(1), List.of()), named))
            .map(MatchResult::group)
            .toList();

    assertThat(missing).as("tests that are not there").isEmpty();
  }

  private static boolean isIn(List<String> sources, MatchResult named) {
    Pattern method =
        Pattern.compile(
            "(?s)\n  @(Parameterized)?Test\\b(?:(?!\n\n).)*?void " + named.group(2) + "\\(");
    return sources.stream().anyMatch(source -> method.matcher(source).find());
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/threat-model.md"));
  }

  private static List<List<String>> rows() throws IOException {
    return page()
        .lines()
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> line.substring(1, line.length() - 1))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  /** Returns the sources of tests by the names of their classes, some of which two modules have. */
  private static Map<String, List<String>> tests() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ThreatModelTest::files)
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              groupingBy(
                  file -> file.getFileName().toString().replace(".java", ""),
                  mapping(ThreatModelTest::source, toList())));
    }
  }

  private static Stream<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String source(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
