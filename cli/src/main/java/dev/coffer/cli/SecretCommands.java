package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.client.JsonCalls;
import dev.coffer.wire.Limits;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The secrets of a site. */
@Command(
    name = "secret",
    synopsisSubcommandLabel = "COMMAND",
    description = "The secrets of a site.",
    footer = {
      "",
      "Values come from standard input or a file, never from the command line, where other users"
          + " and the shell's history could see them."
    })
final class SecretCommands {
  private final Console console;

  SecretCommands(Console console) {
    this.console = console;
  }

  @Command(
      name = "create",
      customSynopsis = {
        "coffer secret create NAME (--value-stdin | --value-file FILE) [--description TEXT]",
        "    [--site NAME] [--json] [CONNECTION]"
      },
      sortOptions = false,
      description = "Stores a new secret.",
      footer = {
        "",
        "The value is stored exactly as it comes, a line break at its end too.",
        "",
        "Examples:",
        "  printf %%s \"$API_TOKEN\" | coffer secret create s3_secret_key --value-stdin",
        "  coffer secret create tls_key --value-file key.pem --description \"Mail server\""
      })
  void create(
      @Parameters(
              paramLabel = "NAME",
              description =
                  "1-"
                      + Limits.SECRET_NAME_CHARACTERS
                      + " characters of A-Z a-z 0-9 _ + = - @ # $, not beginning with wix.")
          String name,
      @Mixin ValueOptions valueOptions,
      @Option(
              names = "--description",
              paramLabel = "TEXT",
              description =
                  "What the secret is for: at most "
                      + Limits.DESCRIPTION_CHARACTERS
                      + " characters.")
          Optional<String> description,
      @Mixin SiteOption site,
      @Mixin JsonOption json,
      @Mixin ConnectionOptions options) {
    String value =
        valueOptions
            .read(console)
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "say where the value comes from: --value-stdin or --value-file FILE"));
    try (Connection server = options.connect(console)) {
      Connection connection = site.chosenOn(server, console);
      ObjectNode request = Connection.object();
      ObjectNode secret = request.putObject("secret").put("name", name).put("value", value);
      description.ifPresent(text -> secret.put("description", text));
      JsonNode answer = connection.call(api -> api.createSecret(Connection.sent(request)));
      warnOfHash(name);
      json.print(
          answer,
          console,
          () ->
              console.say("Stored the secret " + name + " (" + answer.path("id").asText() + ")."));
    }
  }

  @Command(
      name = "get",
      customSynopsis = "coffer secret get NAME [--site NAME] [--json] [CONNECTION]",
      sortOptions = false,
      description = "Prints the value of a secret.",
      footer = {
        "",
        "Prints the value exactly as it was stored, with nothing before or after it; on a terminal"
            + " a line break follows.",
        "",
        "Examples:",
        "  TOKEN=$(coffer secret get s3_secret_key)",
        "  coffer secret get tls_key > key.pem"
      })
  void get(
      @Parameters(paramLabel = "NAME", description = "The name of the secret.") String name,
      @Mixin SiteOption site,
      @Mixin JsonOption json,
      @Mixin ConnectionOptions options) {
    try (Connection server = options.connect(console)) {
      Connection connection = site.chosenOn(server, console);
      JsonNode answer = connection.call(api -> api.readSecret(name));
      json.print(answer, console, () -> writeExactly(answer.path("value").asText()));
    }
  }

  private void writeExactly(String value) {
    console.out().writeBytes(value.getBytes(UTF_8));
    if (console.interactive()) {
      console.out().println();
    }
    console.out().flush();
  }

  @Command(
      name = "list",
      customSynopsis = "coffer secret list [--site NAME] [--json] [CONNECTION]",
      sortOptions = false,
      description = "Lists the secrets of a site, without their values.",
      footer = {"", "Example:", "  coffer secret list"})
  void list(@Mixin SiteOption site, @Mixin JsonOption json, @Mixin ConnectionOptions options) {
    try (Connection server = options.connect(console)) {
      Connection connection = site.chosenOn(server, console);
      JsonNode answer = connection.call(JsonCalls::listSecrets);
      json.print(answer, console, () -> show(answer.path("secrets")));
    }
  }

  private void show(JsonNode secrets) {
    if (secrets.isEmpty()) {
      console.say("There are no secrets.");
      return;
    }
    Table table = new Table("NAME", "UPDATED (UTC)", "ID", "DESCRIPTION");
    for (JsonNode secret : secrets) {
      table.row(
          secret.path("name").asText(),
          Timestamps.shown(secret.path("updatedDate")),
          secret.path("id").asText(),
          secret.path("description").asText());
    }
    table.print(console.out());
  }

  @Command(
      name = "update",
      customSynopsis = {
        "coffer secret update (NAME | --id ID) [--name NEW] [--value-stdin | --value-file FILE]",
        "    [--description TEXT] [--site NAME] [CONNECTION]"
      },
      sortOptions = false,
      description = "Changes a secret: its value, its name, its description.",
      footer = {
        "",
        "What is not given stays as it is. Programs that use the secret get the change at once.",
        "",
        "Examples:",
        "  printf %%s \"$NEW_TOKEN\" | coffer secret update s3_secret_key --value-stdin",
        "  coffer secret update s3_secret_key --name s3_key --description \"\""
      })
  void update(
      @Mixin SecretSelector which,
      @Option(names = "--name", paramLabel = "NEW", description = "A new name.")
          Optional<String> newName,
      @Mixin ValueOptions valueOptions,
      @Option(
              names = "--description",
              paramLabel = "TEXT",
              description = "A new description; \"\" removes it.")
          Optional<String> description,
      @Mixin SiteOption site,
      @Mixin ConnectionOptions options) {
    which.requireOne();
    ObjectNode request = Connection.object();
    ObjectNode changes = request.putObject("secret");
    newName.ifPresent(name -> changes.put("name", name));
    valueOptions.read(console).ifPresent(value -> changes.put("value", value));
    description.ifPresent(text -> changes.put("description", text));
    if (changes.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "say what to change: --name, --value-stdin, --value-file or --description");
    }
    try (Connection server = options.connect(console)) {
      Connection connection = site.chosenOn(server, console);
      String id = which.id(connection);
      connection.call(api -> api.updateSecret(id, Connection.sent(request)));
      newName.ifPresent(this::warnOfHash);
      console.say("Changed the secret " + which.shown() + ".");
    }
  }

  @Command(
      name = "delete",
      customSynopsis = "coffer secret delete (NAME | --id ID) [--site NAME] [CONNECTION]",
      sortOptions = false,
      description = "Deletes a secret, for good.",
      footer = {
        "",
        "Programs that use the secret break at once.",
        "",
        "Examples:",
        "  coffer secret delete s3_secret_key",
        "  coffer secret delete --id 5b7c2f6e-0e0c-4c64-9a3a-6a1a4a0a7e11"
      })
  void delete(
      @Mixin SecretSelector which, @Mixin SiteOption site, @Mixin ConnectionOptions options) {
    which.requireOne();
    try (Connection server = options.connect(console)) {
      Connection connection = site.chosenOn(server, console);
      String id = which.id(connection);
      connection.call(api -> api.deleteSecret(id));
      console.say("Deleted the secret " + which.shown() + ".");
    }
  }

  /** Wix's own client sends {@code a} when it is told {@code a#b}, and is refused. */
  private void warnOfHash(String name) {
    if (name.contains("#")) {
      console.say(
          "Warning: Wix's own client cannot read "
              + name
              + ": it drops the # and what follows, and the server refuses what is left. Other"
              + " clients can.");
    }
  }
}
