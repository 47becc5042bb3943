package dev.coffer.sandbox.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.sandbox.protocol.ToChild;
import java.net.IDN;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * A world of JavaScript with its own globals and modules, in which one thing runs at a time. All
 * its methods but {@link #cancel} and {@link #exhaust} belong to one thread at a time.
 */
public final class Realm implements AutoCloseable {
  private static final int MOST_QUESTIONS = 10_000;
  private static final int MOST_TIMERS = 10_000;
  private static final long BEFORE_ALL_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How long it may take until code that waits is stopped. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int LONGEST_JSON = 8 * 1024 * 1024;
  private static final int LONGEST_TEXT = 64 * 1024;
  private static final Set<String> PERMISSIONS = Set.of("Anyone", "SiteMember", "Admin");
  private static final Source RUNTIME =
      Source.newBuilder("js", "import '/built-in/runtime.js';", "start")
          .mimeType("application/javascript+module")
          .buildLiteral();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final @Nullable Object NOTHING = null;

  private final SiteModules modules;
  private final Context context;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Map<Integer, Timer> timersById = new HashMap<>();
  private Optional<RuntimeFunctions> runtime = Optional.empty();
  private Optional<HostCalls> hostCalls = Optional.empty();
  private Optional<RunOutcome> outcome = Optional.empty();
  private int questions;
  private volatile boolean cancelled;
  private volatile boolean exhausted;

  /**
   * The functions that {@code runtime.js} gives.
   *
   * @param call calls an exported function
   * @param inspect tells what a module exports
   * @param answer settles a question
   * @param fire runs a timer
   * @param intact tells whether all that calls share is as it was
   */
  private record RuntimeFunctions(
      Value call, Value inspect, Value answer, Value fire, Value intact) {}

  private record Timer(int id, long when) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(when, other.when);
      return byTime == 0 ? Integer.compare(id, other.id) : byTime;
    }
  }

  /** Takes some milliseconds. */
  Realm(Engine engine, SiteModules modules) {
    this.modules = modules;
    context =
        Context.newBuilder("js")
            .engine(engine)
            .sandbox(SandboxPolicy.CONSTRAINED)
            .allowIO(IOAccess.newBuilder().fileSystem(modules).build())
            .option("js.console", "false")
            .option("js.print", "false")
            .option("js.load", "false")
            .option("js.graal-builtin", "false")
            .build();
    context.getBindings("js").putMember("hostCall", (ProxyExecutable) this::hostCall);
    context.eval(RUNTIME);
  }

  /** {@return whether it is one of that pool, and can import the same files} */
  public boolean isOf(RealmPool pool) {
    return modules == pool.modules();
  }

  /**
   * Calls an exported function.
   *
   * @param input the arguments, or the request that an HTTP function is called with
   */
  public RunOutcome call(
      String file,
      String function,
      ToChild.Input input,
      HostCalls hostCalls,
      BlockingQueue<ToChild.Answer> inbox,
      Limit limit) {
    boolean http = input instanceof ToChild.Request;
    return run(
        () -> runtime().call().executeVoid("/" + file, function, input.json(), http),
        "The function waits",
        hostCalls,
        inbox,
        limit);
  }

  /** Runs a module, and tells {@link HostCalls#export} what it exports. */
  public RunOutcome inspect(
      String file, HostCalls hostCalls, BlockingQueue<ToChild.Answer> inbox, Limit limit) {
    return run(
        () -> runtime().inspect().executeVoid("/" + file),
        "module initialisation never ends: the code at the top of the file waits",
        hostCalls,
        inbox,
        limit);
  }

  /**
   * Returns whether another call may follow: nothing waits, and all that calls share is as it was.
   */
  public boolean reusable() {
    try {
      return !cancelled
          && questions == 0
          && timersById.isEmpty()
          && runtime().intact().execute().asBoolean();
    } catch (PolyglotException | IllegalStateException e) {
      return false;
    }
  }

  /** Stops what runs, from any thread; returns when it has stopped, if ever. */
  public void cancel() {
    cancelled = true;
    close();
  }

  /** Does the same for the reason that hardly any memory is left. */
  public void exhaust() {
    exhausted = true;
    cancel();
  }

  @Override
  public void close() {
    try {
      context.close(true);
    } catch (PolyglotException | IllegalStateException e) {
      // It ends with what ran in it.
    }
  }

  private RuntimeFunctions runtime() {
    return runtime.orElseThrow(() -> new IllegalStateException("the runtime did not begin"));
  }

  private RunOutcome run(
      Runnable beginning,
      String waits,
      HostCalls hostCalls,
      BlockingQueue<ToChild.Answer> inbox,
      Limit limit) {
    this.hostCalls = Optional.of(hostCalls);
    outcome = Optional.empty();
    try {
      beginning.run();
      while (outcome.isEmpty()) {
        if (cancelled || limit.left() <= 0) {
          cancelled = true;
          return stopped();
        }
        if (questions == 0 && timersById.isEmpty()) {
          return RunOutcome.Threw.plain(
              "Error",
              waits
                  + " for a promise that nothing will settle: no timer and no answer from outside is left to wait for");
        }
        step(inbox, limit);
      }
      return outcome.get();
    } catch (PolyglotException e) {
      return outcomeOf(e);
    } catch (IllegalStateException e) {
      return stopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stopped();
    } finally {
      this.hostCalls = Optional.empty();
    }
  }

  private void step(BlockingQueue<ToChild.Answer> inbox, Limit limit) throws InterruptedException {
    Timer next = timers.peek();
    long left = limit.left();
    long most = next == null ? left : Math.min(left, next.when() - System.nanoTime());
    long wait = Math.clamp(most, 0, LONGEST_WAIT_NANOS);
    ToChild.Answer answer = inbox.poll(wait, TimeUnit.NANOSECONDS);
    if (answer == null) {
      limit.idled(wait);
    }
    if (answer != null) {
      questions--;
      hostCalls.orElseThrow().answered();
      settle(answer);
    } else if (next != null && next.when() <= System.nanoTime()) {
      timers.remove(next);
      if (timersById.remove(next.id(), next)) {
        runtime().fire().executeVoid(next.id());
      }
    }
  }

  private void settle(ToChild.Answer answer) {
    switch (answer) {
      case ToChild.Done done ->
          runtime().answer().executeVoid(done.question(), done.result(), "", "", NOTHING);
      case ToChild.Refused refused ->
          runtime()
              .answer()
              .executeVoid(
                  refused.question(),
                  NOTHING,
                  refused.message(),
                  refused.code(),
                  refused.details().orElse(null));
    }
  }

  private RunOutcome outcomeOf(PolyglotException e) {
    if (e.isCancelled() || cancelled) {
      return stopped();
    }
    cancelled = true; // Whatever state it is in, it is used no more.
    return e.isGuestException()
        ? RunOutcome.Threw.plain("Error", String.valueOf(e.getMessage()))
        : RunOutcome.Threw.plain("Error", "The JavaScript engine failed at this code");
  }

  private RunOutcome stopped() {
    return exhausted ? new RunOutcome.Exhausted() : new RunOutcome.TimedOut();
  }

  /** Whoever calls it, with whatever arguments: code may find its way to it. */
  private @Nullable Object hostCall(Value... arguments) {
    try {
      return open(arguments);
    } catch (IndexOutOfBoundsException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      return NOTHING;
    }
  }

  private @Nullable Object open(Value... arguments) {
    return switch (arguments[0].asString()) {
      case "ready" -> {
        if (runtime.isEmpty()) {
          runtime =
              Optional.of(
                  new RuntimeFunctions(
                      arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]));
        }
        yield NOTHING;
      }
      case "returned" -> end(returned(optional(arguments[1])));
      case "threw" -> end(threw(arguments));
      case "ask" -> ask(arguments[1].asInt(), text(arguments[2]), text(arguments[3]));
      case "listens" -> hostCalls.map(HostCalls::listens).orElse(false);
      case "say" -> say(text(arguments[1]), text(arguments[2]), text(arguments[3]));
      case "export" -> {
        hostCalls.ifPresent(o ->
            o.export(
                text(arguments[1], LONGEST_TEXT),
                optional(arguments[2]).filter(PERMISSIONS::contains),
                text(arguments[3], LONGEST_JSON)));
        yield NOTHING;
      }
      case "timer" -> startTimer(arguments[1].asInt(), arguments[2].asInt());
      case "untimer" -> {
        Timer timer = timersById.remove(arguments[1].asInt());
        if (timer != null) {
          timers.remove(timer);
        }
        yield NOTHING;
      }
      case "toBase64" -> toBase64(text(arguments[1]));
      case "fromBase64" -> fromBase64(text(arguments[1]));
      case "hash" -> Digests.hash(text(arguments[1]), text(arguments[2])).orElse(null);
      case "hmac" ->
          Digests.hmac(text(arguments[1]), text(arguments[2]), text(arguments[3])).orElse(null);
      case "same" -> Digests.same(text(arguments[1]), text(arguments[2]));
      case "utf8Bytes" -> new String(text(arguments[1]).getBytes(UTF_8), ISO_8859_1);
      case "utf8Text" -> new String(text(arguments[1]).getBytes(ISO_8859_1), UTF_8);
      case "random" -> {
        byte[] bytes = new byte[Math.min(arguments[1].asInt(), 65536)];
        RANDOM.nextBytes(bytes);
        yield new String(bytes, ISO_8859_1);
      }
      case "uuid" -> UUID.randomUUID().toString();
      case "now" -> System.nanoTime() / 1e6;
      case "domain" -> domain(text(arguments[1]));
      default -> NOTHING;
    };
  }

  private @Nullable Object end(RunOutcome ended) {
    if (outcome.isEmpty()) {
      outcome = Optional.of(ended);
    }
    return NOTHING;
  }

  private static RunOutcome returned(Optional<String> json) {
    return json.filter(text -> text.length() > LONGEST_JSON).isEmpty()
        ? new RunOutcome.Returned(json)
        : RunOutcome.Threw.plain(
            "RangeError", "What the function returned is longer than 8 Mi characters");
  }

  private @Nullable Object say(String level, String text, String stack) {
    Optional<ConsoleLevel> known = ConsoleLevel.of(level);
    if (hostCalls.isPresent() && known.isPresent() && hostCalls.get().listens()) {
      String shown = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
      hostCalls.get().say(known.get(), shown, Frames.of(stack).stream().findFirst());
    }
    return NOTHING;
  }

  private RunOutcome threw(Value... arguments) {
    String name = text(arguments[1], LONGEST_TEXT);
    String message = SiteModules.explained(text(arguments[2], LONGEST_TEXT));
    List<StackFrame> stack = Frames.of(text(arguments[5]));
    if (name.equals("SyntaxError")) {
      Optional<Frames.Placed> placed = Frames.syntax(message, modules);
      if (placed.isPresent()) {
        message = placed.get().message();
        stack = List.of(placed.get().frame());
      }
    }
    return new RunOutcome.Threw(
        name,
        message,
        optional(arguments[3]).filter(code -> code.length() <= LONGEST_TEXT),
        optional(arguments[4]).filter(details -> details.length() <= LONGEST_JSON),
        stack);
  }

  private boolean ask(int number, String operation, String argument) {
    if (questions >= MOST_QUESTIONS
        || hostCalls.isEmpty()
        || operation.length() > LONGEST_TEXT
        || argument.length() > LONGEST_JSON) {
      return false;
    }
    questions++;
    hostCalls.get().ask(number, operation, argument);
    return true;
  }

  private boolean startTimer(int id, int milliseconds) {
    if (timersById.size() >= MOST_TIMERS) {
      return false;
    }
    long delay = milliseconds < 0 ? -BEFORE_ALL_NANOS : TimeUnit.MILLISECONDS.toNanos(milliseconds);
    Timer timer = new Timer(id, System.nanoTime() + delay);
    timersById.put(id, timer);
    timers.add(timer);
    return true;
  }

  private @Nullable Object toBase64(String binary) {
    byte[] bytes = binary.getBytes(ISO_8859_1);
    boolean fits = new String(bytes, ISO_8859_1).equals(binary);
    return fits ? Base64.getEncoder().encodeToString(bytes) : NOTHING;
  }

  private @Nullable Object fromBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }

  private static String domain(String host) {
    try {
      return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String text(Value value, int longest) {
    String text = text(value);
    return text.substring(0, Math.min(text.length(), longest));
  }

  private static String text(Value value) {
    return value.isString() ? value.asString() : "";
  }

  private static Optional<String> optional(Value value) {
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }
}
