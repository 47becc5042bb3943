package dev.coffer.cli;

/** Text from elsewhere made safe to show: it can neither move the cursor nor reorder a line. */
final class TerminalText {
  private TerminalText() {}

  /** Returns the text with every control character but the line break replaced by U+FFFD. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\n' || !disturbs(c) ? c : 0xFFFD)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /** Like {@link #of}, and line breaks too: for a cell of a table. */
  static String oneLine(String text) {
    return of(text).replace('\n', '\uFFFD');
  }

  private static boolean disturbs(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x2028
        || c == 0x2029;
  }
}
