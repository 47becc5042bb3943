package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a process with secrets in its memory, when it crashes. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class CrashTest {
  private static final Pattern JAVA_OPTIONS = Pattern.compile("java_options='([^']*)'");

  @TempDir private Path directory;

  private static List<String> optionsOfTheLauncher() throws Exception {
    Matcher options = JAVA_OPTIONS.matcher(Files.readString(Path.of("../coffer")));
    assertThat(options.find()).as("the launcher's options").isTrue();
    return List.of(options.group(1).strip().split("\\s+"));
  }

  @Test
  void aCrashOfTheServerLeavesNeitherACoreDumpNorAReport() throws Exception {
    Path here = Files.createDirectory(directory.resolve("started-here"));
    Process server = serverIn(here);
    try {
      Path address = directory.resolve("data/server.url");
      for (int i = 0; i < 6_000 && server.isAlive() && !Files.exists(address); i++) {
        Thread.sleep(20);
      }
      assertThat(server.isAlive()).as("the server runs").isTrue();
      new ProcessBuilder("kill", "-SEGV", Long.toString(server.pid())).start().waitFor();
      assertThat(server.waitFor(2, TimeUnit.MINUTES)).as("the crash ended it").isTrue();
    } finally {
      server.destroyForcibly().waitFor();
    }

    assertThat(server.exitValue()).isNotZero();
    assertThat(filesIn(here)).isEmpty();
    assertThat(filesIn(directory.resolve("data"))).noneMatch(CrashTest::isOfACrash);
    assertThat(Path.of(System.getProperty("java.io.tmpdir"), report(server))).doesNotExist();
    assertThat(directory.resolve("out")).content().doesNotContain("fatal error");
    assertThat(directory.resolve("err")).content().doesNotContain("fatal error", "hs_err");
  }

  private Process serverIn(Path here) throws Exception {
    List<String> command = new ArrayList<>();
    // The launcher's own limit would hide what the options are for.
    command.addAll(List.of("sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(optionsOfTheLauncher());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.coffer.cli.Main"));
    command.addAll(List.of("serve", "--port", "0", "--data", directory.resolve("data").toString()));
    return new ProcessBuilder(command)
        .directory(here.toFile())
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static String report(Process process) {
    return "hs_err_pid" + process.pid() + ".log";
  }

  private static boolean isOfACrash(String name) {
    return name.startsWith("core") || name.startsWith("hs_err");
  }

  private static List<String> filesIn(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
