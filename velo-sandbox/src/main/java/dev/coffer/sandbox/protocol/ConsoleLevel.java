package dev.coffer.sandbox.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How loud a line of the console is: the method of {@code console} that said it. */
public enum ConsoleLevel {
  DEBUG,
  INFO,
  LOG,
  WARN,
  ERROR;

  /** Returns the name of the method, such as {@code log}. */
  public String method() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the level of a method's lines; empty if it is not one of these. */
  public static Optional<ConsoleLevel> of(String method) {
    return Arrays.stream(values()).filter(level -> level.method().equals(method)).findFirst();
  }
}
