package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call while it runs: hands what code asks for to its host, and waits for the end. */
final class RunningCall extends Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);
  private static final int MOST_QUESTIONS_AT_ONCE = 32;
  private static final int LARGEST_MEMORY = 500;

  /** Asking twice is as good as once, says RFC 9110 in section 9.2.1. */
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

  private final Host host;
  private final ScriptProcess.WorkerSlot slot;
  private final Runnable afterwards;
  private final AtomicBoolean released = new AtomicBoolean();
  private final AtomicInteger questions = new AtomicInteger();
  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
  private volatile boolean sent;
  private volatile boolean ended;
  private volatile boolean changedSomething;
  private boolean interrupted;

  /**
   * @param afterwards runs once, when the slot is free for another call or gone
   */
  RunningCall(Host host, ScriptProcess.WorkerSlot slot, Runnable afterwards) {
    this.host = host;
    this.slot = slot;
    this.afterwards = afterwards;
  }

  /**
   * Has the function run for at most so many nanoseconds.
   *
   * @param site the number of the loading whose code it is
   */
  void send(Call call, long site, long nanoseconds) {
    send(call, site, nanoseconds, slot.memory().size() > LARGEST_MEMORY);
  }

  /** The same with variables that no earlier call used. */
  void sendAnew(Call call, long site, long nanoseconds) {
    send(call, site, nanoseconds, true);
  }

  private void send(Call call, long site, long nanoseconds, boolean fresh) {
    if (fresh) {
      slot.memory().clear();
    }
    host.begin(slot.memory());
    sent = true;
    process()
        .send(
            new ToChild.Call(
                number(),
                site,
                slot.number(),
                fresh,
                nanoseconds,
                call.file(),
                call.function(),
                input(call)));
  }

  private static ToChild.Input input(Call call) {
    return switch (call) {
      case Call.Function function -> new ToChild.Arguments(json(function.arguments()));
      case Call.Http http -> new ToChild.Request(http.request().toString());
    };
  }

  private static String json(List<JsonNode> arguments) {
    return JsonNodeFactory.instance.arrayNode().addAll(arguments).toString();
  }

  /**
   * Waits for the end.
   *
   * @return nothing if nothing ended it until then
   */
  Optional<CallOutcome> await(long deadline) throws InterruptedException {
    try {
      while (true) {
        Optional<Event> event = next(deadline);
        if (event.isEmpty()) {
          return Optional.empty();
        }
        Optional<CallOutcome> outcome =
            switch (event.get()) {
              case Died(String reason) -> {
                interrupted = true;
                yield Optional.of(new CallOutcome.Died(reason));
              }
              case Received(FromChild.InExchange message) -> hear(message);
            };
        if (outcome.isPresent()) {
          return outcome;
        }
      }
    } finally {
      ended = true;
      asking.forEach(Thread::interrupt);
    }
  }

  /**
   * Returns whether it ended early, maybe through another call, and nothing outside was changed for
   * it: it may run once more as if it had never run.
   */
  boolean canRunAgain() {
    return interrupted && !changedSomething;
  }

  /** Gives up on the call, and on its slot. */
  void abandon() {
    release();
    process().end(this);
  }

  @Override
  boolean accept(FromChild.InExchange message) throws ProtocolViolation {
    return switch (message) {
      case FromChild.Ask ask -> {
        if (!sent) {
          throw new ProtocolViolation("a call asks for something before it runs");
        }
        if (questions.incrementAndGet() > MOST_QUESTIONS_AT_ONCE) {
          throw new ProtocolViolation("a call asks for too much at once");
        }
        begin(ask);
        yield false;
      }
      case FromChild.Said _ -> {
        countLine();
        yield true;
      }
      case FromChild.Ended _ -> true;
      case FromChild.Free free -> {
        if (!free.kept()) {
          slot.memory().clear();
        }
        if (!released.get()) {
          process().freeSlot(slot);
        }
        release();
        process().end(this);
        yield false;
      }
      case FromChild.Loading _, FromChild.Surveyed _, FromChild.Loaded _ ->
          throw new ProtocolViolation("a call gets a message of a load");
    };
  }

  @Override
  void died(String reason) {
    release();
    super.died(reason);
  }

  private void release() {
    if (released.compareAndSet(false, true)) {
      afterwards.run();
    }
  }

  private Optional<CallOutcome> hear(FromChild.InExchange message) {
    return switch (message) {
      case FromChild.Said said -> {
        say(ConsoleLine.of(said));
        yield Optional.empty();
      }
      case FromChild.Ended(long _, RunOutcome outcome) -> Optional.of(outcome(outcome));
      default -> Optional.empty();
    };
  }

  private CallOutcome outcome(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Returned(Optional<String> json) -> returned(json);
      case RunOutcome.Threw threw -> new CallOutcome.Threw(ScriptError.of(threw));
      case RunOutcome.TimedOut() -> new CallOutcome.TimedOut();
      case RunOutcome.Exhausted() -> {
        interrupted = true;
        yield new CallOutcome.Died(process().outOfMemory());
      }
    };
  }

  private static CallOutcome returned(Optional<String> json) {
    try {
      return new CallOutcome.Returned(
          json.isEmpty() ? Optional.empty() : Optional.of(CodeJson.read(json.get())));
    } catch (IOException e) {
      return new CallOutcome.Threw(
          new ScriptError(
              "RangeError",
              "What the function returned is no JSON that can be sent: it is nested too deeply, or"
                  + " holds too long a number",
              Optional.empty(),
              Optional.empty(),
              List.of()));
    }
  }

  private void say(ConsoleLine line) {
    try {
      host.say(line);
    } catch (RuntimeException e) {
      LOG.error("A line of the console was lost: {}", e.getClass().getName());
    }
  }

  private void begin(FromChild.Ask ask) {
    Thread thread = Thread.ofVirtual().unstarted(() -> perform(ask));
    asking.add(thread);
    thread.start();
  }

  private static boolean onlyReads(String operation, JsonNode argument) {
    return switch (operation) {
      case "secrets.get", "secrets.list" -> true;
      case "fetch" -> SAFE_METHODS.contains(argument.path("method").asText("GET"));
      default -> false;
    };
  }

  private void perform(FromChild.Ask ask) {
    Optional<ToChild.Answer> answer;
    try {
      answer = answer(ask);
    } finally {
      asking.remove(Thread.currentThread());
      questions.decrementAndGet();
    }
    if (!ended) {
      answer.ifPresent(process()::send);
    }
  }

  /** Does what is asked for; returns nothing if it is too late for that. */
  private Optional<ToChild.Answer> answer(FromChild.Ask ask) {
    try {
      JsonNode argument = CodeJson.read(ask.argument());
      if (!onlyReads(ask.operation(), argument)) {
        changedSomething = true; // told before it is asked whether it is too late
      }
      if (ended) {
        return Optional.empty();
      }
      String result = host.perform(ask.operation(), argument).toString();
      return Optional.of(new ToChild.Done(number(), ask.question(), result));
    } catch (HostCallException e) {
      return Optional.of(
          refused(ask, e.getMessage(), e.code(), e.details().map(JsonNode::toString)));
    } catch (IOException e) {
      return Optional.of(
          refused(ask, "The argument is nested too deeply", "INVALID_ARGUMENT", Optional.empty()));
    } catch (RuntimeException e) {
      LOG.error("What code asked for failed: {}", e.getClass().getName());
      return Optional.of(
          refused(ask, "It failed on the side of the runner", "INTERNAL", Optional.empty()));
    }
  }

  private ToChild.Answer refused(
      FromChild.Ask ask, String message, String code, Optional<String> details) {
    return new ToChild.Refused(number(), ask.question(), message, code, details);
  }
}
