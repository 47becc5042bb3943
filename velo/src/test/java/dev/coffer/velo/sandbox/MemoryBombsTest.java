package dev.coffer.velo.sandbox;

import static dev.coffer.velo.sandbox.TestHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.site.SiteFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that uses up the memory that all calls share: it ends, and those beside it are answered. */
final class MemoryBombsTest {
  private static Sandbox sandbox;
  private static TestCalls calls;

  private static final Map<String, String> FILES =
      Map.of(
          "backend/memory.js",
          """
          export function array() { const a = []; while (true) a.push(new Array(10000).fill(a.length)); }
          export function buffer() { const a = []; while (true) a.push(new Uint8Array(10_000_000)); }
          export function map() { const m = new Map(); for (let i = 0; ; i++) m.set(i, { i, text: 'text ' + i }); }
          export function closures() { let f = () => 1; while (true) { const g = f; const a = new Array(1000); f = () => [g, a]; } }
          export function atOnce() { return new Uint8Array(1_000_000_000).length; }
          """,
          "backend/good.js",
          """
          import { createSecret, getSecret } from 'wix-secrets-backend';
          const moment = () => new Promise((resolve) => setTimeout(resolve, 20));
          export const reads = async () => {
            const value = await getSecret('key');
            for (let i = 0; i < 100; i++) await moment();
            return value;
          };
          export const changes = async () => {
            await createSecret({ name: 'other', value: 'value' });
            while (true) await moment();
          };
          """);

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 128, 8));
    sandbox.load(new SiteFiles(FILES));
    calls = new TestCalls(sandbox);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "buffer", "map", "closures", "atOnce"})
  void codeThatUsesUpTheMemoryEndsWithAReasonAndHarmsNoOtherCall(String function) {
    List<Future<CallOutcome>> beside =
        List.of(calls.begin("good", "reads"), calls.begin("good", "reads"));

    CallOutcome outcome = calls.call("memory", function);

    if (outcome instanceof CallOutcome.Died(String reason)) {
      assertThat(reason).contains("memory", "128 MB");
    } else if (outcome instanceof CallOutcome.Threw(ScriptError error)) {
      assertThat(error.name()).isEqualTo("RangeError");
    } else {
      assertThat(outcome).isInstanceOf(CallOutcome.TimedOut.class);
    }
    assertThat(beside).allSatisfy(MemoryBombsTest::assertThatItReturned);
    assertThatItReturned(calls.begin("good", "reads"));
  }

  @Test
  void aCallThatChangedSomethingIsNotRunTwice() {
    Changed host = new Changed();
    Future<CallOutcome> beside = calls.begin("good", "changes", host);
    host.awaitChange();

    assertThat(calls.call("memory", "atOnce")).isInstanceOf(CallOutcome.Died.class);

    assertThat(TestCalls.result(beside))
        .isInstanceOfSatisfying(
            CallOutcome.Died.class, died -> assertThat(died.reason()).contains("memory"));
    assertThat(host.host.asked).hasSize(1);
  }

  private static void assertThatItReturned(Future<CallOutcome> call) {
    assertThat(TestCalls.result(call))
        .isEqualTo(new CallOutcome.Returned(Optional.of(json("\"the-value\""))));
  }

  /** Tells when it was asked for a change. */
  private static final class Changed implements Host {
    private final TestHost host = new TestHost();
    private final CountDownLatch change = new CountDownLatch(1);

    void awaitChange() {
      try {
        assertThat(change.await(2, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public JsonNode perform(String operation, JsonNode argument) throws HostCallException {
      JsonNode result = host.perform(operation, argument);
      change.countDown();
      return result;
    }

    @Override
    public void say(ConsoleLine line) {
      host.say(line);
    }
  }
}
