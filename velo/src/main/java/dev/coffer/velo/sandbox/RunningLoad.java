package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.velo.sandbox.ExportedFunction.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The loading of a site's files while it runs. */
final class RunningLoad extends Exchange {
  static final String TIMED_OUT =
      "module initialisation timed out: the code at the top of the file cannot be stopped";

  /** How much its process may work on one file: the limit that it keeps itself, and reserve. */
  private static final Duration MOST_WORK = Duration.ofSeconds(20);

  /** How long its process may say nothing, since the slowest machine gets on in that time. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final List<LoadedFile> files = new ArrayList<>();
  private final LoadConsole console;
  private final int most;
  private Optional<String> loading = Optional.empty();
  private int messages;

  /** How it ended. */
  sealed interface End {
    /** All files were looked at. */
    record Done() implements End {}

    /** One of them ended the process, or kept it from going on. */
    record Failed(Optional<String> file, String reason) implements End {}
  }

  /** For so many files at most. */
  RunningLoad(int most, LoadConsole console) {
    this.most = most;
    this.console = console;
  }

  /** Returns the files that were looked at. */
  List<LoadedFile> files() {
    return files;
  }

  /** Waits for the end. */
  End await() throws InterruptedException {
    while (true) {
      Optional<Event> event = nextUnlessStuck();
      if (event.isEmpty()) {
        return new End.Failed(
            loading,
            loading.isPresent() ? TIMED_OUT : "the process that runs code does not answer");
      }
      switch (event.get()) {
        case Died(String reason) -> {
          return new End.Failed(loading, reason);
        }
        case Received(FromChild.InExchange message) -> {
          try {
            switch (message) {
              case FromChild.Loading(long _, String path) -> loading = Optional.of(path);
              case FromChild.Said said ->
                  console.add(
                      loading.orElseThrow(
                          () -> new ProtocolViolation("a line of the console has no file")),
                      ConsoleLine.of(said));
              case FromChild.Surveyed surveyed -> {
                files.add(file(surveyed));
                loading = Optional.empty();
              }
              default -> {
                return new End.Done();
              }
            }
          } catch (ProtocolViolation e) {
            process().kill(e.getMessage());
            return new End.Failed(loading, "What loading showed cannot be read");
          }
        }
      }
    }
  }

  /**
   * Returns what happened next, or nothing when no more is to be expected. The work of the process
   * counts rather than the time that passes: a slow machine needs the same work, and more time for
   * it.
   */
  private Optional<Event> nextUnlessStuck() throws InterruptedException {
    long end = System.nanoTime() + LONGEST_SILENCE.toNanos();
    Duration before = process().processorTime();
    while (System.nanoTime() < end) {
      Optional<Event> event = next(System.nanoTime() + BETWEEN_LOOKS.toNanos());
      if (event.isPresent()) {
        return event;
      }
      Duration worked = process().processorTime().minus(before);
      if (loading.isPresent() && worked.compareTo(MOST_WORK) > 0) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  boolean accept(FromChild.InExchange message) throws ProtocolViolation {
    switch (message) {
      case FromChild.Said _ -> countLine();
      case FromChild.Loading _, FromChild.Surveyed _, FromChild.Loaded _ -> {
        if (++messages > 2 * most + 1) {
          throw new ProtocolViolation("a load tells of too many files");
        }
      }
      case FromChild.Ask _, FromChild.Ended _, FromChild.Free _ ->
          throw new ProtocolViolation("a load gets a message of a call");
    }
    return true;
  }

  private LoadedFile file(FromChild.Surveyed surveyed) throws ProtocolViolation {
    String path = surveyed.path();
    JsonNode parsed = parsed(surveyed);
    Optional<ScriptError> error =
        surveyed.error().map(thrown -> placed(ScriptError.of(thrown), path, parsed));
    return new LoadedFile(
        path, error.isPresent() ? List.of() : functions(parsed), error, console.of(path));
  }

  private static JsonNode parsed(FromChild.Surveyed surveyed) throws ProtocolViolation {
    try {
      return CodeJson.read(surveyed.parsed().orElse("{}"));
    } catch (IOException e) {
      throw new ProtocolViolation("what was parsed cannot be read");
    }
  }

  private static List<ExportedFunction> functions(JsonNode parsed) {
    List<ExportedFunction> functions = new ArrayList<>();
    for (JsonNode function : parsed.path("functions")) {
      List<Parameter> parameters = new ArrayList<>();
      for (JsonNode parameter : function.path("parameters")) {
        parameters.add(
            new Parameter(
                parameter.path("name").asText(),
                parameter.path("destructured").asBoolean(),
                parameter.path("rest").asBoolean(),
                parameter.path("example")));
      }
      functions.add(
          new ExportedFunction(
              function.path("name").asText(),
              Optional.ofNullable(function.path("permission").textValue()),
              List.copyOf(parameters),
              function.path("line").asInt()));
    }
    return List.copyOf(functions);
  }

  /** Tells where an error is, if the error itself does not. */
  private static ScriptError placed(ScriptError error, String path, JsonNode parsed) {
    JsonNode syntax = parsed.path("error");
    if (error.name().equals("SyntaxError") && syntax.isObject()) {
      return at(error, syntax.path("message").asText(), path, syntax);
    }
    if (!error.stack().isEmpty()) {
      return error;
    }
    for (JsonNode imported : parsed.path("imports")) {
      String module = imported.path("module").asText();
      String name = module.substring(module.lastIndexOf('/') + 1);
      if (error.message().contains("\"" + module + "\"")
          || error.message().contains(name + "' imported from " + path)) {
        return at(error, error.message(), path, imported);
      }
    }
    return error;
  }

  private static ScriptError at(ScriptError error, String message, String path, JsonNode place) {
    StackFrame frame =
        new StackFrame("", path, place.path("line").asInt(), place.path("column").asInt());
    return new ScriptError(error.name(), message, error.code(), error.details(), List.of(frame));
  }
}
