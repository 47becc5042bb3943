package dev.coffer.sandbox.protocol;

import java.util.Optional;

/**
 * What the process that runs code says. Whoever reads it takes it for hostile. What belongs to code
 * is JSON in a text, and no {@code toString} shows it.
 */
public sealed interface FromChild {
  /** Code can run. */
  record Ready() implements FromChild {}

  /** A message under the number of a call or a load. */
  sealed interface InExchange extends FromChild {
    /** Returns that number. */
    long exchange();
  }

  /**
   * A survey goes on with a module.
   *
   * @param path the module
   */
  record Loading(long exchange, String path) implements InExchange {}

  /**
   * A survey is done with a module.
   *
   * @param path the module
   * @param error why it cannot be loaded
   * @param parsed JSON of what it exports and imports, or of its syntax error, where its text could
   *     be looked at
   */
  record Surveyed(
      long exchange, String path, Optional<RunOutcome.Threw> error, Optional<String> parsed)
      implements InExchange {
    @Override
    public String toString() {
      return "Surveyed[exchange=" + exchange + ", path=" + path + "]";
    }
  }

  /** A survey is done with all modules. */
  record Loaded(long exchange) implements InExchange {}

  /**
   * Code asks for something from outside.
   *
   * @param question the number that the answer must bear
   * @param operation such as {@code secrets.get}
   * @param argument JSON
   */
  record Ask(long exchange, int question, String operation, String argument) implements InExchange {
    @Override
    public String toString() {
      return "Ask[exchange=" + exchange + ", question=" + question + "]";
    }
  }

  /**
   * Code says a line on the console.
   *
   * @param text at most {@link MessageCodec#LONGEST_CONSOLE_LINE} characters
   * @param place where it was said, if that is known
   */
  record Said(long exchange, ConsoleLevel level, String text, Optional<StackFrame> place)
      implements InExchange {
    @Override
    public String toString() {
      return "Said[exchange=" + exchange + ", level=" + level + "]";
    }
  }

  /**
   * A call ended.
   *
   * @param outcome how
   */
  record Ended(long exchange, RunOutcome outcome) implements InExchange {}

  /**
   * The lane of a call is free for another.
   *
   * @param kept whether its variables live on
   */
  record Free(long exchange, boolean kept) implements InExchange {}
}
