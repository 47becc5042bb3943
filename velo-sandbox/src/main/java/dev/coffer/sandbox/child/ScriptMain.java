package dev.coffer.sandbox.child;

import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.engine.ScriptEngine;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads what the other process wants, and has it done. Ends when that process does. */
public final class ScriptMain {
  private final Pipe pipe;
  private final ScriptEngine engine = new ScriptEngine();
  private final Watchdog watchdog = new Watchdog();
  private final MemoryWatch memoryWatch = new MemoryWatch();
  private final ModuleInspector inspector;
  private final ExecutorService inspections =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("module-inspector").daemon().factory());

  /** The last two that were loaded: who may call was judged by one of them. */
  private final Map<Long, RealmPool> sites = new HashMap<>();

  private final Map<Integer, Worker> workers = new HashMap<>();
  private final Map<Long, BlockingQueue<ToChild.Answer>> inboxes = new ConcurrentHashMap<>();

  private ScriptMain(Pipe pipe) {
    this.pipe = pipe;
    inspector = new ModuleInspector(engine.exportParser(), pipe, watchdog, memoryWatch);
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException, ProtocolViolation {
    Pipe pipe =
        new Pipe(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    // What anything else prints must not look like a message.
    System.setOut(System.err);
    new ScriptMain(pipe).serve();
  }

  private void serve() throws IOException, ProtocolViolation {
    for (Optional<ToChild> next = pipe.read(); next.isPresent(); next = pipe.read()) {
      switch (next.get()) {
        case ToChild.Load load -> load(load);
        case ToChild.Call call -> call(call);
        case ToChild.Answer answer -> answer(answer);
      }
    }
  }

  private void load(ToChild.Load load) {
    RealmPool loaded = engine.realms(load.files());
    sites.values().forEach(RealmPool::retire);
    sites.put(load.site(), loaded);
    sites.keySet().removeIf(other -> other < load.site() - 1);
    loaded.warm(() -> pipe.send(new FromChild.Ready()));
    load.survey()
        .ifPresent(
            survey -> inspections.execute(() -> inspector.tell(loaded, load.files(), survey)));
  }

  private void call(ToChild.Call call) {
    RealmPool site = sites.get(call.site());
    if (site == null) {
      RunOutcome tooLate =
          RunOutcome.Threw.plain("Error", "The site was loaded anew before the call began");
      pipe.send(new FromChild.Ended(call.exchange(), tooLate));
      pipe.send(new FromChild.Free(call.exchange(), true));
      return;
    }
    inboxes.put(call.exchange(), new LinkedBlockingQueue<>());
    workers
        .computeIfAbsent(call.lane(), _ -> new Worker(pipe, watchdog, memoryWatch, inboxes))
        .run(call, site);
  }

  private void answer(ToChild.Answer answer) {
    BlockingQueue<ToChild.Answer> inbox = inboxes.get(answer.exchange());
    if (inbox != null) {
      inbox.add(answer);
    }
  }
}
