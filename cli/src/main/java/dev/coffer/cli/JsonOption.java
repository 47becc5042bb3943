package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Whether data is printed for programs. */
final class JsonOption {
  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }

  /**
   * Prints the answer as the server gave it, if that is wanted, and else does what is for people.
   */
  void print(JsonNode answer, Console console, Runnable forPeople) {
    if (wanted) {
      console.out().println(answer.toPrettyString());
    } else {
      forPeople.run();
    }
  }
}
