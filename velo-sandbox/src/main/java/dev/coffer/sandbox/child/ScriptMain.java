package dev.coffer.sandbox.child;

import dev.coffer.sandbox.child.Pipe.Message;
import dev.coffer.sandbox.engine.HostReply;
import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.engine.RunOutcome;
import dev.coffer.sandbox.engine.ScriptEngine;
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

  private final Map<Long, Worker> workers = new HashMap<>();
  private final Map<Long, BlockingQueue<HostReply>> inboxes = new ConcurrentHashMap<>();

  private ScriptMain(Pipe pipe) {
    this.pipe = pipe;
    inspector = new ModuleInspector(engine.exportParser(), pipe, watchdog, memoryWatch);
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Pipe pipe =
        new Pipe(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    // What anything else prints must not look like a message.
    System.setOut(System.err);
    new ScriptMain(pipe).serve();
  }

  private void serve() throws IOException {
    for (Optional<Message> next = pipe.read(); next.isPresent(); next = pipe.read()) {
      Message message = next.get();
      switch (message.kind()) {
        case "load" -> load(message);
        case "call" -> call(message);
        case "answer" -> answer(message);
        default -> throw new IOException("an unknown kind of message: " + message.kind());
      }
    }
  }

  private void load(Message message) {
    long number = message.number("site");
    RealmPool loaded = engine.realms(message.files());
    sites.values().forEach(RealmPool::retire);
    sites.put(number, loaded);
    sites.keySet().removeIf(other -> other < number - 1);
    loaded.warm(() -> pipe.draft("ready", 0).send());
    if (message.optional("survey").isPresent()) {
      inspections.execute(() -> inspector.send(loaded, message));
    }
  }

  private void call(Message message) {
    long id = message.number("call");
    RealmPool site = sites.get(message.number("site"));
    if (site == null) {
      pipe.draft("threw", id)
          .with(RunOutcome.Threw.plain("Error", "The site was loaded anew before the call began"))
          .send();
      pipe.draft("free", id).with("kept", true).send();
      return;
    }
    inboxes.put(id, new LinkedBlockingQueue<>());
    workers
        .computeIfAbsent(
            message.number("lane"), _ -> new Worker(pipe, watchdog, memoryWatch, inboxes))
        .run(message, site);
  }

  private void answer(Message message) {
    BlockingQueue<HostReply> inbox = inboxes.get(message.number("call"));
    if (inbox != null) {
      inbox.add(
          new HostReply(
              (int) message.number("number"),
              message.optional("result"),
              message.text("message"),
              message.text("code"),
              message.optional("details")));
    }
  }
}
