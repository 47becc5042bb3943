package dev.coffer.sandbox.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes messages as lines, and reads them: a JSON array of the kind of message and its parts, in
 * the order of the records. Both ends use it, and both come from one build. A line is read with
 * bounds on its length, its texts, its depth and its lists; anything but a message is a {@link
 * ProtocolViolation}. Threads may share it.
 */
public final class MessageCodec {
  /** How many UTF-8 bytes a line to the process that holds the key may have: 50 MiB. */
  public static final int LONGEST_LINE_FROM_CHILD = PartReader.Limits.FROM_CHILD.line();

  /** How many UTF-8 bytes a line to the process that runs code may have: 128 MiB. */
  public static final int LONGEST_LINE_TO_CHILD = PartReader.Limits.TO_CHILD.line();

  /** How many characters a line of the console may have. */
  public static final int LONGEST_CONSOLE_LINE = 64 * 1024;

  /** How many lines the stack of an error may have. */
  public static final int MOST_FRAMES = 100;

  private static final int MOST_FILES = 10_000;

  private MessageCodec() {}

  /** Returns a message as a line with its end. */
  public static byte[] line(ToChild message) {
    return switch (message) {
      case ToChild.Load load -> load(load);
      case ToChild.Call call ->
          new PartWriter(call.input() instanceof ToChild.Request ? "httpCall" : "call")
              .number(call.exchange())
              .number(call.site())
              .number(call.lane())
              .flag(call.fresh())
              .number(call.nanoseconds())
              .text(call.file())
              .text(call.function())
              .text(call.input().json())
              .line();
      case ToChild.Done done ->
          new PartWriter("done")
              .number(done.exchange())
              .number(done.question())
              .text(done.result())
              .line();
      case ToChild.Refused refused ->
          new PartWriter("refused")
              .number(refused.exchange())
              .number(refused.question())
              .text(refused.message())
              .text(refused.code())
              .text(refused.details())
              .line();
    };
  }

  /** Returns a message as a line with its end. */
  public static byte[] line(FromChild message) {
    return switch (message) {
      case FromChild.Ready() -> new PartWriter("ready").line();
      case FromChild.Loading loading ->
          new PartWriter("loading").number(loading.exchange()).text(loading.path()).line();
      case FromChild.Surveyed surveyed -> {
        PartWriter writer =
            new PartWriter("surveyed")
                .number(surveyed.exchange())
                .text(surveyed.path())
                .text(surveyed.parsed())
                .flag(surveyed.error().isPresent());
        yield surveyed.error().map(error -> error(writer, error)).orElse(writer).line();
      }
      case FromChild.Loaded(long exchange) -> new PartWriter("loaded").number(exchange).line();
      case FromChild.Ask ask ->
          new PartWriter("ask")
              .number(ask.exchange())
              .number(ask.question())
              .text(ask.operation())
              .text(ask.argument())
              .line();
      case FromChild.Said said -> {
        PartWriter writer =
            new PartWriter("say")
                .number(said.exchange())
                .text(said.level().method())
                .text(said.text())
                .flag(said.place().isPresent());
        yield said.place().map(place -> frame(writer, place)).orElse(writer).line();
      }
      case FromChild.Ended(long exchange, RunOutcome outcome) -> ended(exchange, outcome);
      case FromChild.Free free ->
          new PartWriter("free").number(free.exchange()).flag(free.kept()).line();
    };
  }

  private static byte[] load(ToChild.Load load) {
    PartWriter writer = new PartWriter("load").number(load.site()).flag(load.survey().isPresent());
    if (load.survey().isPresent()) {
      ToChild.Survey survey = load.survey().get();
      writer.number(survey.exchange()).number(survey.nanoseconds());
      list(writer, survey.without());
    }
    writer.number(load.files().size());
    load.files().forEach((path, text) -> writer.text(path).text(text));
    return writer.line();
  }

  private static byte[] ended(long exchange, RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Returned returned ->
          new PartWriter("returned").number(exchange).text(returned.json()).line();
      case RunOutcome.Threw threw -> error(new PartWriter("threw").number(exchange), threw).line();
      case RunOutcome.TimedOut() -> new PartWriter("timedOut").number(exchange).line();
      case RunOutcome.Exhausted() -> new PartWriter("exhausted").number(exchange).line();
    };
  }

  private static PartWriter error(PartWriter writer, RunOutcome.Threw error) {
    writer
        .text(error.name())
        .text(error.message())
        .text(error.code())
        .text(error.details())
        .number(error.stack().size());
    error.stack().forEach(frame -> frame(writer, frame));
    return writer;
  }

  private static PartWriter frame(PartWriter writer, StackFrame frame) {
    return writer
        .text(frame.function())
        .text(frame.file())
        .number(frame.line())
        .number(frame.column());
  }

  private static void list(PartWriter writer, Collection<String> texts) {
    writer.number(texts.size());
    texts.forEach(writer::text);
  }

  /**
   * Reads what the process is told that runs code.
   *
   * @param line without its end
   */
  public static ToChild toChild(byte[] line) throws ProtocolViolation {
    return PartReader.read(line, PartReader.Limits.TO_CHILD, MessageCodec::toChild);
  }

  /**
   * Reads what the process says that runs code.
   *
   * @param line without its end
   */
  public static FromChild fromChild(byte[] line) throws ProtocolViolation {
    return PartReader.read(line, PartReader.Limits.FROM_CHILD, MessageCodec::fromChild);
  }

  private static ToChild toChild(PartReader parts) throws ProtocolViolation {
    String kind = parts.text();
    return switch (kind) {
      case "load" -> load(parts);
      case "call", "httpCall" ->
          new ToChild.Call(
              parts.number(),
              parts.number(),
              parts.smallNumber(),
              parts.flag(),
              parts.number(),
              parts.text(),
              parts.text(),
              kind.equals("call")
                  ? new ToChild.Arguments(parts.text())
                  : new ToChild.Request(parts.text()));
      case "done" -> new ToChild.Done(parts.number(), parts.smallNumber(), parts.text());
      case "refused" ->
          new ToChild.Refused(
              parts.number(),
              parts.smallNumber(),
              parts.text(),
              parts.text(),
              parts.optionalText());
      default -> throw new ProtocolViolation("a message is of an unknown kind");
    };
  }

  private static FromChild fromChild(PartReader parts) throws ProtocolViolation {
    return switch (parts.text()) {
      case "ready" -> new FromChild.Ready();
      case "loading" -> new FromChild.Loading(parts.number(), parts.text());
      case "surveyed" -> {
        long exchange = parts.number();
        String path = parts.text();
        Optional<String> parsed = parts.optionalText();
        yield new FromChild.Surveyed(
            exchange, path, parts.flag() ? Optional.of(error(parts)) : Optional.empty(), parsed);
      }
      case "loaded" -> new FromChild.Loaded(parts.number());
      case "ask" ->
          new FromChild.Ask(parts.number(), parts.smallNumber(), parts.text(), parts.text());
      case "say" -> said(parts);
      case "returned" ->
          new FromChild.Ended(parts.number(), new RunOutcome.Returned(parts.optionalText()));
      case "threw" -> new FromChild.Ended(parts.number(), error(parts));
      case "timedOut" -> new FromChild.Ended(parts.number(), new RunOutcome.TimedOut());
      case "exhausted" -> new FromChild.Ended(parts.number(), new RunOutcome.Exhausted());
      case "free" -> new FromChild.Free(parts.number(), parts.flag());
      default -> throw new ProtocolViolation("a message is of an unknown kind");
    };
  }

  private static ToChild load(PartReader parts) throws ProtocolViolation {
    long site = parts.number();
    Optional<ToChild.Survey> survey = parts.flag() ? Optional.of(survey(parts)) : Optional.empty();
    Map<String, String> files = new TreeMap<>();
    int count = parts.count(MOST_FILES);
    for (int i = 0; i < count; i++) {
      files.put(parts.text(), parts.text());
    }
    return new ToChild.Load(site, files, survey);
  }

  private static ToChild.Survey survey(PartReader parts) throws ProtocolViolation {
    long exchange = parts.number();
    long nanoseconds = parts.number();
    Set<String> without = new HashSet<>();
    int count = parts.count(MOST_FILES);
    for (int i = 0; i < count; i++) {
      without.add(parts.text());
    }
    return new ToChild.Survey(exchange, without, nanoseconds);
  }

  private static FromChild said(PartReader parts) throws ProtocolViolation {
    long exchange = parts.number();
    ConsoleLevel level =
        ConsoleLevel.of(parts.text())
            .orElseThrow(() -> new ProtocolViolation("a line of the console has an unknown level"));
    String text = parts.text();
    if (text.length() > LONGEST_CONSOLE_LINE) {
      throw new ProtocolViolation("a line of the console is too long");
    }
    return new FromChild.Said(
        exchange, level, text, parts.flag() ? Optional.of(frame(parts)) : Optional.empty());
  }

  private static RunOutcome.Threw error(PartReader parts) throws ProtocolViolation {
    String name = parts.text();
    String message = parts.text();
    Optional<String> code = parts.optionalText();
    Optional<String> details = parts.optionalText();
    List<StackFrame> stack = new ArrayList<>();
    int count = parts.count(MOST_FRAMES);
    for (int i = 0; i < count; i++) {
      stack.add(frame(parts));
    }
    return new RunOutcome.Threw(name, message, code, details, stack);
  }

  private static StackFrame frame(PartReader parts) throws ProtocolViolation {
    return new StackFrame(parts.text(), parts.text(), parts.smallNumber(), parts.smallNumber());
  }
}
