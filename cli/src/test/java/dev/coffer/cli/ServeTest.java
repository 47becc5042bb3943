package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeTest {
  @TempDir private Path directory;

  @Test
  void aServerRunsUntilItIsToldToStopAndThenCleansUp() throws Exception {
    Process server = JavaProcess.startServer(directory, List.of());
    try {
      shell().run("site", "list").mustSucceed();
      assertThat(read("err")).contains("Coffer is ready at http://127.0.0.1:");
      assertThat(data().resolve("server.url")).exists();

      server.destroy();
      assertThat(server.waitFor(5, TimeUnit.MINUTES)).as("the server ended").isTrue();

      assertThat(server.exitValue()).as("exit code after SIGTERM").isEqualTo(143);
      assertThat(data().resolve("server.url")).doesNotExist();
      assertThat(read("out")).as("standard output").isEmpty();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void theFirstStepsPastedTogetherWork() throws Exception {
    Process server = JavaProcess.startServer(directory, List.of());
    try {
      shell()
          .input("correct horse\n")
          .run("members", "setup", "--email", "me@example.com", "--password-stdin")
          .mustSucceed();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void withinAProcessItRunsUntilItsThreadIsInterrupted() throws Exception {
    Thread server =
        Thread.ofPlatform()
            .start(() -> shell().run("serve", "--port", "0", "--data", data().toString()));
    shell().run("site", "list").mustSucceed();

    server.interrupt();
    server.join();

    assertThat(data().resolve("server.url")).doesNotExist();
  }

  @Test
  void anUnknownVariableStopsTheStart() {
    Outcome outcome = shell().variable("COFFER_PROT", "8080").run("serve");

    assertRefused(outcome, "unknown setting: the environment variable COFFER_PROT");
  }

  @Test
  void anUnknownPropertyStopsTheStart() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("coffer.properties"), "prot=8080\n");

    assertRefused(shell().run("serve"), "unknown setting prot in ");
  }

  @Test
  void aSettingThatCannotBeStopsTheStart() {
    assertRefused(shell().run("serve", "--port", "http"), "port must be a number from 0 to 65535");
    assertRefused(shell().run("serve", "--log-level", "loud"), "log-level must be one of");
    assertRefused(shell().run("serve", "--operator-key", "maybe"), "operator-key must be one of");
    assertRefused(shell().run("serve", "--max-value-bytes", "0"), "max-value-bytes must be");
    assertRefused(shell().run("serve", "--log-format", "xml"), "log-format must be one of");
    assertRefused(shell().run("serve", "--host", "no.such.invalid"), "host is not an address");
    assertRefused(
        shell().run("serve", "--database-url", "jdbc:h2:mem:"), "database-url must begin with");
    assertRefused(shell().run("serve", "--tls-certificate", "a.pem"), "must be given together");
    assertRefused(shell().run("serve", "--master-key-file", "nowhere.key"), "nowhere.key");
    assertThat(data().resolve("server.url")).doesNotExist();
  }

  @Test
  void flagsGoBeforeVariablesAndThoseBeforeTheFile() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("coffer.properties"), "port=file\nlog-level=file\n");

    assertRefused(shell().run("serve", "--log-level", "info"), "port must be a number");
    assertRefused(shell().variable("COFFER_PORT", "0").run("serve"), "log-level must be one of");
    assertRefused(
        shell().variable("COFFER_PORT", "x").run("serve", "--port", "0"),
        "log-level must be one of");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome = shell().run("serve", "--port", String.valueOf(other.getLocalPort()));

      assertRefused(outcome, "cannot listen on 127.0.0.1 port " + other.getLocalPort());
    }
  }

  private static void assertRefused(Outcome outcome, String reason) {
    outcome.mustEndWith(ExitCode.FAILED);
    assertThat(outcome.err()).startsWith("coffer: ").contains(reason);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.out()).isEmpty();
  }

  private Shell shell() {
    return new Shell().variable("COFFER_DATA", data().toString());
  }

  private Path data() {
    return directory.resolve("data");
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }
}
