package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the operating system saw of a server's promise to have on disk what it has answered.
 *
 * @param created how many creations were acknowledged
 * @param commits how many transactions made them durable
 * @param syncs how many times the server called fsync or fdatasync meanwhile
 */
record Fsyncs(long created, long commits, long syncs) {
  /**
   * Watches a server through strace while it is loaded.
   *
   * @param server the server
   * @param directory where a file may be put
   * @param load creates secrets
   * @return what was seen; empty if this machine has no strace, or forbids its use
   */
  static Optional<Fsyncs> during(ChildServer server, Path directory, Supplier<Load> load) {
    Path calls = directory.resolve("fsyncs.txt");
    Process strace;
    try {
      strace =
          new ProcessBuilder(
                  List.of(
                      "strace",
                      "-f",
                      "-e",
                      "trace=fsync,fdatasync",
                      "-o",
                      calls.toString(),
                      "-p",
                      "" + server.pid()))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("strace.log").toFile())
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    Pause.milliseconds(2_000); // It attaches to every thread.
    if (!strace.isAlive()) {
      return Optional.empty();
    }
    try {
      long commitsBefore = commits(server);
      Load loaded = load.get();
      return Optional.of(
          new Fsyncs(loaded.requests(), commits(server) - commitsBefore, count(calls)));
    } finally {
      strace.destroy();
      try {
        strace.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long count(Path calls) {
    // A call that another thread's interrupts is written as two lines, the second "resumed".
    try (Stream<String> lines = Files.lines(calls)) {
      return lines.filter(line -> line.contains("sync(") && !line.contains("resumed")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long commits(ChildServer server) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI metrics = server.uri().resolve("/metrics");
      String text =
          http.send(
                  HttpRequest.newBuilder(metrics).build(),
                  BodyHandlers.ofString(StandardCharsets.UTF_8))
              .body();
      Matcher count = Pattern.compile("coffer_storage_batch_changes_count (\\d+)").matcher(text);
      if (!count.find()) {
        throw new IllegalStateException("the server does not count its commits");
      }
      return Long.parseLong(count.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }
}
