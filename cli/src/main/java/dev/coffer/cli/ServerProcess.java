package dev.coffer.cli;

import dev.coffer.server.CofferServer;
import dev.coffer.server.Settings;
import dev.coffer.server.StartupException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

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
    FutureTask<CofferServer> server = new FutureTask<>(() -> start(flags, console));
    // Before the start, because whoever finds the server may tell it to end in the same moment.
    Thread onExit = new Thread(() -> closeIfStarted(server), "stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    server.run();
    requireStarted(server);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      closeIfStarted(server);
    }
  }

  private static void requireStarted(FutureTask<CofferServer> server) {
    if (server.state() == Future.State.FAILED) {
      throw server.exceptionNow() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(server.exceptionNow());
    }
  }

  /** Waits for a start that is under way, so that nothing is left half made. */
  private static void closeIfStarted(FutureTask<CofferServer> server) {
    try {
      server.get().close();
    } catch (ExecutionException e) {
      // It did not start, which whoever started it is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
