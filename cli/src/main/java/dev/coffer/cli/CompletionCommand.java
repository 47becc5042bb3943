package dev.coffer.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete this command's words. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(coffer completion bash)",
      "  coffer completion zsh > ~/.coffer-completion && echo 'source ~/.coffer-completion' >>"
          + " ~/.zshrc"
    })
final class CompletionCommand implements Runnable {
  /** The shells there is a script for. */
  enum Shell {
    bash,
    zsh
  }

  private final Console console;

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // Whichever it is, the script is the same.
  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  CompletionCommand(Console console) {
    this.console = console;
  }

  /** Prints one script for both: in zsh it turns on the emulation of bash's completion first. */
  @Override
  public void run() {
    console.out().print(AutoComplete.bash("coffer", spec.root().commandLine()));
    console.out().flush();
  }
}
