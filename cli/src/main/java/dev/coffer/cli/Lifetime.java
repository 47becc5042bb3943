package dev.coffer.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a key is good for: a whole number of hours, days or weeks, at most a hundred years. */
record Lifetime(Duration duration) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})([hdw])");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * Reads {@code 12h}, {@code 90d} or {@code 8w}.
   *
   * @throws IllegalArgumentException when the text is not one of these, or more than 36500 days
   */
  static Lifetime parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number of hours, days or weeks, such as 12h, 90d or 8w");
    }
    long count = Long.parseLong(form.group(1));
    Duration duration =
        switch (form.group(2)) {
          case "h" -> Duration.ofHours(count);
          case "d" -> Duration.ofDays(count);
          default -> Duration.ofDays(7 * count);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than 36500d");
    }
    return new Lifetime(duration);
  }

  /** Returns when it ends if it begins at an instant, to the millisecond. */
  Instant endAfter(Instant beginning) {
    return beginning.plus(duration).truncatedTo(ChronoUnit.MILLIS);
  }
}
