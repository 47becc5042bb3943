package dev.coffer.cli;

import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands that there are, for tests that go through all of them. */
final class Commands {
  private Commands() {}

  /** Returns the names of all commands and groups of them, such as {@code secret create}. */
  static Stream<String> names() {
    return below(Main.commandLine(new Shell().console()))
        .map(command -> command.getCommandSpec().qualifiedName().substring("coffer ".length()));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(it -> Stream.concat(Stream.of(it), below(it)));
  }

  static CommandLine named(String name) {
    CommandLine found = Main.commandLine(new Shell().console());
    for (String word : name.split(" ", -1)) {
      found = found.getSubcommands().get(word);
    }
    return found;
  }

  /** Returns the longest names of a command's options, without help. */
  static Stream<String> options(String command) {
    CommandSpec spec = named(command).getCommandSpec();
    return spec.options().stream().filter(it -> !it.usageHelp()).map(OptionSpec::longestName);
  }
}
