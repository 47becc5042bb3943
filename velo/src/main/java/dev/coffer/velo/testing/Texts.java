package dev.coffer.velo.testing;

import java.time.Duration;
import java.util.Locale;

/** Texts in the form that the page shows. */
final class Texts {
  private static final int LONGEST = 100_000;

  private Texts() {}

  /** Cuts what nobody reads to its end. Only what is masked may be cut, or a mask could miss. */
  static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end)
        + "\n… and "
        + (text.length() - end)
        + " more characters, which this page leaves out";
  }

  static String of(Duration time) {
    long milliseconds = time.toMillis();
    return milliseconds < 1
        ? "less than 1 ms"
        : milliseconds < 1_000
            ? milliseconds + " ms"
            : String.format(Locale.ROOT, "%.1f s", milliseconds / 1_000.0);
  }
}
