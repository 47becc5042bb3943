package dev.coffer.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of all commands. */
@Command(
    name = "coffer",
    sortOptions = false,
    description = "A self-hosted secrets manager that speaks the Wix Secrets API.",
    versionProvider = Coffer.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "First steps:",
      "  coffer serve &",
      "  coffer members setup --email me@example.com --password-stdin < password.txt",
      "  printf %%s \"$API_TOKEN\" | coffer secret create s3_secret_key --value-stdin",
      "  KEY=$(coffer key create backend --allow read)",
      "",
      "Keys, values and --json go to standard output, everything else to standard error.",
      "Each command explains itself: coffer secret create --help."
    })
@SuppressWarnings("UnusedVariable") // The options are what picocli itself acts on.
final class Coffer {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 1000,
      description = "Explain this command.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  private boolean version;

  /** The version that was built, which stands in the manifest of the program's archive. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "coffer "
            + Optional.ofNullable(Coffer.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)")
      };
    }
  }
}
