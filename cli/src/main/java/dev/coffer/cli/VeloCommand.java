package dev.coffer.cli;

import dev.coffer.wire.local.ShellWord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the backend code of a Velo site. */
@Command(
    name = "velo",
    sortOptions = false,
    customSynopsis = {
      "coffer velo DIR [--host ADDRESS] [--port PORT] [--open-host HOST[:PORT]]... [--site NAME]",
      "    [--allow WHAT[,WHAT...]] [CONNECTION]",
      "coffer velo new DIR"
    },
    description =
        "Runs the backend code of a Velo site against the site's secrets, until it is told to stop"
            + " (Ctrl-C or SIGTERM).",
    footer = {
      "",
      "DIR has the directories backend and public. What is saved there is loaded at once. With the"
          + " operator key, the site makes an API key for itself and revokes it when it stops; the"
          + " operator key is not kept. Logging in and Functional Testing need the operator key, or"
          + " a key that was made with --for-velo; with another API key, everybody is a visitor.",
      "",
      "Examples:",
      "  coffer velo new shop && coffer velo shop",
      "  coffer velo shop --port 3000 --open-host localhost:9000"
    })
final class VeloCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  /** Not required, because the command new does without it. */
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The directory of the site.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--allow",
      paramLabel = "WHAT",
      split = ",",
      description =
          "What code may do with secrets, for the operator key: any of read, list, create, update,"
              + " delete, with commas. Default: all.")
  private Set<KeyPermission> allowed = Set.of();

  @Mixin private SiteOption site;

  @Mixin private ConnectionOptions options;

  private VeloCommand(Console console) {
    this.console = console;
  }

  /** Returns the command, with an option for each of a site's settings that may be one. */
  static CommandLine on(Console console) {
    CommandLine command = new CommandLine(new VeloCommand(console));
    VeloProcess.options().forEach(command.getCommandSpec()::addOption);
    return command;
  }

  @Override
  public void run() {
    Path given =
        directory.orElseThrow(
            () -> new ParameterException(spec.commandLine(), "missing required parameter: 'DIR'"));
    VeloProcess process = VeloProcess.of(given, spec);
    process.run(access(), console);
  }

  /** No frame of {@link #run}, which waits for the end, leads to the operator key. */
  private RunnerAccess access() {
    Endpoint endpoint = options.endpoint(console);
    if (endpoint.key().isOperatorKey()
        && endpoint.key().origin().equals(ConnectionOptions.KEY_VARIABLE)) {
      console.say(
          "The operator key stays in this process's environment while it runs; name it with --data"
              + " or --key-file instead of COFFER_KEY.");
    }
    return RunnerAccess.with(endpoint, site, allowed, console);
  }

  @Command(
      name = "new",
      customSynopsis = "coffer velo new DIR",
      sortOptions = false,
      description = "Writes a small site to start from.",
      footer = {
        "",
        "It has a web method that asks a third party with a secret key, and a page with a button"
            + " that calls it. Its README.md says what to do next.",
        "",
        "Example:",
        "  coffer velo new shop"
      })
  void create(
      @Parameters(
              paramLabel = "DIR",
              description = "The directory to write to; made if missing, and must be empty.")
          Path target) {
    FirstSite.writeTo(target);
    String coffer = System.getProperty("coffer.command", "coffer");
    console.say(
        """
        Wrote a site to %s. With a server that runs, store the site's secret, and run it:
          printf %%s DEMO_KEY | %s secret create nasa_api_key --value-stdin
          %s velo %s\
        """
            .formatted(
                target,
                ShellWord.quoted(coffer),
                ShellWord.quoted(coffer),
                ShellWord.quoted(target)));
  }
}
