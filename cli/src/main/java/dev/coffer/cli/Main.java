package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The entry of the {@code coffer} command, where its parts are put together. */
public final class Main {
  private static final int HELP_WIDTH = 100;

  /** The command that has to know all others. */
  private static final String COMPLETION = "completion";

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * <p>A failure ends it with {@code halt}: {@code exit} would first start the server's logging, to
   * ask it whether exits are logged, which takes longer than most commands. No command leaves
   * anything for the end of the process to do.
   */
  public static void main(String[] arguments) {
    int exitCode = run(arguments, Console.ofProcess());
    if (exitCode != ExitCode.DONE.number()) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /**
   * Runs one command in this process. {@code serve} returns when its thread is interrupted, with
   * the server stopped.
   *
   * @return the exit code
   */
  public static int run(String[] arguments, Console console) {
    if (Arrays.stream(arguments).anyMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
      console.complain("an argument lost characters on its way here; set LC_ALL=C.UTF-8");
      return ExitCode.USAGE.number();
    }
    return commandLine(console, arguments).execute(arguments);
  }

  /** All commands and options, as they are read and as they explain themselves. */
  static CommandLine commandLine(Console console) {
    return commandLine(console, subcommands(console).values());
  }

  /**
   * Returns the one command that is called, where the first argument says which: the library reads
   * the annotations of every command that it is given, which takes longer than most commands run.
   */
  private static CommandLine commandLine(Console console, String[] arguments) {
    Map<String, Supplier<Object>> subcommands = subcommands(console);
    boolean needsOneAlone =
        arguments.length > 0
            && subcommands.containsKey(arguments[0])
            && !arguments[0].equals(COMPLETION);
    return commandLine(
        console, needsOneAlone ? List.of(subcommands.get(arguments[0])) : subcommands.values());
  }

  private static Map<String, Supplier<Object>> subcommands(Console console) {
    Map<String, Supplier<Object>> subcommands = new LinkedHashMap<>();
    subcommands.put("serve", () -> ServeCommand.on(console));
    subcommands.put("site", () -> new SiteCommands(console));
    subcommands.put("members", () -> new MembersCommands(console));
    subcommands.put("key", () -> new KeyCommands(console));
    subcommands.put("secret", () -> new SecretCommands(console));
    subcommands.put("velo", () -> VeloCommand.on(console));
    subcommands.put(COMPLETION, () -> new CompletionCommand(console));
    return subcommands;
  }

  private static CommandLine commandLine(
      Console console, Collection<Supplier<Object>> subcommands) {
    CommandLine commands = new CommandLine(new Coffer());
    subcommands.forEach(subcommand -> commands.addSubcommand(subcommand.get()));
    commands
        .registerConverter(Lifetime.class, Main::lifetime)
        .setExpandAtFiles(false) // The name of a secret may begin with @.
        .setUsageHelpWidth(HELP_WIDTH)
        .setOut(new PrintWriter(console.out(), true, UTF_8))
        .setErr(new PrintWriter(console.err(), true, UTF_8))
        .setParameterExceptionHandler((misuse, words) -> UsageErrors.answer(misuse, console))
        .setExecutionExceptionHandler((e, command, words) -> answerFailure(e, console));
    commands
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            Stream.of(ExitCode.values())
                .collect(
                    toMap(
                        code -> String.valueOf(code.number()),
                        ExitCode::meaning,
                        (a, b) -> a,
                        LinkedHashMap::new)));
    return commands;
  }

  private static Lifetime lifetime(String text) {
    try {
      return Lifetime.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static int answerFailure(Exception failure, Console console) throws Exception {
    if (failure instanceof CommandFailure expected) {
      console.complain(expected.getMessage());
      return expected.exitCode().number();
    }
    throw failure;
  }
}
