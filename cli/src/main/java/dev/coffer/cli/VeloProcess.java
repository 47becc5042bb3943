package dev.coffer.cli;

import dev.coffer.server.startup.Logging;
import dev.coffer.settings.Setting;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.VeloStartupException;
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
   * @param access not opened yet
   */
  void run(RunnerAccess access, Console console) {
    Logging.useDefaults();
    Foreground.run(() -> start(access, console));
  }

  private AutoCloseable start(RunnerAccess access, Console console) {
    RunnerAccess.Opened opened = access.open();
    VeloServer server;
    try {
      server = orFail(() -> VeloServer.start(settings, opened.site()));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    console.say("The site runs at " + server.address());
    if (access.knowsMembers()) {
      console.say("Functional Testing is at " + server.address() + "/_functional-testing");
    }
    return () -> {
      server.close();
      opened.close();
    };
  }

  private static <T> T orFail(Supplier<T> start) {
    try {
      return start.get();
    } catch (VeloStartupException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
