package dev.coffer.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of roles as {@code docs/dashboard.md} has it: what people were told, and not what the
 * product takes for it.
 */
public record RoleTable(Map<String, Map<String, Boolean>> rows) {
  public static final Path DOCUMENT = Path.of("../docs/dashboard.md");

  public static RoleTable documented() {
    List<List<String>> cells =
        MarkdownTable.rows(DOCUMENT, "| | Owner | Admin | Website Manager | Member |");
    Map<String, Map<String, Boolean>> rows = new HashMap<>();
    for (List<String> row : cells) {
      Map<String, Boolean> roles = new HashMap<>();
      List<String> names = List.of("OWNER", "ADMIN", "WEBSITE_MANAGER", "MEMBER");
      for (int i = 0; i < names.size(); i++) {
        roles.put(names.get(i), row.get(i + 1).equals("yes"));
      }
      rows.put(row.getFirst(), roles);
    }
    return new RoleTable(rows);
  }

  /** Returns whether a role allows something, both as the table has them. */
  public boolean allows(String role, String what) {
    if (!rows.containsKey(what)) {
      throw new AssertionError("the table of roles has no row for: " + what);
    }
    return rows.get(what).get(role);
  }

  /** Reads tables of Markdown documents. */
  public static final class MarkdownTable {
    private MarkdownTable() {}

    /** Returns the cells of the rows below a heading row. */
    public static List<List<String>> rows(Path document, String heading) {
      try {
        List<String> lines = Files.readAllLines(document);
        int start = lines.indexOf(heading);
        if (start < 0) {
          throw new AssertionError(document + " has no table " + heading);
        }
        return lines.subList(start + 2, lines.size()).stream()
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
