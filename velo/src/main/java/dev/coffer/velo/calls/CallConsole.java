package dev.coffer.velo.calls;

import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.LoadedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What one call says: kept for whoever made it, and logged as it comes. Threads may share it. */
final class CallConsole implements Consumer<ConsoleLine> {
  private static final Logger LOG = LoggerFactory.getLogger("dev.coffer.velo.console");
  private static final int MOST_LINES = 1_000;
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final String REQUEST = "request";

  private final Call call;
  private final Optional<String> request = Optional.ofNullable(MDC.get(REQUEST));
  private final List<ConsoleLine> lines = new ArrayList<>();
  private int characters;

  CallConsole(Call call) {
    this.call = call;
  }

  @Override
  public synchronized void accept(ConsoleLine line) {
    if (lines.size() > MOST_LINES || characters > MOST_CHARACTERS) {
      return;
    }
    characters += line.text().length();
    boolean last = lines.size() == MOST_LINES || characters > MOST_CHARACTERS;
    ConsoleLine kept =
        last
            ? new ConsoleLine("warn", "this call has said too much; the rest is left out", "", 0)
            : line;
    lines.add(kept);
    log(kept, call.file() + " " + call.function());
  }

  /** Logs what was said while a file was loaded. */
  static void log(LoadedFile file) {
    file.console().forEach(line -> event(line).log("{}", text(line, file.path())));
  }

  private void log(ConsoleLine line, String otherwise) {
    LoggingEventBuilder event = event(line);
    if (MDC.get(REQUEST) == null && request.isPresent()) {
      event = event.addKeyValue(REQUEST, request.get());
    }
    event.log("{}", text(line, otherwise));
  }

  private static String text(ConsoleLine line, String otherwise) {
    String place =
        line.file().isEmpty()
            ? otherwise
            : line.file() + (line.line() > 0 ? ":" + line.line() : "");
    return LogSanitizer.lines(place) + " " + LogSanitizer.lines(line.text());
  }

  private static LoggingEventBuilder event(ConsoleLine line) {
    return LOG.atLevel(
        switch (line.level()) {
          case "debug" -> Level.DEBUG;
          case "warn" -> Level.WARN;
          case "error" -> Level.ERROR;
          default -> Level.INFO;
        });
  }

  synchronized List<ConsoleLine> lines() {
    return List.copyOf(lines);
  }
}
