package dev.coffer.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Everything that this process prints on standard error, logs included. */
public final class StandardError implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private StandardError() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  public static StandardError capture() {
    return new StandardError();
  }

  public String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
