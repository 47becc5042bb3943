package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names of the classes of all modules: whoever reads one knows which class is meant. */
final class ClassNamesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void aClassOfTheProductHasItsNameForItselfInAllModules() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path module : modules()) {
      sources.addAll(sources(module.resolve("src/main/java")));
    }

    assertThat(sources).as("classes that were found").hasSizeGreaterThan(200);
    assertThat(declaredTwice(sources)).as("classes with the same name").isEmpty();
  }

  @Test
  void aClassOfTheTestsHasItsNameForItselfInItsModule() throws IOException {
    for (Path module : modules()) {
      List<Path> sources = new ArrayList<>(sources(module.resolve("src/main/java")));
      sources.addAll(sources(module.resolve("src/test/java")));

      assertThat(declaredTwice(sources)).as("classes with the same name in " + module).isEmpty();
    }
  }

  private static Set<Path> modules() throws IOException {
    try (Stream<Path> directories = Files.list(ROOT)) {
      return directories
          .filter(directory -> Files.isRegularFile(directory.resolve("pom.xml")))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<Path> sources(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .toList();
    }
  }

  private static Collection<List<Path>> declaredTwice(List<Path> sources) {
    Map<Path, List<Path>> byName =
        sources.stream()
            .collect(Collectors.groupingBy(Path::getFileName, TreeMap::new, Collectors.toList()));
    return byName.values().stream().filter(paths -> paths.size() > 1).toList();
  }
}
