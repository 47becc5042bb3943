package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.client.JsonCalls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The sites of a server: closed spaces with their own secrets, keys and members. */
@Command(
    name = "site",
    synopsisSubcommandLabel = "COMMAND",
    description = "The sites of a server: each has its own secrets, keys and members.",
    footer = {
      "",
      "A server begins with one site, its default site, which every command means that does not"
          + " name another with --site. Sites need the operator key."
    })
final class SiteCommands {
  private final Console console;

  SiteCommands(Console console) {
    this.console = console;
  }

  @Command(
      name = "create",
      customSynopsis = "coffer site create NAME [--json] [CONNECTION]",
      sortOptions = false,
      description = "Makes a site.",
      footer = {"", "Example:", "  coffer site create shop"})
  void create(
      @Parameters(
              paramLabel = "NAME",
              description = "1-50 characters of a-z, 0-9 and -, the first a letter or digit.")
          String name,
      @Mixin JsonOption json,
      @Mixin ConnectionOptions options) {
    try (Connection connection = options.connect(console)) {
      SiteOption.requireOperatorKey(connection);
      ObjectNode request = Connection.object();
      request.putObject("site").put("name", name);
      JsonNode answer = connection.call(api -> api.createSite(Connection.sent(request)));
      json.print(
          answer,
          console,
          () ->
              console.say("Made the site " + name + " (" + answer.at("/site/id").asText() + ")."));
    }
  }

  @Command(
      name = "list",
      customSynopsis = "coffer site list [--json] [CONNECTION]",
      sortOptions = false,
      description = "Lists the sites.",
      footer = {"", "Example:", "  coffer site list"})
  void list(@Mixin JsonOption json, @Mixin ConnectionOptions options) {
    try (Connection connection = options.connect(console)) {
      SiteOption.requireOperatorKey(connection);
      JsonNode answer = connection.call(JsonCalls::listSites);
      json.print(answer, console, () -> table(answer).print(console.out()));
    }
  }

  private static Table table(JsonNode answer) {
    Table table = new Table("NAME", "DEFAULT", "MEMBERS AREA", "CREATED (UTC)", "ID");
    for (JsonNode site : answer.path("sites")) {
      table.row(
          site.path("name").asText(),
          site.path("default").asBoolean() ? "yes" : "",
          site.path("membersAreaSetUp").asBoolean() ? "set up" : "not set up",
          Timestamps.shown(site.path("createdDate")),
          site.path("id").asText());
    }
    return table;
  }

  @Command(
      name = "delete",
      customSynopsis = "coffer site delete NAME [--yes] [CONNECTION]",
      sortOptions = false,
      description = "Deletes a site with its secrets, keys and members, for good.",
      footer = {
        "",
        "Asks to type the name of the site, because nothing brings it back.",
        "",
        "Example:",
        "  coffer site delete shop"
      })
  void delete(
      @Parameters(paramLabel = "NAME", description = "The name of the site.") String name,
      @Option(names = "--yes", description = "Do not ask.") boolean sure,
      @Mixin ConnectionOptions options) {
    try (Connection connection = options.connect(console)) {
      String id = SiteOption.named(name, connection).id();
      if (!sure) {
        requireNameTyped(name);
      }
      connection.call(api -> api.deleteSite(id));
      console.say("Deleted the site " + name + ".");
    }
  }

  private void requireNameTyped(String name) {
    console.say("This deletes the site " + name + " with its secrets, keys and members, for good.");
    console.err().print("Type its name to go on: ");
    console.err().flush();
    boolean typed = name.equals(StandardInput.line(console).orElse(""));
    if (!console.interactive()) {
      console.err().println();
    }
    if (!typed) {
      throw new CommandFailure(ExitCode.FAILED, "that is not its name; nothing was deleted");
    }
  }
}
