package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void theNewestVersionIsThatOfTheNewestMigration(String dialect) {
    int newest =
        migrations(dialect).stream()
            .map(name -> name.replaceFirst("^V([0-9]+)__.*", "$1"))
            .mapToInt(Integer::parseInt)
            .max()
            .orElseThrow();
    assertThat(Schema.NEWEST).isEqualTo(Integer.toString(newest));
  }

  @Test
  void bothDatabasesHaveTheSameMigrations() {
    assertThat(migrations("sqlite")).isEqualTo(migrations("postgresql"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void aDatabaseOfTheNewestVersionIsStored(String dialect) {
    assertThat(
            Schema.class.getResource(
                "/dev/coffer/server/stored/v" + Schema.NEWEST + "/" + dialect + "/manifest.json"))
        .as(
            "a database of schema version %s on %s, to be written once by the build that brings it:"
                + " CONTRIBUTING.md says how",
            Schema.NEWEST, dialect)
        .isNotNull();
  }

  private static Set<String> migrations(String dialect) {
    URL resources = Schema.class.getResource(dialect);
    try (Stream<Path> files = Files.list(Path.of(resources.toURI()))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
