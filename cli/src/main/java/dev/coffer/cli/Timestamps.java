package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The server's instants, as people read them: UTC to the minute. */
final class Timestamps {
  private static final DateTimeFormatter TO_THE_MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  static String shown(JsonNode instant) {
    try {
      return TO_THE_MINUTE.format(Instant.parse(instant.asText()));
    } catch (DateTimeParseException e) {
      return instant.asText();
    }
  }

  /** Like {@link #shown}, saying so when the instant is behind us, and {@code never} for none. */
  static String shownAsExpiry(JsonNode instant) {
    if (instant.isMissingNode() || instant.isNull()) {
      return "never";
    }
    boolean over = instant.asText().compareTo(Instant.now().toString()) < 0;
    return shown(instant) + (over ? " (expired)" : "");
  }
}
