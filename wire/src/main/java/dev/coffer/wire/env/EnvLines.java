package dev.coffer.wire.env;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of a {@code .env} file: {@code NAME=value}, with {@code export} before it or not.
 * A value in single quotes is taken as it is; in double quotes, {@code \n}, {@code \r}, {@code \t},
 * {@code \"} and {@code \\} are what they stand for; in either, it may have several lines. A value
 * without quotes, or with more behind them, ends at the line's end or at a {@code #} with a space
 * before it. Empty lines and lines that begin with {@code #} are passed over. Nothing is expanded.
 */
public final class EnvLines {
  private static final String EXPORT = "export";

  private final String text;
  private int at;

  private EnvLines(String text) {
    this.text = text;
  }

  /**
   * A line that gives a value to a name, or one that could not be read.
   *
   * @param name the name; empty if the line could not be read
   * @param value the value
   */
  public record Entry(String name, String value) {
    private static final Entry UNREADABLE = new Entry("", "");

    /** Shows neither name nor value. */
    @Override
    public String toString() {
      return "Entry";
    }
  }

  /**
   * Reads lines that end with LF, in a time that grows with their length.
   *
   * @param lines the content of a file
   * @return what they say, in their order
   */
  public static List<Entry> read(String lines) {
    return new EnvLines(lines).entries();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    while (at < text.length()) {
      int start = afterBlanks(at);
      if (start == endOfLine(at) || text.charAt(start) == '#') {
        at = endOfLine(at) + 1;
      } else {
        entries.add(entry(start));
      }
    }
    return entries;
  }

  /** Reads an entry, and goes to the line behind it. */
  private Entry entry(int start) {
    int end = endOfLine(start);
    String line = text.substring(start, end);
    int equals = line.indexOf('=');
    String name = equals < 0 ? "" : name(line.substring(0, equals).stripTrailing());
    at = end + 1;
    if (name.isEmpty()) {
      return Entry.UNREADABLE;
    }
    int value = afterBlanks(start + equals + 1);
    return new Entry(name, quoted(value).orElseGet(() -> plain(value, end)));
  }

  /** Returns the name before the equals sign; empty if there is none that could be one. */
  private static String name(String before) {
    String name =
        before.startsWith(EXPORT)
                && before.length() > EXPORT.length()
                && isBlank(before.charAt(EXPORT.length()))
            ? before.substring(EXPORT.length()).strip()
            : before;
    boolean possible =
        name.chars().noneMatch(Character::isWhitespace)
            && !name.startsWith("'")
            && !name.startsWith("\"");
    return possible ? name : "";
  }

  /** Reads a value in quotes with nothing but a comment behind it. */
  private Optional<String> quoted(int start) {
    if (start == text.length() || (text.charAt(start) != '\'' && text.charAt(start) != '"')) {
      return Optional.empty();
    }
    boolean isDouble = text.charAt(start) == '"';
    int close = isDouble ? closingDoubleQuote(start + 1) : text.indexOf('\'', start + 1);
    if (close < 0) {
      return Optional.empty();
    }
    int behind = afterBlanks(close + 1);
    if (behind < endOfLine(close) && text.charAt(behind) != '#') {
      return Optional.empty();
    }
    at = endOfLine(close) + 1;
    String content = text.substring(start + 1, close);
    return Optional.of(isDouble ? unescaped(content) : content);
  }

  private int closingDoubleQuote(int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        return i;
      }
      if (text.charAt(i) == '\\') {
        i++;
      }
    }
    return -1;
  }

  private String plain(int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '#' && (i == start || isBlank(text.charAt(i - 1)))) {
        return text.substring(start, i).strip();
      }
    }
    return text.substring(start, end).strip();
  }

  private static String unescaped(String content) {
    StringBuilder result = new StringBuilder(content.length());
    for (int i = 0; i < content.length(); i++) {
      char character = content.charAt(i);
      if (character == '\\') { // Another character follows, else no quote would have closed it.
        i++;
        result.append(unescaped(content.charAt(i)));
      } else {
        result.append(character);
      }
    }
    return result.toString();
  }

  private static String unescaped(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"' -> "\"";
      case '\\' -> "\\";
      default -> "\\" + escaped;
    };
  }

  private int afterBlanks(int from) {
    int i = from;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }
}
