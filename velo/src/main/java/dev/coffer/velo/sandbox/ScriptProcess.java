package dev.coffer.velo.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.sandbox.protocol.BoundedLines;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.MessageCodec;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that runs code, and the pipes to it. What it sends is believed to be from code: a
 * line that makes no sense ends it. Threads may share it.
 */
final class ScriptProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptProcess.class);
  private static final byte[] NO_LINE = {};

  /** The code of Java's own exit when its memory is used up. */
  private static final int OUT_OF_MEMORY = 3;

  /** How long it may take to end once its output has ended. */
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private static final int MOST_IGNORED = 10_000;
  private static final int MOST_LINES_LOGGED = 50;
  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\s+at [\\w.$/<>@-]+\\([\\w. :]*\\)"
              + "|Terminating due to java\\.lang\\.OutOfMemoryError: [\\w ]+");

  private final Process process;
  private final int heapMegabytes;
  private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
  private final Map<Long, Exchange> exchanges = new ConcurrentHashMap<>();
  private final AtomicLong lastCall = new AtomicLong();
  private final Deque<WorkerSlot> freeSlots = new ConcurrentLinkedDeque<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable afterEnd;
  private volatile String reason = "";
  private volatile boolean retired;

  /**
   * A thread of the process that runs one call at a time.
   *
   * @param memory what the variables that it keeps from call to call may hold
   */
  record WorkerSlot(int number, Set<Object> memory) {}

  /**
   * Talks to a process that just started.
   *
   * @param afterEnd runs once when it has ended after it was ready
   */
  ScriptProcess(Process process, SandboxOptions options, Runnable afterEnd) {
    this.process = process;
    this.afterEnd = afterEnd;
    heapMegabytes = options.heapMegabytes();
    for (int i = 0; i < options.concurrentCalls(); i++) {
      freeSlots.add(new WorkerSlot(i, ConcurrentHashMap.newKeySet()));
    }
    Thread.ofPlatform().name("script-out").daemon().start(this::write);
    Thread.ofPlatform().name("script-in").daemon().start(this::read);
    Thread.ofPlatform().name("script-err").daemon().start(this::log);
  }

  /** Returns a conversation under a new number; to be ended by whoever began it. */
  <C extends Exchange> C begin(C exchange) {
    exchange.opened(this, lastCall.incrementAndGet());
    exchanges.put(exchange.number(), exchange);
    if (ended.getCount() == 0) {
      exchange.died(reason);
    }
    return exchange;
  }

  /** Forgets a conversation: what still comes for it is ignored. */
  void end(Exchange exchange) {
    exchanges.remove(exchange.number());
    endIfUnused();
  }

  /** Returns a slot that nothing runs on, the one used last if there is a choice. */
  WorkerSlot takeSlot() {
    return freeSlots.removeFirst();
  }

  void freeSlot(WorkerSlot slot) {
    freeSlots.addFirst(slot);
  }

  void send(ToChild message) {
    outgoing.add(MessageCodec.line(message));
  }

  /** Ends it as soon as the calls that run have ended. */
  void retire() {
    retired = true;
    endIfUnused();
  }

  /** Returns whether it is still for new calls. */
  boolean isUsable() {
    return !retired && ended.getCount() > 0;
  }

  /** Returns whether it was ever able to run calls. */
  boolean wasReady() {
    return ready.getCount() == 0;
  }

  /** Waits until it can run calls, or has ended. */
  boolean awaitReady(Duration longest) throws InterruptedException {
    return ready.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns how long it has kept processors busy, or nothing where the system does not tell. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends it now, and tells every call why. */
  void kill(String why) {
    if (reason.isEmpty()) {
      reason = why;
    }
    process.destroyForcibly();
  }

  /** Returns why a call ends that used up the memory. */
  String outOfMemory() {
    return "The code used up the memory of " + heapMegabytes + " MB that there is for all calls";
  }

  /** Lets it end by itself, since nobody will send anything more, and waits for that. */
  boolean finish(long timeout, TimeUnit unit) throws InterruptedException {
    reason = "The runner ended";
    outgoing.add(NO_LINE);
    return process.waitFor(timeout, unit);
  }

  private void endIfUnused() {
    if (retired && exchanges.isEmpty()) {
      kill("The process was replaced");
    }
  }

  private void write() {
    try (OutputStream out = process.getOutputStream()) {
      for (byte[] line = outgoing.take(); line.length > 0; line = outgoing.take()) {
        out.write(line);
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // It ended, which its output tells too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (InputStream in = process.getInputStream()) {
      BoundedLines lines = new BoundedLines(in, MessageCodec.LONGEST_LINE_FROM_CHILD);
      int ignored = 0;
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (!take(MessageCodec.fromChild(line.get())) && ++ignored > MOST_IGNORED) {
          throw new ProtocolViolation("too many messages are about nothing");
        }
      }
    } catch (ProtocolViolation e) {
      LOG.error("The process that runs the site's code was ended: {}", e.getMessage());
      kill(Exchange.BROKEN_PROTOCOL);
    } catch (IOException e) {
      kill(Exchange.BROKEN_PROTOCOL);
    }
    awaitEnd();
  }

  /** Returns whether the message is about anything. */
  private boolean take(FromChild message) throws ProtocolViolation {
    return switch (message) {
      case FromChild.Ready() -> {
        boolean first = !wasReady();
        ready.countDown();
        yield first;
      }
      case FromChild.InExchange said -> {
        Optional<Exchange> exchange = Optional.ofNullable(exchanges.get(said.exchange()));
        if (exchange.isPresent()) {
          exchange.get().receive(said);
        }
        yield exchange.isPresent();
      }
    };
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      int code = process.waitFor();
      if (reason.isEmpty()) {
        reason =
            code == OUT_OF_MEMORY
                ? outOfMemory()
                : "The process that ran the code ended with exit code " + code;
        LOG.warn("{}", reason);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean started = wasReady();
    ended.countDown();
    ready.countDown();
    outgoing.add(NO_LINE);
    exchanges.values().forEach(exchange -> exchange.died(reason));
    if (started) {
      afterEnd.run();
    }
  }

  // What Java itself says may quote code, and code may hold anything: only what cannot is logged.
  private void log() {
    try (InputStream err = process.getErrorStream()) {
      BoundedLines lines = new BoundedLines(err, 1024 * 1024);
      int count = 0;
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        String text = new String(line.get(), UTF_8).stripTrailing();
        if (++count <= MOST_LINES_LOGGED) {
          boolean harmless = text.length() < 300 && HARMLESS.matcher(text).matches();
          LOG.debug(
              "The process that runs code says: {}",
              harmless ? text.strip() : "‹" + text.length() + " characters›");
        }
      }
    } catch (IOException e) {
      // It ended.
    }
  }
}
