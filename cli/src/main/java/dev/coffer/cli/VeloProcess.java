package dev.coffer.cli;

import dev.coffer.server.startup.Logging;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.VeloStartupException;
import dev.coffer.velo.host.CofferSite;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Runs a Velo site in this process. The only class that knows how. */
final class VeloProcess {
  private final VeloSettings settings;

  private VeloProcess(VeloSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns a site that does not run yet.
   *
   * @param openHosts where code may fetch from besides the public internet
   * @throws CommandFailure if it cannot be run like that
   */
  static VeloProcess of(Path directory, String host, int port, Set<String> openHosts) {
    return new VeloProcess(
        orFail(() -> VeloSettings.load(directory).at(host, port).opening(openHosts)));
  }

  /**
   * Runs the site until the process is told to end, or the calling thread is interrupted.
   *
   * @param siteId empty with an API key, which belongs to one site
   */
  void run(Endpoint endpoint, Optional<String> siteId, Console console) {
    Logging.useDefaults();
    CofferSite site =
        new CofferSite(endpoint.server(), endpoint.key().text(), siteId, endpoint.trust());
    Foreground.run(() -> {
      VeloServer server = orFail(() -> VeloServer.start(settings, site));
      console.say("The site runs at " + server.address());
      if (siteId.isPresent()) {
        console.say("Functional Testing is at " + server.address() + "/_functional-testing");
      }
      return server;
    });
  }

  private static <T> T orFail(Supplier<T> start) {
    try {
      return start.get();
    } catch (VeloStartupException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
