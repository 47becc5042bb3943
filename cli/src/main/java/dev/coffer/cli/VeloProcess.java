package dev.coffer.cli;

import dev.coffer.server.startup.Logging;
import dev.coffer.settings.Setting;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.VeloStartupException;
import dev.coffer.velo.host.CofferSite;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs a Velo site in this process. The only class that knows how. */
final class VeloProcess {
  private final VeloSettings settings;

  private VeloProcess(VeloSettings settings) {
    this.settings = settings;
  }

  /** Returns the options that settings of a site may be given by. */
  static List<OptionSpec> options() {
    return List.of(
        SettingOptions.of(VeloSettings.HOST, String.class),
        SettingOptions.of(VeloSettings.PORT, Integer.class),
        SettingOptions.of(VeloSettings.OPEN_HOST, String[].class));
  }

  /**
   * Returns a site that does not run yet.
   *
   * @param spec has the values of {@link #options}
   * @throws CommandFailure if it cannot be run like that
   */
  static VeloProcess of(Path directory, CommandSpec spec) {
    return new VeloProcess(
        orFail(() -> {
          VeloSettings settings = VeloSettings.load(directory);
          String host =
              value(spec, VeloSettings.HOST).map(String.class::cast).orElse(settings.host());
          int port =
              value(spec, VeloSettings.PORT).map(Integer.class::cast).orElse(settings.port());
          List<String> openHosts =
              value(spec, VeloSettings.OPEN_HOST)
                  .map(hosts -> List.of((String[]) hosts))
                  .orElse(List.of());
          return settings.at(host, port).opening(openHosts);
        }));
  }

  private static Optional<Object> value(CommandSpec spec, Setting<?> setting) {
    return Optional.ofNullable(spec.findOption(setting.option()).getValue());
  }

  /**
   * Runs the site until the process is told to end, or the calling thread is interrupted.
   *
   * @param siteId empty with an API key, which belongs to one site
   */
  void run(Endpoint endpoint, Optional<String> siteId, Console console) {
    Logging.useDefaults();
    CofferSite site = new CofferSite(endpoint.client(), siteId);
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
