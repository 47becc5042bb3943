package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.client.JsonCalls;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The secret that a command changes: by its name, or by its id, which needs no leave to list. */
final class SecretSelector {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The name of the secret. Finding it needs the permission list.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The id of the secret, instead of its name.")
  private Optional<String> id = Optional.empty();

  void requireOne() {
    if (name.isPresent() == id.isPresent()) {
      throw new CommandFailure(
          ExitCode.USAGE, "say which secret is meant: by its NAME, or by --id ID");
    }
  }

  /** As the person called it. */
  String shown() {
    return name.or(() -> id).orElse("");
  }

  /** Returns the id of the secret, asking the server for it where it was called by name. */
  String id(Connection connection) {
    return id.orElseGet(() -> idOf(name.orElse(""), connection));
  }

  private static String idOf(String name, Connection connection) {
    for (JsonNode secret : connection.call(JsonCalls::listSecrets).path("secrets")) {
      if (secret.path("name").asText().equals(name)) {
        return secret.path("id").asText();
      }
    }
    throw new CommandFailure(ExitCode.NOT_FOUND, "this site has no secret of that name");
  }
}
