package dev.coffer.velo.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.velo.site.SiteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine so slow that the process that runs code does not get on at all: it is stopped for
 * longer than it may take for its work, and goes on then as if nothing had been.
 */
@DisabledOnOs(OS.WINDOWS)
final class SlowMachineTest {
  private static final Duration STANDSTILL = Duration.ofSeconds(20);
  private static final SandboxOptions OPTIONS = new SandboxOptions(Duration.ofSeconds(60), 128, 2);
  private static final Call CALL = new Call.Function("backend/a.js", "f", List.of());

  /** Its loading keeps the processor busy for a while. */
  private static final String BUSY =
      """
      let sum = 0;
      for (let i = 0; i < %d; i++) sum += i %% 7;
      export const f = () => 'saved';
      """
          .formatted(3_000_000);

  @TempDir private Path directory;

  @Test
  void aStartOnASlowMachineLoadsEveryFile() throws Exception {
    try (Sandbox sandbox = Sandbox.start(OPTIONS, stoppedAtOnce())) {
      Future<List<LoadedFile>> loading = begin(() -> sandbox.load(site("'first'")));

      standStill();

      assertThatAllLoaded(loading);
    }
  }

  @Test
  void theFirstCallOnASlowMachineIsAnswered() throws Exception {
    SandboxOptions usual = SandboxOptions.defaults();
    try (Sandbox sandbox = Sandbox.start(usual, stoppedAtOnce())) {
      Future<List<LoadedFile>> loading = begin(() -> sandbox.load(site("'first'")));
      Future<CallOutcome> call = begin(() -> firstCall(sandbox));

      standStill();

      assertThat(result(call)).isEqualTo(returned("first"));
      assertThatAllLoaded(loading);
    }
  }

  @Test
  void aSaveOnASlowMachineIsLoaded() throws Exception {
    try (Sandbox sandbox = Sandbox.start(OPTIONS, known())) {
      sandbox.load(site("'first'"));
      signal("STOP");
      Future<List<LoadedFile>> loading = begin(() -> sandbox.load(site("'saved'")));

      standStill();

      assertThatAllLoaded(loading);
      assertThat(sandbox.call(CALL, new TestHost())).isEqualTo(returned("saved"));
    }
  }

  @Test
  void codeAtTheTopOfAFileIsNotStoppedBecauseItsProcessorStandsStill() throws Exception {
    try (Sandbox sandbox = Sandbox.start(OPTIONS, known())) {
      sandbox.load(site("'first'"));
      Duration before = processorTime();
      Future<List<LoadedFile>> loading =
          begin(() -> sandbox.load(new SiteFiles(Map.of("backend/a.js", BUSY))));
      await(
          "the file is being loaded",
          () -> processorTime().minus(before).compareTo(Duration.ofMillis(300)) > 0);
      signal("STOP");

      standStill();

      assertThatAllLoaded(loading);
      assertThat(sandbox.call(CALL, new TestHost())).isEqualTo(returned("saved"));
    }
  }

  @Test
  void codeThatOnlyWaitsAtTheTopOfAFileIsStoppedInTheNameOfTheFile() {
    try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
      List<LoadedFile> files =
          sandbox.load(
              new SiteFiles(
                  Map.of(
                      "backend/a.js", "await new Promise((done) => setTimeout(done, 3_600_000));",
                      "backend/b.js", "setInterval(() => {}, 1); await new Promise(() => {});",
                      "backend/c.js", "await new Promise(() => {});",
                      "backend/d.js", "await new Promise((done) => setTimeout(done, 10));",
                      "backend/e.js",
                          "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);")));

      assertThat(error(files.get(0))).contains("module initialisation timed out: ");
      assertThat(error(files.get(1))).contains("module initialisation timed out: ");
      assertThat(error(files.get(2)))
          .contains("module initialisation never ends: ", "a promise that nothing will settle");
      assertThat(files.get(3).error()).isEmpty();
      assertThat(error(files.get(4))).isEqualTo("Atomics is not defined");
    }
  }

  @Test
  void codeThatCannotBeStoppedIsToldInTheNameOfItsFile() {
    try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
      List<LoadedFile> files =
          sandbox.load(
              new SiteFiles(
                  Map.of(
                      "backend/a.js",
                      "export const f = () => 'saved';",
                      "backend/b.js",
                      "for (;;) String(3n ** 40000000n);")));

      assertThat(files.get(0).error()).isEmpty();
      assertThat(error(files.get(1))).contains("module initialisation timed out: ");
      assertThat(sandbox.call(CALL, new TestHost())).isEqualTo(returned("saved"));
    }
  }

  /** Calls again while the files are not yet those that are loaded. */
  private static CallOutcome firstCall(Sandbox sandbox) throws InterruptedException {
    while (true) {
      CallOutcome outcome = sandbox.call(CALL, new TestHost());
      if (!(outcome instanceof CallOutcome.Threw)) {
        return outcome;
      }
      Thread.sleep(10);
    }
  }

  private static String error(LoadedFile file) {
    return file.error().orElseThrow().message();
  }

  private static SiteFiles site(String value) {
    return new SiteFiles(Map.of("backend/a.js", "export const f = () => " + value + ";"));
  }

  private static CallOutcome returned(String value) {
    return new CallOutcome.Returned(Optional.of(TestHost.json("\"" + value + "\"")));
  }

  private ScriptCommand known() {
    return new ScriptCommand(
        List.of("sh", "-c", "echo $$ >'" + pidFile() + "'; exec \"$@\"", "sh"), List.of());
  }

  private ScriptCommand stoppedAtOnce() {
    return new ScriptCommand(
        List.of("sh", "-c", "echo $$ >'" + pidFile() + "'; kill -STOP $$; exec \"$@\"", "sh"),
        List.of());
  }

  private void standStill() throws Exception {
    Thread.sleep(STANDSTILL);
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    await("the process has told its number", () -> pid().isPresent());
    String pid = Long.toString(pid().orElseThrow());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private Duration processorTime() {
    return pid()
        .flatMap(ProcessHandle::of)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  private Path pidFile() {
    return directory.resolve("pid");
  }

  private Optional<Long> pid() {
    try {
      return Optional.of(Files.readString(pidFile()))
          .filter(text -> text.endsWith("\n"))
          .map(text -> Long.parseLong(text.strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void await(String what, Callable<Boolean> reached) throws Exception {
    for (int i = 0; !reached.call(); i++) {
      assertThat(i).as(what).isLessThan(6_000);
      Thread.sleep(10);
    }
  }

  private static <T> Future<T> begin(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static <T> T result(Future<T> task) throws Exception {
    return task.get(15, TimeUnit.MINUTES);
  }

  private static void assertThatAllLoaded(Future<List<LoadedFile>> loading) throws Exception {
    assertThat(result(loading))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.error()).as(file.path()).isEmpty());
  }
}
