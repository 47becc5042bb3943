package dev.coffer.cli;

import dev.coffer.wire.local.DefaultDataDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to, and which key it shows. The only place that decides it.
 *
 * <ul>
 *   <li>The server is {@code --url}, else {@code COFFER_URL}, else the one that runs on the data
 *       directory.
 *   <li>The key is in {@code --key-file}, else in {@code COFFER_KEY}, else it is the operator key
 *       in the data directory; but with an address that was given, only if the data directory was
 *       given too, so that no operator key goes to a server that it was not made by.
 *   <li>The data directory is {@code --data}, else {@code COFFER_DATA}, else the {@link
 *       DefaultDataDirectory}.
 * </ul>
 */
final class ConnectionOptions {
  private static final String DATA_VARIABLE = "COFFER_DATA";
  private static final String URL_VARIABLE = "COFFER_URL";
  static final String KEY_VARIABLE = "COFFER_KEY";
  private static final String PLAIN_HTTP_VARIABLE = "COFFER_ALLOW_PLAIN_HTTP";
  private static final String CA_VARIABLE = "COFFER_CA_CERTIFICATE";

  @ArgGroup(
      validate = false,
      heading = "%nCONNECTION: which server, and with which key%n",
      order = 100)
  private final Options options = new Options();

  private static final class Options {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "The data directory of the server on this machine; its socket and operator key are"
                + " found there. Also COFFER_DATA. Default: "
                + DefaultDataDirectory.DESCRIPTION
                + ".")
    private Optional<Path> data = Optional.empty();

    @Option(
        names = "--url",
        paramLabel = "URL",
        description =
            "The address of a server, such as https://secrets.example.com:8443. Also COFFER_URL.")
    private Optional<String> url = Optional.empty();

    @Option(
        names = "--key-file",
        paramLabel = "FILE",
        description =
            "A file with the key to use. The variable COFFER_KEY may hold the key itself.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
        names = "--ca-certificate",
        paramLabel = "FILE",
        description =
            "PEM certificates to trust instead of the system's. Also COFFER_CA_CERTIFICATE.")
    private Optional<Path> caCertificate = Optional.empty();

    @Option(
        names = "--allow-plain-http",
        description =
            "Send the key to an http address of another machine too, where all on the way can read"
                + " it. Also COFFER_ALLOW_PLAIN_HTTP=true.")
    private boolean allowPlainHttp;
  }

  /** Returns a connection to the server that is meant, with the key that is meant. */
  Connection connect(Console console) {
    return endpoint(console).connect();
  }

  /** Returns the server that is meant, with the key that is meant, for another way to connect. */
  Endpoint endpoint(Console console) {
    Optional<URI> url = givenUrl(console);
    return url.isPresent() ? atUrl(url.get(), console) : onThisMachine(console);
  }

  private Endpoint atUrl(URI url, Console console) {
    if (!plainHttpIsAllowed(console)) {
      ServerUrl.requireConfidential(url);
    }
    Key key =
        givenKey(console)
            .or(() -> givenDataDirectory(console).map(data -> new LocalServer(data).operatorKey()))
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "no key for "
                        + url
                        + "; name one with --key-file or COFFER_KEY, or with --data the data"
                        + " directory of that server"));
    return new Endpoint(new Endpoint.AtUrl(url, caCertificate(console)), key);
  }

  private Endpoint onThisMachine(Console console) {
    Optional<Key> givenKey = givenKey(console);
    LocalServer local =
        new LocalServer(givenDataDirectory(console).orElseGet(() -> defaultDataDirectory(console)));
    local.await(console);
    return new Endpoint(new Endpoint.OnThisMachine(local), givenKey.orElseGet(local::operatorKey));
  }

  private boolean plainHttpIsAllowed(Console console) {
    return options.allowPlainHttp
        || console
            .variable(PLAIN_HTTP_VARIABLE)
            .map(text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw new CommandFailure(
                          ExitCode.USAGE, PLAIN_HTTP_VARIABLE + " must be true or false");
                })
            .orElse(false);
  }

  private Optional<URI> givenUrl(Console console) {
    return options.url.or(() -> console.variable(URL_VARIABLE)).map(ServerUrl::parse);
  }

  private Optional<Key> givenKey(Console console) {
    return options
        .keyFile
        .map(Key::readFrom)
        .or(() -> console.variable(KEY_VARIABLE).map(text -> new Key(text.strip(), KEY_VARIABLE)));
  }

  private Optional<Path> givenDataDirectory(Console console) {
    return options.data.or(() -> console.variable(DATA_VARIABLE).map(Path::of));
  }

  private static Path defaultDataDirectory(Console console) {
    try {
      return DefaultDataDirectory.find(console.environment(), console::complain);
    } catch (DefaultDataDirectory.UnknownException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    }
  }

  private Optional<Path> caCertificate(Console console) {
    return options.caCertificate.or(() -> console.variable(CA_VARIABLE).map(Path::of));
  }
}
