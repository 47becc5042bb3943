package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapGrowthTest {
  private static final int MEGABYTE = 1 << 20;

  /** The first line shows that without it the same work does fill the heap. */
  @ParameterizedTest(name = "limited: {0}")
  @CsvSource({"false, 200, 1000", "true, 0, 100"})
  void garbageIsCollectedBeforeTheHeapGrows(boolean limited, int atLeast, int atMost)
      throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xms32m",
                    "-Xmn16m",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HeapGrowthTest.class.getName(),
                    Boolean.toString(limited)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    String megabytes = process.inputReader(StandardCharsets.UTF_8).readAllAsString().strip();

    assertThat(Integer.parseInt(megabytes))
        .as("MB of heap with 16 MB in it, after 800 MB went through its old generation")
        .isBetween(atLeast, atMost);
  }

  /** Keeps the last 16 MB of all it makes, long enough to grow old, and prints the heap's size. */
  public static void main(String[] arguments) throws InterruptedException {
    if (Boolean.parseBoolean(arguments[0])) {
      HeapGrowth.limit();
    }
    byte[][] kept = new byte[256][];
    for (int i = 0; i < 800 * 16; i++) {
      kept[i % kept.length] = new byte[MEGABYTE / 16];
      if (i % 64 == 0) {
        Thread.sleep(1); // The collection runs on a thread of its own.
      }
    }
    System.out.println(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / MEGABYTE);
  }
}
