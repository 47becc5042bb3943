package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.cli.SiteOption.ChosenSite;
import dev.coffer.wire.Limits;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The API keys of a site: what programs show to use its secrets. */
@Command(
    name = "key",
    synopsisSubcommandLabel = "COMMAND",
    description = "The API keys of a site: what programs show to use its secrets.",
    footer = {"", "Keys need the operator key."})
final class KeyCommands {
  private final Console console;

  @Spec private CommandSpec spec;

  KeyCommands(Console console) {
    this.console = console;
  }

  @Command(
      name = "create",
      customSynopsis = {
        "coffer key create NAME --allow WHAT[,WHAT...] [--expires TIME] [--site NAME] [--json]",
        "    [CONNECTION]",
        "coffer key create NAME --for-velo [--allow WHAT[,WHAT...]] [--expires TIME] [--site NAME]",
        "    [--json] [CONNECTION]"
      },
      sortOptions = false,
      description = "Makes an API key and prints it. It is shown this once.",
      footer = {
        "",
        "Examples:",
        "  KEY=$(coffer key create backend --allow read)",
        "  coffer key create deploy --allow read,list,create,update --expires 90d",
        "  coffer key create shop --for-velo --allow read,list"
      })
  void create(
      @Parameters(
              paramLabel = "NAME",
              description = "What the key is for: 1-" + Limits.KEY_NAME_CHARACTERS + " characters.")
          String name,
      @Option(
              names = "--allow",
              paramLabel = "WHAT",
              split = ",",
              description =
                  "What the key may do: any of read, list, create, update, delete, with commas."
                      + " Default with --for-velo: read.")
          @Nullable Set<KeyPermission> allowed,
      @Option(
              names = "--for-velo",
              description =
                  "Let the key also check log-ins and look up members of the site, for coffer velo,"
                      + " and extend itself by a day.")
          boolean forVelo,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "How long the key is good for: 12h, 90d or 8w. Default: for ever.")
          Optional<Lifetime> lifetime,
      @Mixin SiteOption site,
      @Mixin JsonOption json,
      @Mixin ConnectionOptions options) {
    Set<KeyPermission> permissions = permissions(allowed, forVelo);
    try (Connection connection = options.connect(console)) {
      ObjectNode request = Connection.object();
      ObjectNode apiKey = request.putObject("apiKey").put("name", name);
      KeyPermission.addTo(apiKey, permissions);
      if (forVelo) {
        apiKey.put("forVelo", true);
      }
      lifetime.ifPresent(it -> apiKey.put("expiryDate", it.endAfter(Instant.now()).toString()));
      ChosenSite chosen = site.administered(connection, console);
      JsonNode answer =
          connection.call(api -> api.createApiKey(chosen.id(), Connection.sent(request)));
      json.print(answer, console, () -> showNew(answer, chosen));
    }
  }

  private Set<KeyPermission> permissions(@Nullable Set<KeyPermission> allowed, boolean forVelo) {
    if (allowed != null) {
      return allowed;
    }
    if (forVelo) {
      return Set.of(KeyPermission.read);
    }
    throw new ParameterException(
        spec.commandLine().getSubcommands().get("create"),
        "Missing required option: '--allow=WHAT'");
  }

  private void showNew(JsonNode answer, ChosenSite site) {
    JsonNode apiKey = answer.path("apiKey");
    JsonNode expiry = apiKey.path("expiryDate");
    console.say(
        "Made the API key "
            + apiKey.path("name").asText()
            + " for the site "
            + site.name()
            + ": may "
            + KeyPermission.shown(apiKey).replace(",", ", ")
            + "; expires "
            + Timestamps.shownAsExpiry(expiry)
            + (expiry.isTextual() ? " UTC" : "")
            + ".\nIt cannot be shown again.");
    console.out().println(answer.path("key").asText());
  }

  @Command(
      name = "list",
      customSynopsis = "coffer key list [--site NAME] [--json] [CONNECTION]",
      sortOptions = false,
      description = "Lists the API keys of a site, without their secret part.",
      footer = {"", "Example:", "  coffer key list"})
  void list(@Mixin SiteOption site, @Mixin JsonOption json, @Mixin ConnectionOptions options) {
    try (Connection connection = options.connect(console)) {
      ChosenSite chosen = site.administered(connection, console);
      JsonNode answer = connection.call(api -> api.listApiKeys(chosen.id()));
      json.print(answer, console, () -> showAll(answer.path("apiKeys"), chosen));
    }
  }

  private void showAll(JsonNode apiKeys, ChosenSite site) {
    if (apiKeys.isEmpty()) {
      console.say("The site " + site.name() + " has no API keys.");
      return;
    }
    Table table =
        new Table("NAME", "BEGINS WITH", "MAY", "CREATED (UTC)", "BY", "EXPIRES (UTC)", "ID");
    for (JsonNode apiKey : apiKeys) {
      table.row(
          apiKey.path("name").asText(),
          apiKey.path("prefix").asText(),
          KeyPermission.shown(apiKey),
          Timestamps.shown(apiKey.path("createdDate")),
          apiKey.path("createdBy").asText(),
          Timestamps.shownAsExpiry(apiKey.path("expiryDate")),
          apiKey.path("id").asText());
    }
    table.print(console.out());
  }

  @Command(
      name = "revoke",
      customSynopsis = "coffer key revoke ID [--site NAME] [CONNECTION]",
      sortOptions = false,
      description = "Revokes an API key, at once and for good.",
      footer = {"", "Example:", "  coffer key revoke 5b7c2f6e-0e0c-4c64-9a3a-6a1a4a0a7e11"})
  void revoke(
      @Parameters(paramLabel = "ID", description = "The id of the key, from 'coffer key list'.")
          String id,
      @Mixin SiteOption site,
      @Mixin ConnectionOptions options) {
    try (Connection connection = options.connect(console)) {
      ChosenSite chosen = site.administered(connection, console);
      connection.call(api -> api.revokeApiKey(chosen.id(), id));
      console.say("Revoked the API key " + id + ".");
    }
  }
}
