package dev.coffer.server;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Everything that this process prints on standard error, logs included. */
final class StandardError implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private StandardError() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  static StandardError capture() {
    return new StandardError();
  }

  String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
