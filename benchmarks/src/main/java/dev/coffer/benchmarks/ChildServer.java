package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server in a process of its own, so that it shares no memory or compiled code with another. */
final class ChildServer implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final String LOG_SUFFIX = ".log";

  private final Process process;
  private final URI uri;

  private ChildServer(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts Coffer as its users do, on a data directory. */
  static ChildServer coffer(Path launcher, Path data) {
    Process process = serve(launcher, data, 0);
    Path address = data.resolve("server.url");
    return started(process, () -> firstLine(address));
  }

  /** Begins a start of Coffer, and does not wait for it. */
  static Process serve(Path launcher, Path data, int port) {
    return launch(
        List.of(launcher.toString(), "serve", "--data", data.toString(), "--port", "" + port),
        data.resolveSibling(data.getFileName() + LOG_SUFFIX));
  }

  /** Starts the floor in a Java with the same options as a running Coffer's. */
  static ChildServer floor(ChildServer coffer, Path directory) {
    List<String> command = new ArrayList<>();
    ProcessHandle.Info info = coffer.process.info();
    command.add(info.command().orElseThrow());
    Stream.of(info.arguments().orElseThrow())
        .takeWhile(argument -> !argument.equals("-jar"))
        .filter(option -> !option.startsWith("-XX:AOTCache"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Floor.class.getName()));
    Path output = directory.resolve("floor" + LOG_SUFFIX);
    return started(launch(command, output), () -> firstLine(output));
  }

  /**
   * Runs a Velo site as its authors do, against the Coffer of a data directory.
   *
   * @param siteName the site of the server whose secrets it uses
   */
  static ChildServer velo(Path launcher, Path site, Path data, String siteName) {
    Path output = site.resolveSibling(site.getFileName() + LOG_SUFFIX);
    Process process = runSite(launcher, site, data, siteName, 0, output);
    return started(process, () -> addressIn(output));
  }

  /** Begins a start of a Velo site, and does not wait for it. */
  static Process runSite(
      Path launcher, Path site, Path data, String siteName, int port, Path output) {
    return launch(
        List.of(
            launcher.toString(),
            "velo",
            site.toString(),
            "--data",
            data.toString(),
            "--site",
            siteName,
            "--port",
            "" + port),
        output);
  }

  /** Starts a program that prints its address. */
  static ChildServer printing(List<String> command, Path output) {
    return started(launch(command, output), () -> firstLine(output));
  }

  private static Optional<String> addressIn(Path output) {
    try (Stream<String> lines = Files.lines(output)) {
      return lines
          .filter(line -> line.startsWith("The site runs at "))
          .map(line -> line.substring("The site runs at ".length()))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(List<String> command, Path output) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("COFFER_"));
    try {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChildServer started(Process process, Supplier<Optional<String>> address) {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      Optional<String> uri = address.get();
      if (uri.isPresent()) {
        return new ChildServer(process, URI.create(uri.get()));
      }
      Pause.milliseconds(20);
    }
    process.destroyForcibly();
    throw new IllegalStateException("a server did not start; its log is in benchmarks/target/run");
  }

  private static Optional<String> firstLine(Path file) {
    try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
      return lines.findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return uri;
  }

  long pid() {
    return process.pid();
  }

  /** Returns the processor time that the server and what it started have used so far. */
  Duration processorTime() {
    return processes()
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /**
   * Returns the memory of the server and what it started that is resident now, in MB (1,000,000
   * bytes); known on Linux only.
   */
  Optional<Long> residentMegabytes() {
    return processes()
        .map(one -> residentMegabytes(one.pid()))
        .reduce(Optional.of(0L), (sum, one) -> sum.flatMap(a -> one.map(b -> a + b)));
  }

  private static Optional<Long> residentMegabytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1_000_000)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop(process);
  }

  /** Ends a server and waits until it has. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
