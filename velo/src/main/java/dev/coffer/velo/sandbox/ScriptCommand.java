package dev.coffer.velo.sandbox;

import dev.coffer.sandbox.protocol.ChildProgram;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process that runs code is started.
 *
 * @param wrapper what stands before the command, to take the network away; empty where nothing can
 * @param cacheOptions Java's, for a cache's making or its use
 */
record ScriptCommand(List<String> wrapper, List<String> cacheOptions) {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptCommand.class);

  /** The path of a cache of what Java learned of that process, which makes it start faster. */
  private static final String CACHE = "coffer.script.cache";

  /** More options for that process's Java, with spaces between them. */
  private static final String OPTIONS = "coffer.script.options";

  /** They take the network from what follows them. */
  static final List<List<String>> WITHOUT_NETWORK =
      List.of(
          List.of("unshare", "--net", "--"),
          List.of("unshare", "--user", "--map-root-user", "--net", "--"));

  /** Without network if possible, with the cache that the launcher made if there is one. */
  static ScriptCommand usual() {
    return new ScriptCommand(Network.WRAPPER, cacheInUse());
  }

  /** Returns the same, but it writes a cache when it ends. */
  static ScriptCommand making(Path cache) {
    return new ScriptCommand(
        Network.WRAPPER, List.of("-XX:AOTCacheOutput=" + cache.toAbsolutePath()));
  }

  /** Starts it with nothing in its environment, in an empty directory. */
  Process start(SandboxOptions options, Path directory) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + options.heapMegabytes() + "m");
    // The same for a cache's making and its use.
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            // What a crash would leave behind holds values of secrets.
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            "-XX:MaxDirectMemorySize=16m",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "-Xlog:aot*=off:stderr",
            "-Xlog:cds*=off:stderr",
            "-Djava.awt.headless=true",
            "-Duser.timezone=UTC",
            "-Dpolyglot.engine.WarnInterpreterOnly=false"));
    command.addAll(cacheOptions);
    command.addAll(moreOptions());
    command.addAll(List.of("-cp", classPath(), ChildProgram.MAIN_CLASS));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("The process that runs code cannot be started", e);
    }
  }

  private static List<String> cacheInUse() {
    return Optional.ofNullable(System.getProperty(CACHE))
        .map(Path::of)
        .filter(Files::isReadable)
        .map(cache -> List.of("-XX:AOTCache=" + cache.toAbsolutePath()))
        .orElse(List.of());
  }

  private static List<String> moreOptions() {
    return Arrays.stream(System.getProperty(OPTIONS, "").split(" ", -1))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  private static String classPath() {
    return ChildProgram.classPath().stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Returns the first of these wrappers under which a program runs here, or none; the log says so.
   */
  static List<String> firstThatRuns(List<List<String>> wrappers) {
    for (List<String> wrapper : wrappers) {
      List<String> trial = new ArrayList<>(wrapper);
      trial.add("true");
      if (succeeds(trial)) {
        LOG.info("The site's code runs in a process without network");
        return wrapper;
      }
    }
    LOG.warn(
        "The system does not let a process be started without network; the site's code has no way"
            + " to use it but the runner's own");
    return List.of();
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Found out once. */
  private static final class Network {
    private static final List<String> WRAPPER = firstThatRuns(WITHOUT_NETWORK);
  }
}
