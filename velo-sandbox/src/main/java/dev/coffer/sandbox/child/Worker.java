package dev.coffer.sandbox.child;

import dev.coffer.sandbox.engine.HostCalls;
import dev.coffer.sandbox.engine.Limit;
import dev.coffer.sandbox.engine.Realm;
import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.sandbox.protocol.ToChild;
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
  private final Map<Long, BlockingQueue<ToChild.Answer>> inboxes;
  private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
  private Optional<Realm> realm = Optional.empty();

  /**
   * @param inboxes where a call's answers come to while it runs
   */
  Worker(
      Pipe pipe,
      Watchdog watchdog,
      MemoryWatch memoryWatch,
      Map<Long, BlockingQueue<ToChild.Answer>> inboxes) {
    this.pipe = pipe;
    this.watchdog = watchdog;
    this.memoryWatch = memoryWatch;
    this.inboxes = inboxes;
    Thread.ofPlatform().name("worker").daemon().stackSize(STACK_BYTES).start(this::work);
  }

  private record Work(ToChild.Call call, RealmPool site) {}

  /** Runs a call with the files of a site; may be asked from any thread. */
  void run(ToChild.Call call, RealmPool site) {
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

  private void perform(ToChild.Call call, RealmPool site) {
    long id = call.exchange();
    Realm used = realmFor(site, call.fresh());
    Limit limit = Limit.at(System.nanoTime() + call.nanoseconds());
    Watchdog.Watch watch = watchdog.watch(used, limit);
    memoryWatch.begin(used);
    boolean kept = false;
    try {
      RunOutcome outcome =
          used.call(
              call.file(),
              call.function(),
              call.input(),
              new CallHostCalls(id),
              Objects.requireNonNull(inboxes.get(id), "a call that runs has an inbox"),
              limit);
      pipe.send(new FromChild.Ended(id, outcome));
      kept = used.reusable();
    } finally {
      memoryWatch.end();
      watch.close();
      inboxes.remove(id);
      if (!kept) {
        realm = Optional.empty();
        used.close();
      }
      pipe.send(new FromChild.Free(id, kept));
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
      Runnable question = () -> pipe.send(new FromChild.Ask(id, number, operation, argument));
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
    public void say(ConsoleLevel level, String text, Optional<StackFrame> place) {
      console.say(level, text, place);
    }

    @Override
    public void export(String name, Optional<String> permission, String text) {
      // Nobody asked.
    }
  }
}
