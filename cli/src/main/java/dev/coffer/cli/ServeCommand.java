package dev.coffer.cli;

import dev.coffer.wire.Limits;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Runs the server. The options are handed on as they are, so that the server reads and judges all
 * its settings in one place, whether they come from flags, variables or a file.
 */
@Command(
    name = "serve",
    sortOptions = false,
    customSynopsis = "coffer serve [SETTING...]",
    description = "Runs the server until it is told to stop (Ctrl-C or SIGTERM).",
    footer = {
      "",
      "A setting that is not given here comes from its variable (--max-value-bytes is"
          + " COFFER_MAX_VALUE_BYTES), else from coffer.properties in the data directory"
          + " (max-value-bytes="
          + Limits.DEFAULT_VALUE_BYTES
          + "), else it has its default. An unknown setting stops the"
          + " start. The master key and the database's password are never taken as options: see"
          + " COFFER_MASTER_KEY and COFFER_DATABASE_PASSWORD.",
      "",
      "The server logs to standard error.",
      "",
      "Examples:",
      "  coffer serve",
      "  coffer serve --host 0.0.0.0 --port 8443 --tls-certificate cert.pem --tls-private-key"
          + " key.pem",
      "  coffer serve --database-url jdbc:postgresql://db.example.com/coffer --database-user coffer"
    })
final class ServeCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  private ServeCommand(Console console) {
    this.console = console;
  }

  /** Returns the command, with an option for each of the server's settings that may be one. */
  static CommandLine on(Console console) {
    CommandLine command = new CommandLine(new ServeCommand(console));
    ForegroundServer.settings()
        .forEach(setting ->
            command.getCommandSpec().addOption(SettingOptions.of(setting, String.class)));
    return command;
  }

  @Override
  public void run() {
    ForegroundServer.run(SettingOptions.given(spec), console);
  }
}
