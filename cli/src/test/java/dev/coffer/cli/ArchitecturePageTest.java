package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md, held against the sources that it leads to. */
final class ArchitecturePageTest {
  private static final Path ROOT = Path.of("..");

  /** A word in the form of a class's name, such as {@code SecretTable}, alone in a code span. */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*)(?:\\.[a-z]\\w*)?`");

  /** Names of the wire's, of Java's and of types inside of others. */
  private static final Set<String> NO_FILES =
      Set.of(
          "Load",
          "Call",
          "Done",
          "Refused",
          "Survey",
          "Arguments",
          "Request",
          "Ready",
          "Loading",
          "Surveyed",
          "Loaded",
          "Ask",
          "Said",
          "Ended",
          "Free",
          "Cipher",
          "Buffer",
          "Authorization");

  @Test
  void everyClassThatThePageNamesIsThere() throws IOException {
    Set<String> files = sources();
    List<String> named =
        CLASS
            .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .filter(name -> !NO_FILES.contains(name))
            .toList();
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named).filteredOn(name -> !files.contains(name)).as("no such classes").isEmpty();
  }

  @Test
  void everyModuleStandsOnThePage() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    try (Stream<Path> children = Files.list(ROOT)) {
      assertThat(children.filter(child -> Files.exists(child.resolve("pom.xml"))))
          .hasSizeGreaterThan(8)
          .allSatisfy(module -> assertThat(page).contains("\n    " + module.getFileName() + "/ "));
    }
  }

  private static Set<String> sources() throws IOException {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
