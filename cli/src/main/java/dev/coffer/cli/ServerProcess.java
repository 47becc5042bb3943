package dev.coffer.cli;

import dev.coffer.server.CofferServer;
import dev.coffer.server.Settings;
import dev.coffer.server.StartupException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The server, run in this process. The only class that knows it. */
final class ServerProcess {
  private ServerProcess() {}

  /**
   * Runs a server until the process is told to end, or the calling thread is interrupted; either
   * way the server finishes what it has accepted.
   *
   * @param flags settings from the command line, by their names without dashes in front
   */
  static void run(Map<String, String> flags, Console console) {
    CofferServer server = start(flags, console);
    Thread onExit = new Thread(server::close, "stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      server.close();
    }
  }

  private static CofferServer start(Map<String, String> flags, Console console) {
    try {
      return CofferServer.start(Settings.load(flags, console.environment()));
    } catch (StartupException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
