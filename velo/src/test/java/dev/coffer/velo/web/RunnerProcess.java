package dev.coffer.velo.web;

import dev.coffer.server.startup.Logging;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.RunningCoffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A site that runs in a process of its own, with little memory and few file descriptors. */
final class RunnerProcess implements AutoCloseable {
  private final Process process;
  private final URI address;

  private RunnerProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Runs, in the process, the site in a directory; the key comes in its input. */
  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    Logging.useDefaults();
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    CofferSite site =
        new CofferSite(
            URI.create(arguments[1]),
            input.readLine(),
            Optional.of(arguments[2]),
            SSLContext.getDefault());
    VeloServer server =
        VeloServer.start(VeloSettings.load(Path.of(arguments[0])).at("127.0.0.1", 0), site);
    System.out.println(server.address());
  }

  /** Runs a site with 128 MB of heap and 256 file descriptors. */
  static RunnerProcess start(Path directory, RunningCoffer coffer, String siteId, Path log)
      throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 256; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                RunnerProcess.class.getName(),
                directory.toString(),
                coffer.uri().toString(),
                siteId)
            .redirectError(log.toFile())
            .start();
    try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
      input.write(coffer.operatorKey() + "\n");
    }
    String address = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (address == null) {
      throw new AssertionError("the site did not start: " + Files.readString(log));
    }
    return new RunnerProcess(process, URI.create(address));
  }

  URI address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    process.onExit().join();
  }
}
