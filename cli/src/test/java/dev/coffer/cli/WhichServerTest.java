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
  void aServerIsFoundWhateverItsAddressIs() throws IOException {
    try (LiveServer server = LiveServer.on(directory, Map.of("host", "0.0.0.0"))) {
      Files.delete(directory.resolve("server.url"));
      server.shell().run("site", "list").mustSucceed();
    }
  }

  @Test
  void aServerIsFoundHoweverLongThePathOfItsDirectoryIs() {
    Path deep = directory.resolve("d".repeat(200)).resolve("data");
    try (LiveServer server = LiveServer.on(deep)) {
      server.shell().run("site", "list").mustSucceed();
    }
  }

  @Test
  void aKeyGoesOverPlainHttpToAnotherMachineOnlyWhereThatIsAskedForByName() {
    Shell shell =
        new Shell()
            .variable("COFFER_KEY", "coffer_key")
            .variable("COFFER_URL", "http://no-such-host.invalid");
    Shell other = shell.variable("COFFER_URL", "http://192.0.2.1:1");

    Outcome refused = other.run("secret", "list").mustEndWith(ExitCode.NO_SERVER);
    assertThat(refused.err())
        .contains("nothing was sent: http://192.0.2.1:1 is plain HTTP")
        .contains("--allow-plain-http");
    assertThat(
            other
                .variable("COFFER_ALLOW_PLAIN_HTTP", "false")
                .run("secret", "list")
                .mustEndWith(ExitCode.NO_SERVER)
                .err())
        .contains("nothing was sent");
    assertThat(
            shell.run("secret", "list", "--allow-plain-http").mustEndWith(ExitCode.NO_SERVER).err())
        .contains("no server can be reached at http://no-such-host.invalid");
    assertThat(
            shell
                .variable("COFFER_ALLOW_PLAIN_HTTP", "true")
                .run("secret", "list")
                .mustEndWith(ExitCode.NO_SERVER)
                .err())
        .contains("no server can be reached at http://no-such-host.invalid");
    assertThat(
            other
                .variable("COFFER_ALLOW_PLAIN_HTTP", "yes")
                .run("secret", "list")
                .mustEndWith(ExitCode.USAGE)
                .err())
        .isEqualTo("coffer: COFFER_ALLOW_PLAIN_HTTP must be true or false\n");
  }

  @Test
  void withoutAHomeTheDataDirectoryMustBeNamed() {
    assertThat(new Shell().run("site", "list").mustEndWith(ExitCode.USAGE).err())
        .contains("neither XDG_DATA_HOME nor HOME is set; name one with --data");
    assertThat(new Shell().run("serve").mustEndWith(ExitCode.FAILED).err())
        .contains("neither XDG_DATA_HOME nor HOME is set; name one with --data");
  }

  @Test
  void theDataDirectoryOfTheUserIsTheServersAndTheCommands() throws Exception {
    Shell shell = new Shell().variable("XDG_DATA_HOME", directory.toString());
    Thread server = Thread.ofPlatform().start(() -> shell.run("serve", "--port", "0"));
    try {
      shell.run("site", "list").mustSucceed();
      assertThat(directory.resolve("coffer/master.key")).exists();
    } finally {
      server.interrupt();
      server.join();
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

  private static void assertNobodyCalled(ServerSocket stranger) throws IOException {
    stranger.setSoTimeout(1);
    assertThatThrownBy(() -> stranger.accept().close())
        .as("a call at the stranger's door")
        .isInstanceOf(SocketTimeoutException.class);
  }
}
