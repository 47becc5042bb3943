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

  /** The processor time that the server has used so far. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The memory that is resident now, in MB (1,000,000 bytes); known on Linux only. */
  Optional<Long> residentMegabytes() {
    Path status = Path.of("/proc", Long.toString(pid()), "status");
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
