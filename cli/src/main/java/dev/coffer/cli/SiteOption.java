package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.client.JsonCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * Which site a command is about. People call it by name, the API by id. Where none is named, it is
 * the default site of the server, which a renaming does not change; if that is gone, the only one.
 */
final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "NAME",
      description =
          "The site that is meant, for the operator key. Default: the server's default site, or its"
              + " only one.")
  private Optional<String> name = Optional.empty();

  /**
   * A site as the server lists it.
   *
   * @param byDefault whether it is meant where none is named
   */
  record ChosenSite(String id, String name, boolean byDefault) {
    static ChosenSite of(JsonNode listed) {
      return new ChosenSite(
          listed.path("id").asText(),
          listed.path("name").asText(),
          listed.path("default").asBoolean());
    }
  }

  /** Returns the site, which only the operator key may administer. */
  ChosenSite administered(Connection connection, Console console) {
    return name.map(given -> named(given, connection))
        .orElseGet(() -> unnamed(connection, console));
  }

  /**
   * Returns the connection for calls on secrets of the site. An API key is bound to its site, so
   * that there is nothing to choose with it.
   */
  Connection chosenOn(Connection connection, Console console) {
    if (connection.asOperator()) {
      return connection.onSite(administered(connection, console).id());
    }
    if (name.isPresent()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--site goes with the operator key only: an API key belongs to one site already");
    }
    return connection;
  }

  /** Returns the site of that name, asked of the server. */
  static ChosenSite named(String name, Connection connection) {
    return listed(connection).stream()
        .filter(site -> site.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new CommandFailure(ExitCode.NOT_FOUND, "there is no site named " + name));
  }

  private static ChosenSite unnamed(Connection connection, Console console) {
    List<ChosenSite> sites = listed(connection);
    return sites.stream()
        .filter(ChosenSite::byDefault)
        .findFirst()
        .orElseGet(() -> sites.size() == 1 ? sites.getFirst() : asked(sites, console));
  }

  private static ChosenSite asked(List<ChosenSite> sites, Console console) {
    if (sites.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "the server has no site; make one with 'coffer site create NAME'");
    }
    if (!console.interactive()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the default site is gone; name one of these with --site: "
              + sites.stream().map(ChosenSite::name).collect(Collectors.joining(", ")));
    }
    console.say("The default site is gone. Which one is meant?");
    for (int i = 0; i < sites.size(); i++) {
      console.say("  " + (i + 1) + "  " + sites.get(i).name());
    }
    console.err().print("Type its number to go on: ");
    console.err().flush();
    String typed = StandardInput.line(console).orElse("").strip();
    return numbered(typed, sites)
        .orElseThrow(
            () -> new CommandFailure(ExitCode.USAGE, "that is not one of them; nothing was done"));
  }

  private static Optional<ChosenSite> numbered(String typed, List<ChosenSite> sites) {
    return typed.matches("[1-9][0-9]{0,5}")
        ? sites.stream().skip(Integer.parseInt(typed) - 1L).findFirst()
        : Optional.empty();
  }

  private static List<ChosenSite> listed(Connection connection) {
    requireOperatorKey(connection);
    List<ChosenSite> sites = new ArrayList<>();
    connection
        .call(JsonCalls::listSites)
        .path("sites")
        .forEach(site -> sites.add(ChosenSite.of(site)));
    return sites;
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
