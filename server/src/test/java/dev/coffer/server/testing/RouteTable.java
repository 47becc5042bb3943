package dev.coffer.server.testing;

import dev.coffer.server.testing.RoleTable.MarkdownTable;
import java.nio.file.Path;
import java.util.List;

/** The table of routes as {@code docs/routes.md} has it. */
public record RouteTable(List<Row> rows) {
  public static final Path DOCUMENT = Path.of("../docs/routes.md");
  public static final String HEADING = "| method | path | needs |";

  /**
   * A route.
   *
   * @param needs what its sender needs, in the words of the document
   */
  public record Row(String method, String pattern, String needs) {
    /** Returns the method, a space, and the path's pattern. */
    public String route() {
      return method + " " + pattern;
    }

    public boolean isPage() {
      return pattern.equals("/") || pattern.startsWith("/dashboard");
    }
  }

  public static RouteTable documented() {
    return new RouteTable(
        MarkdownTable.rows(DOCUMENT, HEADING).stream()
            .map(cells -> new Row(cells.get(0), cells.get(1).replace("`", ""), cells.get(2)))
            .toList());
  }
}
