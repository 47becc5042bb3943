package dev.coffer.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test lets time pass. */
public final class TestClock implements InstantSource {
  private volatile Instant now;

  public TestClock() {
    this(Instant.parse("2026-03-01T12:00:00Z"));
  }

  public TestClock(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }
}
