package dev.coffer.velo.testing;

/**
 * A place in a file.
 *
 * @param file the path from the site's directory; empty if it is not known
 * @param line counted from 1; 0 if it is not known
 * @param column counted from 1; 0 if it is not known
 */
public record SourceLocation(String file, int line, int column) {
  /** Returns the place as people write it, such as {@code backend/email.web.js:3:12}. */
  public String text() {
    return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
  }

  /** Returns the same without the directories, where there is little room. */
  public String shortText() {
    return new SourceLocation(file.substring(file.lastIndexOf('/') + 1), line, column).text();
  }
}
