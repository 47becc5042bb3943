package dev.coffer.velo.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of functions without arguments, each over within minutes, whatever the code does. */
record TestCalls(Sandbox sandbox) {
  private static final int LONGEST_SECONDS = 240;

  /** Begins a call of a function that {@code backend/MODULE.js} exports. */
  Future<CallOutcome> begin(String module, String function) {
    return begin(module, function, new TestHost());
  }

  Future<CallOutcome> begin(String module, String function, Host host) {
    Call call = new Call.Function("backend/" + module + ".js", function, List.of());
    FutureTask<CallOutcome> task = new FutureTask<>(() -> sandbox.call(call, host));
    Thread.ofVirtual().start(task);
    return task;
  }

  /** Calls a function that does not end by itself, and is stopped soon. */
  CallOutcome callEndless(String module, String function) {
    Call call = new Call.Function("backend/" + module + ".js", function, List.of());
    FutureTask<CallOutcome> task =
        new FutureTask<>(() -> sandbox.call(call, new TestHost(), Duration.ofSeconds(2)));
    Thread.ofVirtual().start(task);
    return result(task);
  }

  static CallOutcome result(Future<CallOutcome> call) {
    try {
      return call.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a call is not over after " + LONGEST_SECONDS + " s", e);
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  CallOutcome call(String module, String function) {
    return result(begin(module, function));
  }

  JsonNode returned(String module, String function) {
    CallOutcome outcome = call(module, function);
    assertThat(outcome).isInstanceOf(CallOutcome.Returned.class);
    return ((CallOutcome.Returned) outcome).value().orElseThrow();
  }
}
