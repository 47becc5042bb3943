package dev.coffer.cli;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said when a command line cannot be read. It repeats no word that could be a secret typed
 * in a wrong place: only commands and the names of options.
 */
final class UsageErrors {
  private UsageErrors() {}

  /** Says what is wrong with the command line, and gives the exit code for that. */
  static int answer(ParameterException misuse, Console console) {
    CommandLine command = misuse.getCommandLine();
    if (isGroup(command) && !(misuse instanceof UnmatchedArgumentException)) {
      command.usage(console.err());
    } else {
      String name = command.getCommandSpec().qualifiedName();
      console.complain(reason(misuse, name) + "; see " + name + " --help");
    }
    return ExitCode.USAGE.number();
  }

  private static boolean isGroup(CommandLine command) {
    return !command.getSubcommands().isEmpty() && !(command.getCommand() instanceof Runnable);
  }

  private static String reason(ParameterException misuse, String name) {
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched, name);
    }
    ArgSpec argument = misuse.getArgSpec();
    if (argument instanceof OptionSpec option && option.arity().max() == 0) {
      return option.longestName() + " takes no value, and may be given once";
    }
    String message = Objects.requireNonNull(misuse.getMessage(), "a misuse is explained");
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String unknown(UnmatchedArgumentException misuse, String name) {
    String word = misuse.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      return name + " has no option " + word.replaceFirst("=.*", "") + similar(misuse);
    }
    if (isGroup(misuse.getCommandLine())) {
      return name + " has no command " + word + similar(misuse);
    }
    return "unexpected argument"
        + (misuse.getCommandLine().getCommandSpec().optionsMap().containsKey("--value-stdin")
            ? " (a value is never an argument: use --value-stdin or --value-file)"
            : "");
  }

  /** Names what the word is the beginning of, or else a few that are like it. */
  private static String similar(UnmatchedArgumentException misuse) {
    String word = misuse.getUnmatched().getFirst().replaceFirst("=.*", "");
    List<String> longer =
        misuse.getSuggestions().stream().filter(name -> name.startsWith(word)).toList();
    List<String> suggestions =
        longer.isEmpty() ? misuse.getSuggestions().stream().limit(3).toList() : longer;
    return suggestions.isEmpty() ? "" : " (perhaps " + String.join(" or ", suggestions) + "?)";
  }
}
