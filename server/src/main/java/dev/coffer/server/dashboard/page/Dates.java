package dev.coffer.server.dashboard.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How pages write dates: in UTC, because a server's people may live in several time zones. */
public final class Dates {
  private static final DateTimeFormatter DATE = formatter("d MMM yyyy");
  private static final DateTimeFormatter DATE_AND_TIME = formatter("d MMM yyyy, HH:mm 'UTC'");

  private Dates() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /**
   * {@return its day, such as {@code 23 Nov 2026}}
   *
   * @param at a time
   */
  public static String date(Instant at) {
    return DATE.format(at);
  }

  /**
   * {@return its day and minute, such as {@code 23 Nov 2026, 04:10 UTC}}
   *
   * @param at a time
   */
  public static String dateAndTime(Instant at) {
    return DATE_AND_TIME.format(at);
  }

  /**
   * {@return its day as programs read it, such as {@code 2026-11-23}}
   *
   * @param at a time
   */
  public static String machineDay(Instant at) {
    return DateTimeFormatter.ISO_LOCAL_DATE.format(at.atOffset(ZoneOffset.UTC));
  }

  /**
   * {@return it as programs read it, to the second}
   *
   * @param at a time
   */
  public static String machine(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
