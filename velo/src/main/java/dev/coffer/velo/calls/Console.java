package dev.coffer.velo.calls;

import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ConsoleLine;
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
final class Console implements Consumer<ConsoleLine> {
  private static final Logger LOG = LoggerFactory.getLogger("dev.coffer.velo.console");
  private static final int MOST_LINES = 1_000;
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final String REQUEST = "request";

  private final Call call;
  private final Optional<String> request = Optional.ofNullable(MDC.get(REQUEST));
  private final List<ConsoleLine> lines = new ArrayList<>();
  private int characters;

  Console(Call call) {
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
    log(kept);
  }

  private void log(ConsoleLine line) {
    String place =
        line.file().isEmpty()
            ? call.file() + " " + call.function()
            : line.file() + (line.line() > 0 ? ":" + line.line() : "");
    LoggingEventBuilder event = LOG.atLevel(level(line));
    if (MDC.get(REQUEST) == null && request.isPresent()) {
      event = event.addKeyValue(REQUEST, request.get());
    }
    event.log("{} {}", place, ForDevelopers.lines(line.text()));
  }

  private static Level level(ConsoleLine line) {
    return switch (line.level()) {
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default -> Level.INFO;
    };
  }

  synchronized List<ConsoleLine> lines() {
    return List.copyOf(lines);
  }
}
