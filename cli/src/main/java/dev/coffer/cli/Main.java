package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The entry of the {@code coffer} command, where its parts are put together. */
public final class Main {
  private static final int HELP_WIDTH = 100;

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
    return commandLine(console).execute(arguments);
  }

  /** All commands and options, as they are read and as they explain themselves. */
  static CommandLine commandLine(Console console) {
    CommandLine commands =
        new CommandLine(new Coffer())
            .addSubcommand(new ServeCommand(console))
            .addSubcommand(new SiteCommands(console))
            .addSubcommand(new MembersCommands(console))
            .addSubcommand(new KeyCommands(console))
            .addSubcommand(new SecretCommands(console))
            .addSubcommand(new CompletionCommand(console))
            .registerConverter(Lifetime.class, Main::lifetime)
            .setExpandAtFiles(false) // The name of a secret may begin with @.
            .setUsageHelpWidth(HELP_WIDTH)
            .setOut(new PrintWriter(console.out(), true, UTF_8))
            .setErr(new PrintWriter(console.err(), true, UTF_8))
            .setParameterExceptionHandler((misuse, words) -> Misuse.answer(misuse, console))
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
