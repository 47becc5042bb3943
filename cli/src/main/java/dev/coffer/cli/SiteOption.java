package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.client.JsonCalls;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which site a command is about. People call it by name, the API by id. */
final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site that is meant, for the operator key. Default: default.")
  private Optional<String> name = Optional.empty();

  /** Returns the name of the site that is meant. */
  String name() {
    return name.orElse("default");
  }

  /** Returns the id of the site, which only the operator key may administer. */
  String administeredId(Connection connection) {
    return idOf(name(), connection);
  }

  /**
   * Returns the connection for calls on secrets of the site. An API key is bound to its site, so
   * that there is nothing to choose with it.
   */
  Connection chosenOn(Connection connection) {
    if (name.isEmpty()) {
      return connection;
    }
    if (!connection.asOperator()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--site goes with the operator key only: an API key belongs to one site already");
    }
    return connection.onSite(idOf(name.get(), connection));
  }

  /** Returns the id of the site of that name, asked of the server. */
  static String idOf(String name, Connection connection) {
    requireOperatorKey(connection);
    for (JsonNode site : connection.call(JsonCalls::listSites).path("sites")) {
      if (site.path("name").asText().equals(name)) {
        return site.path("id").asText();
      }
    }
    throw new CommandFailure(ExitCode.NOT_FOUND, "there is no site named " + name);
  }

  /** Says so before the server does when an API key is used for what it can never do. */
  static void requireOperatorKey(Connection connection) {
    if (!connection.asOperator()) {
      throw new CommandFailure(
          ExitCode.NOT_ALLOWED,
          "this needs the operator key, and " + connection.keyOrigin() + " holds an API key");
    }
  }
}
