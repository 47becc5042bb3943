package dev.coffer.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of a {@code .env} file: {@code NAME=value}, with {@code export} before it or not.
 * A value in single quotes is taken as it is; in double quotes, {@code \n}, {@code \r}, {@code \t},
 * {@code \"} and {@code \\} are what they stand for; in either, it may have several lines. A value
 * without quotes ends at the line's end or at a {@code #} with a space before it. Empty lines and
 * lines that begin with {@code #} are passed over. Nothing is expanded.
 */
final class EnvLines {

  private static final Pattern LINE =
      Pattern.compile(
          "[ \\t]*(?:"
              + "(?:export[ \\t]+)?(?<name>[^\\s=#'\"][^\\s=]*)[ \\t]*=[ \\t]*"
              + "(?:'(?<single>[^']*)'|\"(?<double>(?:[^\"\\\\]|\\\\.)*+)\"|(?<plain>[^\\n]*?))"
              + "[ \\t]*(?:(?<=[ \\t'\"=])#[^\\n]*)?"
              + "|#[^\\n]*)?(?:\\n|$)",
          Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  private EnvLines() {}

  /**
   * A line that gives a value to a name, or one that could not be read.
   *
   * @param name the name; empty if the line could not be read
   * @param value the value
   */
  record Entry(String name, String value) {

    /** Does not show the value. */
    @Override
    public String toString() {
      return "Entry";
    }
  }

  /** Reads lines that end with LF. */
  static List<Entry> read(String lines) {
    List<Entry> entries = new ArrayList<>();
    Matcher line = LINE.matcher(lines);
    int at = 0;
    while (at < lines.length()) {
      line.region(at, lines.length());
      if (line.lookingAt() && line.end() > at) {
        at = line.end();
        if (line.group("name") != null) {
          entries.add(new Entry(line.group("name"), value(line)));
        }
      } else {
        entries.add(new Entry("", ""));
        int end = lines.indexOf('\n', at);
        at = end < 0 ? lines.length() : end + 1;
      }
    }
    return entries;
  }

  private static String value(Matcher line) {
    if (line.group("single") != null) {
      return line.group("single");
    }
    if (line.group("double") != null) {
      return ESCAPE
          .matcher(line.group("double"))
          .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1))));
    }
    return line.group("plain").strip();
  }

  private static String unescaped(String character) {
    return switch (character) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      case "\"", "\\" -> character;
      default -> "\\" + character;
    };
  }
}
