package dev.coffer.server;

import dev.coffer.server.RoleTable.MarkdownTable;
import java.nio.file.Path;
import java.util.List;

/** The table of routes as {@code docs/routes.md} has it. */
record RouteTable(List<Row> rows) {
  static final Path DOCUMENT = Path.of("../docs/routes.md");
  static final String HEADING = "| method | path | needs |";

  /**
   * A route.
   *
   * @param needs what its sender needs, in the words of the document
   */
  record Row(String method, String pattern, String needs) {
    /** Returns the method, a space, and the path's pattern. */
    String route() {
      return method + " " + pattern;
    }

    boolean isPage() {
      return pattern.equals("/") || pattern.startsWith("/dashboard");
    }
  }

  static RouteTable documented() {
    return new RouteTable(
        MarkdownTable.rows(DOCUMENT, HEADING).stream()
            .map(cells -> new Row(cells.get(0), cells.get(1).replace("`", ""), cells.get(2)))
            .toList());
  }
}
