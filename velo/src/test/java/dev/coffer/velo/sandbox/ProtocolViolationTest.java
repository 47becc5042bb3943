package dev.coffer.velo.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
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
        "[]",
        "\"text\"",
        "null",
        "{}",
        "{\"kind\":\"returned\"}",
        "{\"kind\":\"returned\",\"call\":\"1\"}",
        "{\"kind\":\"returned\",\"call\":1.5}",
        "{\"kind\":7,\"call\":1}",
        "{\"kind\":\"unknown\",\"call\":1}",
        "{\"kind\":\"loaded\",\"call\":1}",
        "{\"kind\":\"threw\",\"call\":1}",
        "{\"kind\":\"threw\",\"call\":1,\"name\":\"a\",\"message\":{}}",
        "{\"kind\":\"threw\",\"call\":1,\"name\":\"a\",\"message\":\"b\",\"stack\":[1]}",
        "{\"kind\":\"say\",\"call\":1,\"level\":\"shout\",\"text\":\"\"}",
        "{\"kind\":\"ask\",\"call\":1,\"number\":\"x\",\"operation\":\"secrets.get\",\"argument\":\"{}\"}",
        "{\"kind\":\"ask\",\"call\":1,\"number\":1}",
        "{\"kind\":\"say\",\"call\":1,\"a\":{\"a\":{\"a\":{\"a\":{}}}}}",
        "{\"kind\":\"returned\",\"call\":1"
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
    child.says(
        "{\"kind\":\"ask\",\"call\":77,\"number\":1,\"operation\":\"secrets.get\","
            + "\"argument\":\"{\\\"name\\\":\\\"key\\\"}\"}");
    child.says("{\"kind\":\"returned\",\"call\":-1,\"value\":\"1\"}");
    child.says("{\"kind\":\"free\",\"call\":99}");
    child.says("{\"kind\":\"returned\",\"call\":1,\"value\":\"42\"}");

    assertThat(outcome()).isEqualTo(new CallOutcome.Returned(Optional.of(TestHost.json("42"))));
    assertThat(host.asked).isEmpty();
    assertThat(slotsFreed).hasValue(0);
  }

  @Test
  void tooManyMessagesAboutNothingEndTheProcess() throws Exception {
    for (int i = 0; i < 10_001 && child.isAlive(); i++) {
      child.says("{\"kind\":\"free\",\"call\":99}");
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

  private static String asked(RunningCall call, int number) {
    return "{\"kind\":\"ask\",\"call\":%d,\"number\":%d,\"operation\":\"a\",\"argument\":\"{}\"}"
        .formatted(call.number(), number);
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
    child.says(
        "{\"kind\":\"say\",\"call\":1,\"level\":\"log\",\"text\":\"%s\"}"
            .formatted("x".repeat(64 * 1024 + 1)));

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(host.said).isEmpty();
  }

  @Test
  void whoSaysTooMuchIsEnded() throws Exception {
    for (int i = 0; i < 1_001; i++) {
      child.says("{\"kind\":\"say\",\"call\":1,\"level\":\"log\",\"text\":\"x\"}");
    }

    assertThat(outcome()).isInstanceOf(CallOutcome.Died.class);
    assertThat(host.said).hasSizeLessThanOrEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"say\",\"call\":2,\"level\":\"shout\",\"text\":\"x\"}",
        "{\"kind\":\"say\",\"call\":2,\"level\":\"log\"}",
        "{\"kind\":\"say\",\"call\":2,\"level\":\"log\",\"text\":\"x\",\"stack\":[1]}"
      })
  void aLoadThatSaysWhatMakesNoSenseIsEnded(String line) throws Exception {
    RunningLoad load = process.begin(new RunningLoad(1, new LoadConsole()));
    child.says("{\"kind\":\"loading\",\"call\":2,\"path\":\"backend/a.js\"}");
    child.says(line);

    assertThat(load.await()).isInstanceOf(RunningLoad.End.Failed.class);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aLoadSaysNothingBeforeAFileIsLoadedAndNotTooMuch() throws Exception {
    RunningLoad early = process.begin(new RunningLoad(1, new LoadConsole()));
    child.says(said(early));
    assertThat(early.await()).isInstanceOf(RunningLoad.End.Failed.class);

    TakenOver another = new TakenOver();
    ScriptProcess other =
        new ScriptProcess(another, new SandboxOptions(Duration.ofSeconds(60), 64, 1), () -> {});
    LoadConsole console = new LoadConsole();
    RunningLoad load = other.begin(new RunningLoad(1, console));
    another.says("{\"kind\":\"loading\",\"call\":1,\"path\":\"backend/a.js\"}");
    for (int i = 0; i < 1_001; i++) {
      another.says(said(load));
    }
    assertThat(load.await()).isInstanceOf(RunningLoad.End.Failed.class);
    assertThat(another.isAlive()).isFalse();
    assertThat(console.of("backend/a.js")).hasSizeLessThanOrEqualTo(1_000);
  }

  private static String said(RunningLoad load) {
    return "{\"kind\":\"say\",\"call\":" + load.number() + ",\"level\":\"log\",\"text\":\"x\"}";
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
    child.says("{\"kind\":\"returned\",\"call\":1,\"value\":\"1\"}");
    assertThat(outcome()).isInstanceOf(CallOutcome.Returned.class);
    child.says(
        "{\"kind\":\"ask\",\"call\":1,\"number\":1,\"operation\":\"secrets.get\","
            + "\"argument\":\"{\\\"name\\\":\\\"key\\\"}\"}");
    child.says("{\"kind\":\"free\",\"call\":1,\"kept\":true}");
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
    child.says("{\"kind\":\"returned\",\"call\":1,\"value\":\"no JSON\"}");

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
  }

  @Test
  void aNumberThatIsTooLongIsAnErrorOfTheCall() throws Exception {
    child.says("{\"kind\":\"returned\",\"call\":1,\"value\":\"%s\"}".formatted("1".repeat(5_000)));

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void whatIsNestedTooDeeplyIsAnErrorOfTheCall() throws Exception {
    child.says(
        "{\"kind\":\"returned\",\"call\":1,\"value\":\""
            + "[".repeat(2_000)
            + "]".repeat(2_000)
            + "\"}");

    assertThat(outcome()).isInstanceOf(CallOutcome.Threw.class);
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void aLineMayComeInPieces() throws Exception {
    BoundedLines lines =
        new BoundedLines(new ByteArrayInputStream("a\n\nbc\nend".getBytes(UTF_8)), 3);

    assertThat(List.of(lines.next(), lines.next(), lines.next()))
        .extracting(line -> new String(line.orElseThrow(), UTF_8))
        .containsExactly("a", "", "bc");
    assertThat(lines.next()).isEmpty();
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

    void says(String line) {
      try {
        mouth.write((line + "\n").getBytes(UTF_8));
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
