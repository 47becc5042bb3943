package dev.coffer.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
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
          + " (max-value-bytes=65536), else it has its default. An unknown setting stops the"
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
@SuppressWarnings("UnusedVariable") // Read by their names, in flags().
final class ServeCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: 127.0.0.1, this machine only.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on; 0 takes a free one. Default: 8080.")
  private String port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The directory for the database and keys, made if missing. Default: coffer-data beside"
              + " the launcher.")
  private String data;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "A PostgreSQL database, jdbc:postgresql://HOST/NAME, instead of SQLite in the data"
              + " directory.")
  private String databaseUrl;

  @Option(names = "--database-user", paramLabel = "NAME", description = "The user to connect as.")
  private String databaseUser;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "The certificate chain in PEM form. Switches to HTTPS.")
  private String tlsCertificate;

  @Option(
      names = "--tls-private-key",
      paramLabel = "FILE",
      description = "The private key of the certificate, in PEM form.")
  private String tlsPrivateKey;

  @Option(
      names = "--master-key-file",
      paramLabel = "FILE",
      description = "The file with the master key. Default: master.key in the data directory.")
  private String masterKeyFile;

  @Option(
      names = "--operator-key",
      paramLabel = "on|off",
      description = "Whether there is an operator key. Default: on.")
  private String operatorKey;

  @Option(
      names = "--max-value-bytes",
      paramLabel = "BYTES",
      description = "The longest value of a secret, in UTF-8. Default: 65536.")
  private String maxValueBytes;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace. Default: info.")
  private String logLevel;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text or json. Default: text.")
  private String logFormat;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ForegroundServer.run(flags(), console);
  }

  /** Returns the settings that were given, by their names without dashes in front. */
  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (option.getValue() instanceof String value) {
        flags.put(option.longestName().substring(2), value);
      }
    }
    return flags;
  }
}
