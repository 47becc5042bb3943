package dev.coffer.cli;

import dev.coffer.server.Logging;
import dev.coffer.velo.StartupException;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.host.CofferSite;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A Velo site, run by this process. The only class that knows how. */
final class VeloProcess {
  private VeloProcess() {}

  /**
   * Runs a site until the process is told to end, or the calling thread is interrupted.
   *
   * @param openHosts where code may fetch from besides the public internet
   * @param siteId empty with an API key, which belongs to one site
   */
  static void run(
      Path directory,
      String host,
      int port,
      Set<String> openHosts,
      Destination destination,
      Optional<String> siteId,
      Console console) {
    Logging.useDefaults();
    CofferSite site =
        new CofferSite(destination.server(), destination.key().text(), siteId, destination.trust());
    Foreground.run(() -> {
      VeloServer server = start(directory, host, port, openHosts, site);
      console.say("The site runs at " + server.address());
      if (siteId.isPresent()) {
        console.say("Functional Testing is at " + server.address() + "/_functional-testing");
      }
      return server;
    });
  }

  private static VeloServer start(
      Path directory, String host, int port, Set<String> openHosts, CofferSite site) {
    try {
      return VeloServer.start(VeloSettings.load(directory).at(host, port).opening(openHosts), site);
    } catch (StartupException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
