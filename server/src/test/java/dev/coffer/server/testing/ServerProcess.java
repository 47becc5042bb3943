package dev.coffer.server.testing;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server in a process of its own, which a test can kill. */
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Runs, in the process, a server with the flags {@code name=value}. */
  public static void main(String[] flags) {
    Map<String, String> settings = new TreeMap<>();
    for (String flag : flags) {
      int separator = flag.indexOf('=');
      settings.put(flag.substring(0, separator), flag.substring(separator + 1));
    }
    CofferServer server = CofferServer.start(Settings.load(settings, Map.of()));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.uri());
  }

  /** Starts a server, with options for its Java; it may not be ready yet. */
  public static ServerProcess start(Map<String, String> flags, Path log, String... javaOptions) {
    return start(flags, log, List.of(), List.of(javaOptions));
  }

  /** Starts a server with so much heap and so many file descriptors; it may not be ready yet. */
  public static ServerProcess startSmall(
      Map<String, String> flags, Path log, int heapMegabytes, int descriptors) {
    return start(
        flags,
        log,
        List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"),
        List.of("-Xmx" + heapMegabytes + "m", "-XX:+ExitOnOutOfMemoryError"));
  }

  private static ServerProcess start(
      Map<String, String> flags, Path log, List<String> shell, List<String> options) {
    List<String> command = new ArrayList<>(shell);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ServerProcess.class.getName()));
    flags.forEach((name, value) -> command.add(name + "=" + value));
    try {
      return new ServerProcess(
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server answers, and tells where. */
  public URI awaitReady() {
    try {
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (line == null) {
        throw new AssertionError("the server did not start: " + Files.readString(log));
      }
      return URI.create(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what the process was started with, as far as every user of the machine can read it. */
  public String commandLine() throws IOException {
    Path linux = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    return Files.exists(linux) ? Files.readString(linux) : process.info().commandLine().orElse("");
  }

  /**
   * Asks the server to stop, and tells what it has printed on standard output since it was ready.
   */
  public String stop() {
    try {
      process.toHandle().destroy(); // The process itself would close its output unread.
      process.onExit().join();
      return process.inputReader(StandardCharsets.UTF_8).readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process at once, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
