package dev.coffer.cli;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.StartupException;
import dev.coffer.settings.Setting;
import java.util.List;
import java.util.Map;

/**
 * Runs the server in this process. No other class knows it; {@link VeloProcess} takes its logging.
 */
final class ForegroundServer {
  private ForegroundServer() {}

  /** Returns the settings that may be options, in the order in which they are explained. */
  static List<Setting<?>> settings() {
    return Settings.TABLE.in(Setting.Source.OPTION);
  }

  /**
   * Runs a server until the process is told to end, or the calling thread is interrupted; either
   * way the server finishes what it has accepted.
   *
   * @param flags settings from the command line, by their names without dashes in front
   */
  static void run(Map<String, String> flags, Console console) {
    Foreground.run(() -> start(flags, console));
  }

  private static CofferServer start(Map<String, String> flags, Console console) {
    try {
      return CofferServer.start(Settings.load(flags, console.environment()));
    } catch (StartupException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
