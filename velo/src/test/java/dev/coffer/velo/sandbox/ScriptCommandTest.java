package dev.coffer.velo.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.coffer.sandbox.protocol.MessageCodec;
import dev.coffer.sandbox.protocol.ToChild;
import dev.coffer.velo.site.SiteFiles;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How the process that runs code loses the network, and what happens where it cannot. */
final class ScriptCommandTest {
  private static final SandboxOptions OPTIONS = new SandboxOptions(Duration.ofSeconds(60), 128, 1);
  private static final List<List<String>> THAT_FAIL =
      List.of(List.of("coffer-no-such-program", "--"), List.of("false"));

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  @EnabledOnOs(OS.LINUX)
  void whereTheSystemAllowsItTheProcessHasNoNetwork() throws Exception {
    List<String> wrapper = ScriptCommand.firstThatRuns(ScriptCommand.WITHOUT_NETWORK);
    assumeThat(wrapper).as("a way to take the network from a process").isNotEmpty();

    assertThat(networkOf(new ScriptCommand(wrapper, List.of()))).isNotEqualTo(ownNetwork());
    assertThat(networkOf(new ScriptCommand(List.of(), List.of()))).isEqualTo(ownNetwork());
  }

  @Test
  void whereItDoesNotTheCodeRunsAllTheSameAndTheLogSaysSo() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(ScriptCommand.class);
    log.start();
    logger.addAppender(log);
    List<String> wrapper;
    try {
      wrapper = ScriptCommand.firstThatRuns(THAT_FAIL);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("does not let a process be started without network");
    try (Sandbox sandbox = Sandbox.start(OPTIONS, new ScriptCommand(wrapper, List.of()))) {
      sandbox.load(new SiteFiles(Map.of("backend/a.js", "export const f = () => 42;")));
      assertThat(sandbox.call(new Call.Function("backend/a.js", "f", List.of()), new TestHost()))
          .isEqualTo(new CallOutcome.Returned(Optional.of(TestHost.json("42"))));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLoadWhoseProcessEndsBeforeAnyFileIsBegunAnew() {
    ScriptCommand failsOnce =
        new ScriptCommand(
            List.of("sh", "-c", "mkdir '" + directory + "/tried' && exit 1; exec \"$@\"", "sh"),
            List.of());
    try (Sandbox sandbox = Sandbox.start(OPTIONS, failsOnce)) {
      assertThat(sandbox.load(new SiteFiles(Map.of("backend/a.js", "export const f = () => 42;"))))
          .singleElement()
          .satisfies(file -> assertThat(file.error()).isEmpty());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void noFileIsBlamedWhereNoProcessStarts() {
    ScriptCommand fails = new ScriptCommand(List.of("false"), List.of());
    try (Sandbox sandbox = Sandbox.start(OPTIONS, fails)) {
      assertThatThrownBy(() -> sandbox.load(new SiteFiles(Map.of("backend/a.js", ""))))
          .isInstanceOf(CodeCannotRun.class)
          .hasMessage(
              "the site's files could not be loaded: The process that ran the code ended with exit"
                  + " code 1");
    }
  }

  @Test
  @Timeout(300)
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aCrashOfTheProcessLeavesNeitherACoreDumpNorAReport() throws Exception {
    ScriptCommand command =
        new ScriptCommand(List.of("sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"), List.of());
    Process process = command.start(OPTIONS, directory);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      OutputStream in = process.getOutputStream();
      in.write(MessageCodec.line(new ToChild.Load(1, Map.of(), Optional.empty())));
      in.flush();
      assertThat(out.readLine()).contains("ready");
      new ProcessBuilder("kill", "-SEGV", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor()).as("its exit code").isNotZero();
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(errors).doesNotContain("fatal error", "hs_err");
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(directory).isEmptyDirectory();
    assertThat(Path.of(System.getProperty("java.io.tmpdir"), "hs_err_pid" + process.pid() + ".log"))
        .doesNotExist();
  }

  /** Returns the network of a process that can run code, as Linux names it. */
  private String networkOf(ScriptCommand command) throws Exception {
    Process process = command.start(OPTIONS, directory);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      OutputStream in = process.getOutputStream();
      in.write(MessageCodec.line(new ToChild.Load(1, Map.of(), Optional.empty())));
      in.flush();
      assertThat(out.readLine()).contains("ready");
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "ns/net"))
          .toString();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String ownNetwork() throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
  }
}
