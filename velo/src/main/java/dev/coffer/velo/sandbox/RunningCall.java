package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.InboundMessage.ProtocolViolation;
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
    ObjectNode message =
        ScriptProcess.message("call", number())
            .put("site", site)
            .put("lane", slot.number())
            .put("fresh", fresh)
            .put("nanoseconds", nanoseconds)
            .put("file", call.file())
            .put("function", call.function());
    switch (call) {
      case Call.Function function -> message.put("arguments", json(function.arguments()));
      case Call.Http http -> message.put("request", http.request().toString());
    }
    if (fresh) {
      slot.memory().clear();
    }
    host.begin(slot.memory());
    sent = true;
    process().send(message);
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
              case Said(InboundMessage message) -> hear(message);
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
  boolean accept(InboundMessage message) throws ProtocolViolation {
    return switch (message.kind()) {
      case "ask" -> {
        if (!sent) {
          throw new ProtocolViolation("a call asks for something before it runs");
        }
        if (questions.incrementAndGet() > MOST_QUESTIONS_AT_ONCE) {
          throw new ProtocolViolation("a call asks for too much at once");
        }
        ask(message);
        yield false;
      }
      case "say" -> {
        countLine(message);
        yield true;
      }
      case "returned", "threw", "timedOut", "exhausted" -> true;
      case "free" -> {
        if (!message.isTrue("kept")) {
          slot.memory().clear();
        }
        if (!released.get()) {
          process().freeSlot(slot);
        }
        release();
        process().end(this);
        yield false;
      }
      default -> throw new ProtocolViolation("a call gets a message of an unknown kind");
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

  private Optional<CallOutcome> hear(InboundMessage message) {
    try {
      return switch (message.kind()) {
        case "say" -> {
          say(message);
          yield Optional.empty();
        }
        case "returned" -> Optional.of(returned(message));
        case "threw" -> Optional.of(new CallOutcome.Threw(message.error()));
        case "timedOut" -> Optional.of(new CallOutcome.TimedOut());
        case "exhausted" -> {
          interrupted = true;
          yield Optional.of(new CallOutcome.Died(process().outOfMemory()));
        }
        default -> Optional.of(new CallOutcome.Died("The code's end was not told"));
      };
    } catch (ProtocolViolation e) {
      process()
          .kill("The process that ran the code was ended, since it did not keep to its protocol");
      return Optional.of(new CallOutcome.Died("The process that ran the code was ended"));
    }
  }

  private static CallOutcome returned(InboundMessage message) {
    Optional<String> value = message.optionalText("value");
    try {
      return new CallOutcome.Returned(
          value.isEmpty() ? Optional.empty() : Optional.of(InboundMessage.payload(value.get())));
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

  private void say(InboundMessage message) throws ProtocolViolation {
    ConsoleLine line = message.consoleLine();
    try {
      host.say(line);
    } catch (RuntimeException e) {
      LOG.error("A line of the console was lost: {}", e.getClass().getName());
    }
  }

  private void ask(InboundMessage message) throws ProtocolViolation {
    int question = message.number("number");
    String operation = message.text("operation");
    String argument = message.text("argument");
    Thread thread = Thread.ofVirtual().unstarted(() -> perform(question, operation, argument));
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

  private void perform(int question, String operation, String argument) {
    ObjectNode answer = ScriptProcess.message("answer", number()).put("number", question);
    try {
      JsonNode asked = InboundMessage.payload(argument);
      if (!onlyReads(operation, asked)) {
        changedSomething = true; // told before it is asked whether it is too late
      }
      if (ended) {
        return;
      }
      answer.put("result", host.perform(operation, asked).toString());
    } catch (HostCallException e) {
      answer.put("message", e.getMessage()).put("code", e.code());
      e.details().map(JsonNode::toString).ifPresent(details -> answer.put("details", details));
    } catch (IOException e) {
      answer.put("message", "The argument is nested too deeply").put("code", "INVALID_ARGUMENT");
    } catch (RuntimeException e) {
      LOG.error("What code asked for failed: {}", e.getClass().getName());
      answer.put("message", "It failed on the side of the runner").put("code", "INTERNAL");
    } finally {
      asking.remove(Thread.currentThread());
      questions.decrementAndGet();
    }
    if (!ended) {
      process().send(answer);
    }
  }
}
