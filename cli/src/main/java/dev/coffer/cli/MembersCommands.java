package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.cli.SiteOption.ChosenSite;
import dev.coffer.wire.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Members Area of a site: its people. */
@Command(
    name = "members",
    synopsisSubcommandLabel = "COMMAND",
    description = "The Members Area of a site: its people.",
    footer = {
      "",
      "Until a site's Members Area is set up, its secrets can be read but not created, listed,"
          + " changed or deleted. Members need the operator key."
    })
final class MembersCommands {
  private final Console console;

  MembersCommands(Console console) {
    this.console = console;
  }

  @Command(
      name = "setup",
      customSynopsis =
          "coffer members setup --email EMAIL --password-stdin [--site NAME] [--json] [CONNECTION]",
      sortOptions = false,
      description = "Sets up the Members Area of a site by making its owner.",
      footer = {
        "",
        "The password has "
            + Limits.SHORTEST_PASSWORD_CHARACTERS
            + "-"
            + Limits.LONGEST_PASSWORD_CHARACTERS
            + " characters. One line break after it is not part of it.",
        "",
        "Example:",
        "  coffer members setup --email me@example.com --password-stdin < password.txt"
      })
  void setup(
      @Option(
              names = "--email",
              paramLabel = "EMAIL",
              required = true,
              description = "The owner's address.")
          String email,
      @Option(
              names = "--password-stdin",
              required = true,
              description = "Read the owner's password from standard input.")
          boolean passwordStdin,
      @Mixin SiteOption site,
      @Mixin JsonOption json,
      @Mixin ConnectionOptions options) {
    String password = StandardInput.password(console);
    try (Connection connection = options.connect(console)) {
      ObjectNode request = Connection.object();
      request.putObject("owner").put("email", email).put("password", password);
      ChosenSite chosen = site.administered(connection, console);
      JsonNode answer =
          connection.call(api -> api.setUpMembersArea(chosen.id(), Connection.sent(request)));
      json.print(
          answer,
          console,
          () ->
              console.say(
                  "The Members Area of the site "
                      + chosen.name()
                      + " is set up. Its owner is "
                      + email
                      + "."));
    }
  }
}
