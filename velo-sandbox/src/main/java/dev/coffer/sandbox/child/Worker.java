package dev.coffer.sandbox.child;

import dev.coffer.sandbox.child.Pipe.Message;
import dev.coffer.sandbox.engine.HostCalls;
import dev.coffer.sandbox.engine.HostReply;
import dev.coffer.sandbox.engine.Limit;
import dev.coffer.sandbox.engine.Realm;
import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.engine.RunOutcome;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A thread that runs one call after the other, in the realm of the one before where that is as good
 * as new.
 */
final class Worker {
  /** Deep recursion of code is an error of the code, and no end of the process. */
  private static final long STACK_BYTES = 4L * 1024 * 1024;

  private static final int MOST_AT_ONCE = 32;

  private final Pipe pipe;
  private final Watchdog watchdog;
  private final MemoryWatch memoryWatch;
  private final Map<Long, BlockingQueue<HostReply>> inboxes;
  private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
  private Optional<Realm> realm = Optional.empty();

  /**
   * @param inboxes where a call's answers come to while it runs
   */
  Worker(
      Pipe pipe,
      Watchdog watchdog,
      MemoryWatch memoryWatch,
      Map<Long, BlockingQueue<HostReply>> inboxes) {
    this.pipe = pipe;
    this.watchdog = watchdog;
    this.memoryWatch = memoryWatch;
    this.inboxes = inboxes;
    Thread.ofPlatform().name("worker").daemon().stackSize(STACK_BYTES).start(this::work);
  }

  private record Work(Message call, RealmPool site) {}

  /** Runs a call with the files of a site; may be asked from any thread. */
  void run(Message call, RealmPool site) {
    work.add(new Work(call, site));
  }

  private void work() {
    try {
      while (true) {
        Work next = work.take();
        perform(next.call(), next.site());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(Message call, RealmPool site) {
    long id = call.number("call");
    Realm used = realmFor(site, call.text("fresh").equals("true"));
    Limit limit = Limit.at(System.nanoTime() + call.number("nanoseconds"));
    Watchdog.Watch watch = watchdog.watch(used, limit);
    memoryWatch.begin(used);
    boolean kept = false;
    try {
      boolean http = call.optional("request").isPresent();
      RunOutcome outcome =
          used.call(
              call.text("file"),
              call.text("function"),
              call.text(http ? "request" : "arguments"),
              http,
              new CallHostCalls(id),
              Objects.requireNonNull(inboxes.get(id), "a call that runs has an inbox"),
              limit);
      send(id, outcome);
      kept = used.reusable();
    } finally {
      memoryWatch.end();
      watch.close();
      inboxes.remove(id);
      if (!kept) {
        realm = Optional.empty();
        used.close();
      }
      pipe.draft("free", id).with("kept", kept).send();
    }
  }

  private Realm realmFor(RealmPool current, boolean fresh) {
    if (realm.isPresent() && (fresh || !realm.get().isOf(current))) {
      realm.get().close();
      realm = Optional.empty();
    }
    if (realm.isEmpty()) {
      realm = Optional.of(current.realm());
    }
    return realm.get();
  }

  private void send(long id, RunOutcome outcome) {
    switch (outcome) {
      case RunOutcome.Returned returned ->
          pipe.draft("returned", id).with("value", returned.json()).send();
      case RunOutcome.Threw threw -> pipe.draft("threw", id).with(threw).send();
      case RunOutcome.TimedOut() -> pipe.draft("timedOut", id).send();
      case RunOutcome.Exhausted() -> pipe.draft("exhausted", id).send();
    }
  }

  /** What a call reaches: the host, at most so often at once, and the console. */
  private final class CallHostCalls implements HostCalls {
    private final long id;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ConsoleForwarder console;
    private int atOnce;

    CallHostCalls(long id) {
      this.id = id;
      console = new ConsoleForwarder(pipe, id, "this call");
    }

    @Override
    public void ask(int number, String operation, String argument) {
      Runnable question =
          () ->
              pipe.draft("ask", id)
                  .with("number", number)
                  .with("operation", operation)
                  .with("argument", argument)
                  .send();
      if (atOnce < MOST_AT_ONCE) {
        atOnce++;
        question.run();
      } else {
        waiting.add(question);
      }
    }

    @Override
    public void answered() {
      Runnable next = waiting.poll();
      if (next == null) {
        atOnce--;
      } else {
        next.run();
      }
    }

    @Override
    public boolean listens() {
      return console.listens();
    }

    @Override
    public void say(String level, String text, String stack) {
      console.say(level, text, stack);
    }

    @Override
    public void export(String name, Optional<String> permission, String text) {
      // Nobody asked.
    }
  }
}
