package dev.coffer.sandbox.child;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.coffer.sandbox.engine.ExportParser;
import dev.coffer.sandbox.engine.HostCalls;
import dev.coffer.sandbox.engine.Limit;
import dev.coffer.sandbox.engine.Realm;
import dev.coffer.sandbox.engine.RealmPool;
import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
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
   * @param files those of the site
   * @param survey names files that are not run, since a process ended that ran them
   */
  void tell(RealmPool site, Map<String, String> files, ToChild.Survey survey) {
    long load = survey.exchange();
    parser.prepare();
    Realm realm = site.fresh();
    ConsoleForwarder console = new ConsoleForwarder(pipe, load, "this load");
    for (Map.Entry<String, String> file : files.entrySet()) {
      String path = file.getKey();
      if (isModule(path) && !survey.without().contains(path)) {
        pipe.send(new FromChild.Loading(load, path));
        Exports exports = new Exports(load, console);
        Limit limit = new WorkLimit(survey.nanoseconds());
        Watchdog.Watch watch = watchdog.watch(realm, limit);
        memoryWatch.begin(realm);
        RunOutcome outcome = realm.inspect(path, exports, exports.inbox, limit);
        memoryWatch.end();
        watch.close();
        pipe.send(surveyed(load, path, file.getValue(), exports, outcome));
        if (!realm.reusable()) {
          realm.close();
          realm = site.fresh();
        }
      }
    }
    realm.close();
    pipe.send(new FromChild.Loaded(load));
  }

  private static boolean isModule(String path) {
    return path.startsWith("backend/") && (path.endsWith(".js") || path.endsWith(".jsw"));
  }

  private FromChild surveyed(
      long load, String path, String text, Exports exports, RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Returned _ ->
          new FromChild.Surveyed(load, path, Optional.empty(), parser.parse(text, exports.json()));
      case RunOutcome.Threw threw ->
          new FromChild.Surveyed(load, path, Optional.of(threw), parser.parse(text, "[]"));
      case RunOutcome.TimedOut() ->
          failed(
              load,
              path,
              "module initialisation timed out: the code at the top of the file does not end");
      case RunOutcome.Exhausted() ->
          failed(load, path, "The code at the top of the file uses up the memory");
    };
  }

  private static FromChild failed(long load, String path, String message) {
    return new FromChild.Surveyed(
        load, path, Optional.of(RunOutcome.Threw.plain("Error", message)), Optional.empty());
  }

  /** The exports of a module that runs by itself: nothing outside is there. */
  private static final class Exports implements HostCalls {
    private final BlockingQueue<ToChild.Answer> inbox = new LinkedBlockingQueue<>();
    private final long load;
    private final StringWriter text = new StringWriter();
    private final ConsoleForwarder console;
    private final JsonGenerator generator;

    Exports(long load, ConsoleForwarder console) {
      this.load = load;
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
          new ToChild.Refused(
              load,
              number,
              "Secrets and fetches are there while a function is called, not while a file is loaded",
              "FAILED_PRECONDITION",
              Optional.empty()));
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
    public void say(ConsoleLevel level, String said, Optional<StackFrame> place) {
      console.say(level, said, place);
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
