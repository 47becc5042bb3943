package dev.coffer.server.access;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of roles in the documentation is the one in the code. */
class RoleTableTest {
  private static final Path DOCUMENT = Path.of("../docs/dashboard.md");

  @Test
  void theDocumentedTableIsTheOneThatCounts() throws IOException {
    String document = Files.readString(DOCUMENT);
    String start = "| | " + row(Role::title) + "|---|---|---|---|---|\n";
    String table =
        Stream.of(SitePermission.values())
            .map(permission ->
                "| "
                    + permission.description()
                    + " | "
                    + row(role -> role.may(permission) ? "yes" : "–"))
            .collect(joining("", start, "\n"));
    assertThat(document).contains(table);
  }

  private static String row(Function<Role, String> cell) {
    return Stream.of(Role.values()).map(cell).collect(joining(" | ", "", " |\n"));
  }
}
