package dev.coffer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What another Java process, with the serial collector, still needs of its heap. */
public final class LiveHeap {
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final int PATIENCE = 60;

  private LiveHeap() {}

  /** Collects garbage in the process, and tells how many megabytes are left of the heap. */
  public static long megabytes(long pid) {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    if (kilobytes == 0) {
      throw new AssertionError("the process does not tell of its heap");
    }
    return kilobytes >> 10;
  }

  /**
   * Tells whether the process needs no more than so many megabytes, at once or within a minute, in
   * which what was cut off comes to its end.
   */
  public static boolean fallsTo(long megabytes, long pid) {
    for (int second = 0; second < PATIENCE; second++) {
      if (megabytes(pid) <= megabytes) {
        return true;
      }
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return false;
  }

  /** Returns the process's resident memory as Linux tells it; elsewhere, nothing. */
  public static String resident(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static String jcmd(long pid, String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  command)
              .redirectErrorStream(true)
              .start();
      return jcmd.inputReader(StandardCharsets.UTF_8).readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
