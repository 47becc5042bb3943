package dev.coffer.velo.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.MessageCodec;
import dev.coffer.sandbox.protocol.RunOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that code took over says what it likes: it gains nothing but its own end. */
final class ProtocolViolationTest {
  private static final int MOST_AT_ONCE = 32;

  private final TakenOver child = new TakenOver();
  private final TestHost host = new TestHost();
  private final AtomicInteger slotsFreed = new AtomicInteger();
  private final ScriptProcess process =
      new ScriptProcess(
          child, new SandboxOptions(Duration.ofSeconds(60), 64, 2), slotsFreed::incrementAndGet);
  private final RunningCall call =
      process.begin(new RunningCall(host, process.takeSlot(), slotsFreed::incrementAndGet));

  @BeforeEach
  void begin() {
    run(call);
  }

  private static void run(RunningCall begun) {
    begun.send(new Call.Function("backend/a.js", "f", List.of()), 0, TimeUnit.MINUTES.toNanos(2));
  }

  @AfterEach
  void end() {
    child.destroyForcibly();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "",
        "{}",
        "\"text\"",
        "null",
        "[]",
        "[7,1]",
        "[\"unknown\",1]",
        "[\"returned\"]",
        "[\"returned\",\"1\",null]",
        "[\"returned\",1.5,null]",
        "[\"returned\",99999999999999999999,null]",
        "[\"returned\",1",
        "[\"returned\",1,null,null]",
        "[\"returned\",1,null] []",
        "[\"loaded\",1]",
        "[\"surveyed\",1,\"backend/a.js\",null,false]",
        "[\"done\",1,1,\"{}\"]",
        "[\"threw\",1]",
        "[\"threw\",1,\"a\",{},null,null,0]",
        "[\"threw\",1,\"a\",\"b\",null,null,1,7]",
        "[\"threw\",1,\"a\",\"b\",null,null,-1]",
        "[\"threw\",1,\"a\",\"b\",null,null,101]",
        "[\"say\",1,\"shout\",\"\",false]",
        "[\"ask\",1,\"x\",\"secrets.get\",\"{}\"]",
        "[\"ask\",1,1]",
        "[\"free\",1,\"kept\"]",
        "[\"say\",1,[[[[]]]]]"
      })
  void aLineThatMakesNoSenseEndsTheProcess(String line) throws Exception {
    child.says(line);

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(child.isAlive()).isFalse();
    assertThat(host.asked).isEmpty();
  }

  @Test
  void aLineWithoutEndEndsTheProcess() throws Exception {
    Thread.ofVirtual().start(child::saysALineWithoutEnd);

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void messagesAboutCallsThatDoNotRunAreIgnored() throws Exception {
    child.says(new FromChild.Ask(77, 1, "secrets.get", "{\"name\":\"key\"}"));
    child.says(returned(-1, "1"));
    child.says(new FromChild.Free(99, false));
    child.says(returned(1, "42"));

    assertThat(outcome()).isEqualTo(new CallOutcome.Returned(Optional.of(TestHost.json("42"))));
    assertThat(host.asked).isEmpty();
    assertThat(slotsFreed).hasValue(0);
  }

  @Test
  void tooManyMessagesAboutNothingEndTheProcess() throws Exception {
    for (int i = 0; i < 10_001 && child.isAlive(); i++) {
      child.says(new FromChild.Free(99, false));
    }

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
  }

  @Test
  void whoAsksForTooMuchAtOnceIsEnded() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(MOST_AT_ONCE);
    ScriptProcess.WorkerSlot slot = process.takeSlot();
    RunningCall slow =
        process.begin(
            new RunningCall(new SlowHost(asked, over), slot, slotsFreed::incrementAndGet));
    run(slow);
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      child.says(asked(slow, i));
    }
    assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
    assertThat(child.isAlive()).isTrue();
    child.says(asked(slow, MOST_AT_ONCE));

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(child.isAlive()).isFalse();
    over.countDown();
  }

  private static FromChild asked(RunningCall call, int number) {
    return new FromChild.Ask(call.number(), number, "a", "{}");
  }

  private static FromChild returned(long call, String json) {
    return new FromChild.Ended(call, new RunOutcome.Returned(Optional.of(json)));
  }

  @Test
  void aCallAsksForNothingBeforeItRuns() throws Exception {
    TestHost asked = new TestHost();
    RunningCall early =
        process.begin(new RunningCall(asked, process.takeSlot(), slotsFreed::incrementAndGet));
    child.says(asked(early, 1));

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(asked.asked).isEmpty();
  }

  @Test
  void whoSaysALongLineIsEnded() throws Exception {
    child.says(said(1, "x".repeat(64 * 1024 + 1)));

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(host.said).isEmpty();
  }

  @Test
  void whoSaysTooMuchIsEnded() throws Exception {
    for (int i = 0; i < 1_001; i++) {
      child.says(said(1, "x"));
    }

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(host.said).hasSizeLessThanOrEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"say\",2,\"shout\",\"x\",false]",
        "[\"say\",2,\"log\"]",
        "[\"say\",2,\"log\",\"x\",true,1]"
      })
  void aLoadThatSaysWhatMakesNoSenseIsEnded(String line) throws Exception {
    RunningLoad load = process.begin(new RunningLoad(1, new LoadConsole()));
    child.says(new FromChild.Loading(2, "backend/a.js"));
    child.says(line);

    assertThat(load.await()).isInstanceOf(RunningLoad.End.Failed.class);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aLoadSaysNothingBeforeAFileIsLoadedAndNotTooMuch() throws Exception {
    RunningLoad early = process.begin(new RunningLoad(1, new LoadConsole()));
    child.says(said(early.number(), "x"));
    assertThat(early.await()).isInstanceOf(RunningLoad.End.Failed.class);

    TakenOver another = new TakenOver();
    ScriptProcess other =
        new ScriptProcess(another, new SandboxOptions(Duration.ofSeconds(60), 64, 1), () -> {});
    LoadConsole console = new LoadConsole();
    RunningLoad load = other.begin(new RunningLoad(1, console));
    another.says(new FromChild.Loading(1, "backend/a.js"));
    for (int i = 0; i < 1_001; i++) {
      another.says(said(load.number(), "x"));
    }
    assertThat(load.await()).isInstanceOf(RunningLoad.End.Failed.class);
    assertThat(another.isAlive()).isFalse();
    assertThat(console.of("backend/a.js")).hasSizeLessThanOrEqualTo(1_000);
  }

  private static FromChild said(long exchange, String text) {
    return new FromChild.Said(exchange, ConsoleLevel.LOG, text, Optional.empty());
  }

  @Test
  void ofWhatALoadSaysAMillionCharactersAreKept() {
    LoadConsole console = new LoadConsole();
    for (int i = 0; i < 100; i++) {
      console.add("backend/a.js", new ConsoleLine("log", "x".repeat(64 * 1024), "backend/a.js", 1));
    }

    assertThat(console.of("backend/a.js")).hasSize(16);
  }

  @Test
  void aCallThatEndedAsksForNothingMore() throws Exception {
    child.says(returned(1, "1"));
    assertThat(outcome()).isInstanceOf(CallOutcome.Returned.class);
    child.says(new FromChild.Ask(1, 1, "secrets.get", "{\"name\":\"key\"}"));
    child.says(new FromChild.Free(1, true));
    CountDownLatch asked = new CountDownLatch(1);
    RunningCall next =
        process.begin(
            new RunningCall(
                new SlowHost(asked, new CountDownLatch(0)), process.takeSlot(), () -> {}));
    run(next);
    child.says(asked(next, 1));

    assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
    assertThat(child.isAlive()).isTrue();
    assertThat(slotsFreed).hasValue(1);
    assertThat(host.asked).isEmpty();
  }

  @Test
  void aResultThatIsNoJsonIsAnErrorOfTheCall() throws Exception {
    child.says(returned(1, "no JSON"));

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
  }

  @Test
  void aNumberThatIsTooLongIsAnErrorOfTheCall() throws Exception {
    child.says(returned(1, "1".repeat(5_000)));

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void whatIsNestedTooDeeplyIsAnErrorOfTheCall() throws Exception {
    child.says(returned(1, "[".repeat(2_000) + "]".repeat(2_000)));

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
    assertThat(child.isAlive()).isTrue();
  }

  private CallOutcome outcome() throws InterruptedException {
    return call.await(System.nanoTime() + TimeUnit.MINUTES.toNanos(2)).orElseThrow();
  }

  /** Never done with anything before it is told. */
  private record SlowHost(CountDownLatch asked, CountDownLatch over) implements Host {
    @Override
    public JsonNode perform(String operation, JsonNode argument) {
      asked.countDown();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return argument;
    }

    @Override
    public void say(ConsoleLine line) {}
  }

  /** A process whose output the test writes. */
  private static final class TakenOver extends Process {
    private final PipedInputStream out = new PipedInputStream(1 << 20);
    private final PipedOutputStream mouth;
    private final CountDownLatch ended = new CountDownLatch(1);

    TakenOver() {
      try {
        mouth = new PipedOutputStream(out);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void says(FromChild message) {
      write(MessageCodec.line(message));
    }

    void says(String line) {
      write((line + "\n").getBytes(UTF_8));
    }

    private void write(byte[] line) {
      try {
        mouth.write(line);
        mouth.flush();
      } catch (IOException e) {
        // Nobody listens any more.
      }
    }

    void saysALineWithoutEnd() {
      try {
        byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
        while (isAlive()) {
          mouth.write(piece);
        }
      } catch (IOException e) {
        // Nobody listens any more.
      }
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return out;
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      ended.await();
      return 137;
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return ended.await(timeout, unit);
    }

    @Override
    public ProcessHandle.Info info() {
      return ProcessHandle.current().info();
    }

    @Override
    public int exitValue() {
      return 137;
    }

    @Override
    public boolean isAlive() {
      return ended.getCount() > 0;
    }

    @Override
    public Process destroyForcibly() {
      destroy();
      return this;
    }

    @Override
    public void destroy() {
      ended.countDown();
      try {
        mouth.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
