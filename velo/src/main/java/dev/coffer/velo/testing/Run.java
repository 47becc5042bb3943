package dev.coffer.velo.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.calls.CompletedCall;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.velo.sandbox.ConsoleLine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of a function as it is shown. No value of a secret that the run was given is in it.
 *
 * @param generation which loading of the site's files it ran on
 * @param call the call that was made, as JavaScript writes calls
 * @param end how it ended
 * @param value what it returned, as JSON text; empty for {@code undefined} and if it did not return
 * @param problem what it threw, if it did
 * @param reason why it died, if it did
 * @param console what it said on the console
 * @param cut whether it said more than that
 * @param took how long it took
 */
public record Run(
    long generation,
    String call,
    End end,
    Optional<String> value,
    Optional<Problem> problem,
    Optional<String> reason,
    List<Said> console,
    boolean cut,
    String took) {
  /** How a run ended. */
  public enum End {
    /** It returned. */
    RETURNED("Returned"),
    /** It threw. */
    THREW("Threw an error"),
    /** Its time was up. */
    TIMED_OUT("Timed out"),
    /** Its process ended, or refused it. */
    DIED("Stopped");

    private final String title;

    End(String title) {
      this.title = title;
    }

    /** {@return it as people read it} */
    public String title() {
      return title;
    }
  }

  /**
   * A line of the console.
   *
   * @param level {@code debug}, {@code info}, {@code log}, {@code warn} or {@code error}
   * @param text what was said
   * @param location where it was said
   */
  public record Said(String level, String text, SourceLocation location) {}

  private static final int MOST_LINES = 500;

  /** How many characters a call may have to stand in one line. */
  private static final int WIDEST = 60;

  private static final String SIGN_OF_A_MASK = "‹secret ";

  /**
   * Returns what is shown of a call that ended.
   *
   * @param call the call, with masks where values of secrets are known to be
   */
  static Run of(long generation, Call call, CompletedCall finished, Mask mask) {
    List<Said> console =
        finished.console().stream().limit(MOST_LINES).map(line -> said(line, mask)).toList();
    return new Run(
        generation,
        Texts.cut(written(call, mask)),
        end(finished.outcome()),
        finished.outcome() instanceof CallOutcome.Returned returned
            ? returned.value().map(mask::of).map(JsonText::pretty).map(Texts::cut)
            : Optional.empty(),
        finished.outcome() instanceof CallOutcome.Threw threw
            ? Optional.of(Problem.of(threw.error(), mask))
            : Optional.empty(),
        finished.outcome() instanceof CallOutcome.Died died
            ? Optional.of(mask.of(died.reason()))
            : Optional.empty(),
        console,
        finished.console().size() > console.size(),
        Texts.of(finished.took()));
  }

  /** Lines were masked when they were said; what became a secret later is masked here. */
  private static Said said(ConsoleLine line, Mask mask) {
    return new Said(
        line.level(), mask.of(line.text()), new SourceLocation(line.file(), line.line(), 0));
  }

  private static End end(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Returned _ -> End.RETURNED;
      case CallOutcome.Threw _ -> End.THREW;
      case CallOutcome.TimedOut _ -> End.TIMED_OUT;
      case CallOutcome.Died _ -> End.DIED;
    };
  }

  private static String written(Call call, Mask mask) {
    List<JsonNode> arguments =
        switch (call) {
          case Call.Function function -> function.arguments();
          case Call.Http http -> List.of(http.request());
        };
    List<JsonNode> masked = arguments.stream().map(mask::of).toList();
    String inOneLine = written(call, masked, JsonText::compact);
    return inOneLine.length() > WIDEST ? written(call, masked, JsonText::pretty) : inOneLine;
  }

  private static String written(
      Call call, List<JsonNode> arguments, Function<JsonNode, String> writer) {
    return call.function()
        + arguments.stream().map(writer).collect(Collectors.joining(", ", "(", ")"));
  }

  private Stream<String> texts() {
    return Stream.of(
            Stream.of(call),
            value.stream(),
            reason.stream(),
            console.stream().map(Said::text),
            problem.stream()
                .flatMap(p -> Stream.concat(Stream.of(p.message()), p.details().stream())))
        .flatMap(texts -> texts);
  }

  /** Returns whether a mask stands for something in it. */
  public boolean masked() {
    return texts().anyMatch(text -> text.contains(SIGN_OF_A_MASK));
  }

  /** Returns how it ended, in a sentence. */
  public String sentence() {
    return switch (end) {
      case RETURNED -> "It returned after " + took + ".";
      case THREW -> "It threw an error after " + took + ".";
      case TIMED_OUT -> "It was stopped after " + took + ".";
      case DIED -> "It was stopped.";
    };
  }

  /** Shows nothing of what ran. */
  @Override
  public String toString() {
    return "Run";
  }
}
