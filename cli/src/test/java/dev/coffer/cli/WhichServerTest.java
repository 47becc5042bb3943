package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding the server of a data directory: while it starts, runs, and after it was killed. */
final class WhichServerTest {
  @TempDir private Path directory;

  @Test
  void aCommandWaitsForAServerThatIsStartedBesideIt() throws Exception {
    CompletableFuture<Outcome> command =
        CompletableFuture.supplyAsync(() -> shell().run("site", "list"));
    Thread.sleep(1500);
    try (LiveServer server = LiveServer.on(directory)) {
      Outcome outcome = command.get();

      outcome.mustSucceed();
      assertThat(outcome.out()).contains("default");
      assertThat(outcome.err())
          .isEqualTo("Waiting for a server to start on " + server.data() + " …\n");
    }
  }

  @Test
  void aServerThatHoldsItsDirectoryIsGivenLongerToAnswer() throws Exception {
    Files.writeString(lock(), ProcessHandle.current().pid() + "\n");
    CompletableFuture<Outcome> command =
        CompletableFuture.supplyAsync(() -> shell().run("site", "list"));
    Thread.sleep(12_000); // Longer than a command waits where nothing holds the directory.
    try (LiveServer server = LiveServer.on(directory)) {
      command.get().mustSucceed();
      assertThat(server.uri()).isNotNull();
    }
  }

  @Test
  void whereNoServerRunsTheCommandSaysSoAndHowToStartOne() {
    Outcome outcome = shell().run("site", "list").mustEndWith(ExitCode.NO_SERVER);

    assertThat(outcome.err())
        .contains(
            "coffer: no server is running on " + directory + "; start one with 'coffer serve'");
  }

  @Test
  void theNumberOfAKilledServerGivenToAYoungerProcessIsNotTakenForIt() throws IOException {
    Files.writeString(lock(), ProcessHandle.current().pid() + "\n");
    Files.setLastModifiedTime(lock(), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    Outcome outcome = shell().run("site", "list").mustEndWith(ExitCode.NO_SERVER);

    assertThat(outcome.err()).contains("no server is running");
  }

  @Test
  void noKeyGoesToWhateverListensWhereAKilledServerDid() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(lock(), pidOfNobody() + "\n");
      Files.writeString(
          directory.resolve("server.url"), "http://127.0.0.1:" + stranger.getLocalPort() + "\n");
      Files.writeString(directory.resolve("operator.key"), "coffer_operator_x\n");

      Outcome outcome = shell().run("site", "list").mustEndWith(ExitCode.NO_SERVER);

      assertThat(outcome.err()).contains("no server is running");
      assertNobodyCalled(stranger);
    }
  }

  @Test
  void theOperatorKeyOfTheDefaultDirectoryDoesNotGoToAnAddressThatWasGiven() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          new Shell()
              .run("site", "list", "--url", "http://127.0.0.1:" + stranger.getLocalPort())
              .mustEndWith(ExitCode.NOT_ALLOWED);

      assertThat(outcome.err()).contains("no key for http://127.0.0.1:");
      assertNobodyCalled(stranger);
    }
  }

  @Test
  void aServerOnEveryAddressIsFoundOverLoopback() {
    try (LiveServer server = LiveServer.on(directory, Map.of("host", "0.0.0.0"))) {
      server.shell().run("site", "list").mustSucceed();
    }
  }

  @Test
  void anOperatorKeyThatIsSwitchedOffIsMissed() {
    try (LiveServer server = LiveServer.on(directory, Map.of("operator-key", "off"))) {
      Outcome outcome = server.shell().run("site", "list").mustEndWith(ExitCode.NOT_ALLOWED);

      assertThat(outcome.err())
          .isEqualTo("coffer: there is no key file " + directory.resolve("operator.key") + "\n");
    }
  }

  private Shell shell() {
    return new Shell().variable("COFFER_DATA", directory.toString());
  }

  private Path lock() {
    return directory.resolve("coffer.lock");
  }

  private static long pidOfNobody() throws IOException {
    Process ended = new ProcessBuilder("true").start();
    while (ended.isAlive()) {
      Thread.onSpinWait();
    }
    return ended.pid();
  }

  private static void assertNobodyCalled(ServerSocket stranger) throws IOException {
    stranger.setSoTimeout(1);
    assertThatThrownBy(() -> stranger.accept().close())
        .as("a call at the stranger's door")
        .isInstanceOf(SocketTimeoutException.class);
  }
}
