package dev.coffer.velo.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.sandbox.protocol.ChildProgram;
import dev.coffer.velo.site.SiteFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What the process that runs code really has, as Linux tells of a sandbox that was just started.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells in /proc what a process has")
final class ChildProcessTest {
  /** By which the process is told from those of other tests. */
  private static final int HEAP_MEGABYTES = 131;

  /** How the names of its jars begin: its own, the engine's, JSON, and packages of npm. */
  private static final List<String> MAY_BE_THERE =
      List.of(
          "coffer-velo-sandbox-",
          "polyglot-",
          "collections-",
          "nativeimage-",
          "word-",
          "js-language-",
          "regex-",
          "truffle-api-",
          "truffle-runtime-",
          "truffle-compiler-",
          "icu4j-",
          "xz-",
          "jniutils-",
          "jackson-core-",
          "acorn-",
          "base64-js-",
          "buffer-",
          "ieee754-");

  private static Sandbox sandbox;
  private static ProcessHandle child;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), HEAP_MEGABYTES, 1));
    sandbox.load(new SiteFiles(Map.of("backend/a.js", "export const f = () => 42;")));
    sandbox.call(new Call.Function("backend/a.js", "f", List.of()), new TestHost());
    List<ProcessHandle> children =
        ProcessHandle.current()
            .descendants()
            .filter(each -> commandLine(each).contains("-Xmx" + HEAP_MEGABYTES + "m"))
            .toList();
    assertThat(children).as("the process of this sandbox").hasSize(1);
    child = children.getFirst();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void itHasNoNetworkWhereTheSystemLetsThatBeTakenAway() throws IOException {
    assumeThat(ScriptCommand.firstThatRuns(ScriptCommand.WITHOUT_NETWORK))
        .as("a way to take the network from a process")
        .isNotEmpty();

    assertThat(Files.readSymbolicLink(of(child, "ns/net")))
        .isNotEqualTo(Files.readSymbolicLink(of(ProcessHandle.current(), "ns/net")));
    assertThat(Files.readAllLines(of(child, "net/dev")).stream().skip(2))
        .as("its network interfaces")
        .allMatch(line -> line.strip().startsWith("lo:"));
  }

  @Test
  void itsEnvironmentIsEmpty() throws IOException {
    assertThat(System.getenv()).as("what it would have inherited").isNotEmpty();
    assertThat(Files.readAllBytes(of(child, "environ")).length)
        .as("bytes of its environment")
        .isZero();
  }

  @Test
  void itsWorkingDirectoryIsEmptyAndItsOwn() throws IOException {
    Path directory = of(child, "cwd").toRealPath();

    assertThat(directory).isNotEqualTo(Path.of("").toRealPath()).isEmptyDirectory();
  }

  @Test
  void itHoldsNoFileOpenButItsJarsAndJavasOwn() throws IOException {
    Path java = Path.of(System.getProperty("java.home")).toRealPath();
    List<Path> jars = ChildProgram.classPath();

    assertThat(openFiles())
        .isNotEmpty()
        .allMatch(file -> file.startsWith(java) || jars.contains(file));
  }

  @Test
  void itsJavaHasTheLimitsThatItWasGiven() {
    assertThat(commandLine(child))
        .contains(
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "-Duser.timezone=UTC")
        .endsWith(ChildProgram.MAIN_CLASS)
        .noneMatch(argument -> argument.contains("agentlib") || argument.contains("javaagent"));
  }

  @Test
  void itsClassPathIsItsOwnClassesAndTheirLibrariesAlone() {
    List<String> commandLine = commandLine(child);
    List<Path> classPath =
        Arrays.stream(commandLine.get(commandLine.indexOf("-cp") + 1).split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();

    assertThat(classPath).isEqualTo(ChildProgram.classPath());
    assertThat(classPath.stream().skip(1).map(Path::getFileName).map(Path::toString))
        .isNotEmpty()
        .allMatch(jar -> MAY_BE_THERE.stream().anyMatch(jar::startsWith));
    assertThat(classPath.getFirst().toString()).contains("velo-sandbox");
    assertThat(commandLine).noneMatch(argument -> argument.startsWith("--module-path"));
  }

  private static Set<Path> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(of(child, "fd"))) {
      return descriptors
          .map(ChildProcessTest::target)
          .filter(Path::isAbsolute)
          .filter(file -> !file.startsWith("/dev") && !file.startsWith("/proc"))
          .collect(Collectors.toSet());
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return Path.of("closed meanwhile");
    }
  }

  private static List<String> commandLine(ProcessHandle process) {
    try {
      return List.of(Files.readString(of(process, "cmdline"), UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path of(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }
}
