package dev.coffer.sandbox.child;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.coffer.sandbox.child.Pipe.Message;
import dev.coffer.sandbox.engine.ExportParser;
import dev.coffer.sandbox.engine.HostCalls;
import dev.coffer.sandbox.engine.HostReply;
import dev.coffer.sandbox.engine.Limit;
import dev.coffer.sandbox.engine.Realm;
import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.engine.RunOutcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Loads each file of a site, and tells what it exports or why it cannot be loaded. */
final class ModuleInspector {
  private final Pipe pipe;
  private final Watchdog watchdog;
  private final MemoryWatch memoryWatch;
  private final ExportParser parser;

  ModuleInspector(ExportParser parser, Pipe pipe, Watchdog watchdog, MemoryWatch memoryWatch) {
    this.parser = parser;
    this.pipe = pipe;
    this.watchdog = watchdog;
    this.memoryWatch = memoryWatch;
  }

  /**
   * Sends a message for each module under {@code backend/}, and one at the end.
   *
   * @param message whose files these are; it names files that are not run, since a process ended
   *     that ran them
   */
  void send(RealmPool site, Message message) {
    long load = message.number("call");
    Set<String> without = Set.of(message.text("without").split("\n", -1));
    parser.prepare();
    Realm realm = site.fresh();
    ConsoleForwarder console = new ConsoleForwarder(pipe, load, "this load");
    for (Map.Entry<String, String> file : message.files().entrySet()) {
      String path = file.getKey();
      if (isModule(path) && !without.contains(path)) {
        pipe.draft("loading", load).with("path", path).send();
        Exports exports = new Exports(console);
        Limit limit = new WorkLimit(message.number("nanoseconds"));
        Watchdog.Watch watch = watchdog.watch(realm, limit);
        memoryWatch.begin(realm);
        RunOutcome outcome = realm.inspect(path, exports, exports.inbox, limit);
        memoryWatch.end();
        watch.close();
        report(load, path, file.getValue(), exports, outcome);
        if (!realm.reusable()) {
          realm.close();
          realm = site.fresh();
        }
      }
    }
    realm.close();
    pipe.draft("loaded", load).send();
  }

  private static boolean isModule(String path) {
    return path.startsWith("backend/") && (path.endsWith(".js") || path.endsWith(".jsw"));
  }

  private void report(long load, String path, String text, Exports exports, RunOutcome outcome) {
    Pipe.Draft draft = pipe.draft("file", load).with("path", path);
    switch (outcome) {
      case RunOutcome.Returned _ -> draft.with("parsed", parser.parse(text, exports.json()));
      case RunOutcome.Threw threw -> draft.with(threw).with("parsed", parser.parse(text, "[]"));
      case RunOutcome.TimedOut() ->
          draft.with(
              RunOutcome.Threw.plain(
                  "Error",
                  "module initialisation timed out: the code at the top of the file does not end"));
      case RunOutcome.Exhausted() ->
          draft.with(
              RunOutcome.Threw.plain(
                  "Error", "The code at the top of the file uses up the memory"));
    }
    draft.send();
  }

  /** The exports of a module that runs by itself: nothing outside is there. */
  private static final class Exports implements HostCalls {
    private final BlockingQueue<HostReply> inbox = new LinkedBlockingQueue<>();
    private final StringWriter text = new StringWriter();
    private final ConsoleForwarder console;
    private final JsonGenerator generator;

    Exports(ConsoleForwarder console) {
      this.console = console;
      try {
        generator = new JsonFactory().createGenerator(text);
        generator.writeStartArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String json() {
      try {
        generator.writeEndArray();
        generator.close();
        return text.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void ask(int number, String operation, String argument) {
      inbox.add(
          HostReply.error(
              number,
              "Secrets and fetches are there while a function is called, not while a file is loaded",
              "FAILED_PRECONDITION"));
    }

    @Override
    public void answered() {
      // The next question is answered at once too.
    }

    @Override
    public boolean listens() {
      return console.listens();
    }

    @Override
    public void say(String level, String said, String stack) {
      console.say(level, said, stack);
    }

    @Override
    public void export(String name, Optional<String> permission, String function) {
      try {
        generator.writeStartObject();
        generator.writeStringField("name", name);
        if (permission.isPresent()) {
          generator.writeStringField("permission", permission.get());
        }
        generator.writeStringField("text", function);
        generator.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
