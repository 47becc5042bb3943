package dev.coffer.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test lets time pass. */
final class TestClock implements InstantSource {
  private volatile Instant now;

  TestClock() {
    this(Instant.parse("2026-03-01T12:00:00Z"));
  }

  TestClock(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }
}
