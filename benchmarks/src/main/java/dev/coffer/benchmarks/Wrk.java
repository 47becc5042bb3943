package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, one thread of it, with a script that makes the requests. */
final class Wrk {
  private static final Pattern OUTCOME =
      Pattern.compile(
          "requests=(\\d+) microseconds=(\\d+) p50=(\\d+) p99=(\\d+) refused=(\\d+) broken=(\\d+)");

  private final Path script;

  /** Each run takes another seed: for its random names, and so that no two create the same. */
  private final AtomicLong seed = new AtomicLong(System.currentTimeMillis());

  /** What the requests do. */
  enum Operation {
    READ("read"),
    CREATE("create"),
    CALL("call");

    private final String word;

    Operation(String word) {
      this.word = word;
    }
  }

  /**
   * @param directory where the script may be put
   */
  Wrk(Path directory) {
    script = directory.resolve("load.lua");
    try (InputStream resource = Wrk.class.getResourceAsStream("load.lua")) {
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads a server.
   *
   * @param server the server
   * @param operation what the requests do
   * @param data the data set that the server was given, or for the floor any
   * @param secretsPerSite reads are uniformly random over this many secrets of each site
   * @param connections how many keep-alive connections, each with one request at a time
   * @param seconds how long
   * @throws IllegalStateException if a request was refused, or a connection broke
   */
  Load run(
      ChildServer server,
      Operation operation,
      DataSet data,
      int secretsPerSite,
      int connections,
      int seconds) {
    Duration before = server.processorTime();
    String output =
        output(
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "20s",
                "-s",
                script.toString(),
                server.uri().toString(),
                "--",
                operation.word,
                data.keysFile().toString(),
                "" + secretsPerSite,
                "" + seed.incrementAndGet()));
    Duration processorTime = server.processorTime().minus(before);
    Matcher outcome = OUTCOME.matcher(output);
    if (!outcome.find() || !outcome.group(5).equals("0") || !outcome.group(6).equals("0")) {
      throw new IllegalStateException("the load failed: " + output.strip());
    }
    long requests = Long.parseLong(outcome.group(1));
    return new Load(
        requests,
        Double.parseDouble(outcome.group(2)) / 1e6,
        Double.parseDouble(outcome.group(3)),
        Double.parseDouble(outcome.group(4)),
        processorTime.toNanos() / 1e3 / requests);
  }

  private static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }
}
