package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coffer.cli.Shell.Outcome;
import dev.coffer.client.CofferClient;
import dev.coffer.client.CofferKey;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a data directory says: a key goes to the server of its owner, or to nobody. */
final class OwnServerTest {
  private static final int NOBODY = 65_534;
  private static final String KEY = "coffer_operator_PEHCV2cWcPDZPwBkbcGzBKX3mkKey";

  private static final Map<String, List<String>> COMMANDS =
      Map.ofEntries(
          Map.entry("site create", List.of("shop")),
          Map.entry("site list", List.of()),
          Map.entry("site delete", List.of("shop", "--yes")),
          Map.entry("members setup", List.of("--email", "a@example.com", "--password-stdin")),
          Map.entry("key create", List.of("name", "--allow", "read")),
          Map.entry("key list", List.of()),
          Map.entry("key revoke", List.of("id")),
          Map.entry("secret create", List.of("name", "--value-stdin")),
          Map.entry("secret get", List.of("name")),
          Map.entry("secret list", List.of()),
          Map.entry("secret update", List.of("name", "--value-stdin")),
          Map.entry("secret delete", List.of("name")),
          Map.entry("velo", List.of("SITE", "--port", "0")));

  private static final List<String> WITHOUT_A_KEY =
      List.of("serve", "site", "members", "key", "secret", "velo new", "completion");

  @TempDir private Path directory;
  private Path data;
  private Path site;

  @BeforeEach
  void leaveADataDirectory() throws IOException {
    data = Files.createDirectory(directory.resolve("data"));
    permit(data, "rwx------");
    permit(Files.writeString(data.resolve("operator.key"), KEY + "\n"), "rw-------");
    site = directory.resolve("site");
    new Shell().run("velo", "new", site.toString()).mustSucceed();
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void giveAway(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      assumeTrue(false, "skipped: needs root");
    }
  }

  static Stream<String> commands() {
    return COMMANDS.keySet().stream().sorted();
  }

  private String[] words(String command) {
    return Stream.concat(
            Stream.of(command.split(" ", -1)),
            COMMANDS.get(command).stream()
                .map(word -> word.equals("SITE") ? site.toString() : word))
        .toArray(String[]::new);
  }

  @Test
  void everyCommandIsTried() {
    assertThat(Commands.names())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(COMMANDS.keySet().stream(), WITHOUT_A_KEY.stream()).toList());
  }

  /** As a kill leaves it, with the number of the process and the port of the server given anew. */
  @ParameterizedTest
  @MethodSource("commands")
  void nothingGoesToWhoeverListensWhereAKilledServerDid(String command) throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try (Stranger stranger = Stranger.atAPort()) {
      Files.writeString(data.resolve("server.url"), "http://127.0.0.1:" + stranger.port() + "\n");
      Files.writeString(data.resolve("coffer.lock"), other.pid() + "\n");

      lookForAServer(words(command));

      assertThat(stranger.received()).isEmpty();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  /** Runs a command until it says that it waits, or ends. */
  private void lookForAServer(String... command) throws InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream("a password".getBytes(UTF_8)),
            new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
            new PrintStream(said, true, UTF_8),
            Map.of("COFFER_DATA", data.toString()),
            false);
    Thread running = Thread.ofPlatform().start(() -> Main.run(command, console));
    Instant limit = Instant.now().plusSeconds(300);
    while (running.isAlive() && !said.toString(UTF_8).contains("Waiting for a server")) {
      assertThat(Instant.now()).isBefore(limit);
      Thread.sleep(10);
    }
    running.interrupt();
    running.join();
    assertThat(said.toString(UTF_8)).contains("Waiting for a server to start on " + data);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nothingGoesToAnotherUserWhoListensAtTheSocket(String command) throws IOException {
    try (Stranger stranger = Stranger.atTheSocketOf(data)) {
      giveAway(data.resolve("coffer.sock"));

      assertRefused(stranger, command, "coffer.sock belongs to another user (id 65534)");
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nothingGoesToASocketWhereOthersCanMakeOne(String command) throws IOException {
    try (Stranger stranger = Stranger.atTheSocketOf(data)) {
      permit(data.resolve("coffer.sock"), "rw-------");
      permit(data, "rwxrwx---");

      assertRefused(
          stranger,
          command,
          data + " can be changed by other users; run 'chmod go-w " + data + "'");
    }
  }

  @Test
  void nothingGoesToTheSocketOfADirectoryOfAnotherUser() throws IOException {
    try (Stranger stranger = Stranger.atTheSocketOf(data)) {
      giveAway(data);

      assertRefused(
          stranger, "site list", data + " belongs to another user (id 65534); run 'chown 0 ");
    }
  }

  private void assertRefused(Stranger stranger, String command, String reason) {
    Outcome outcome =
        new Shell()
            .variable("COFFER_DATA", data.toString())
            .input("a password")
            .run(words(command))
            .mustEndWith(ExitCode.NOT_ALLOWED);

    assertThat(outcome.err()).startsWith("coffer: nothing was sent: ").contains(reason);
    assertThat(stranger.received()).isEmpty();
  }

  @Test
  void nothingOfARunningSiteGoesToWhoTookTheServersPlace() throws Exception {
    CofferSite running =
        new CofferSite(CofferClient.builderOfServerOn(data, CofferKey.of(KEY)), Optional.of("id"));
    try (Stranger stranger = Stranger.atTheSocketOf(data)) {
      giveAway(data.resolve("coffer.sock"));

      assertThatThrownBy(() ->
              running.secrets(
                  "secrets.get", JsonNodeFactory.instance.objectNode().put("name", "a")))
          .isInstanceOf(HostCallException.class)
          .hasMessageContaining("the Secrets Manager cannot be reached");
      assertThat(stranger.received()).isEmpty();
    }
  }

  @Test
  void noKeyIsReadFromAFileThatAnotherUserCouldHaveMade() throws IOException {
    try (Stranger stranger = Stranger.atAPort()) {
      Path open = Files.createDirectory(directory.resolve("open"));
      Path key = Files.writeString(open.resolve("key"), KEY);
      permit(open, "rwxrwxrwx");
      String url = "http://127.0.0.1:" + stranger.port();

      Outcome outcome =
          new Shell()
              .run("site", "list", "--url", url, "--key-file", key.toString())
              .mustEndWith(ExitCode.NOT_ALLOWED);
      assertThat(outcome.err()).contains("no key was read: " + key + " could be replaced");

      permit(data.resolve("operator.key"), "rw-rw----");
      Outcome ofDirectory =
          new Shell()
              .variable("COFFER_DATA", data.toString())
              .run("site", "list", "--url", url)
              .mustEndWith(ExitCode.NOT_ALLOWED);
      assertThat(ofDirectory.err()).contains("no key was read: ", "run 'chmod go-w ");
      assertThat(stranger.received()).isEmpty();
    }
  }

  @Test
  void aKeyFileBehindAnOwnLinkIsRead() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), data.resolve("operator.key"));
    try (Stranger stranger = Stranger.atAPort()) {
      new Shell()
          .run(
              "site",
              "list",
              "--url",
              "http://127.0.0.1:" + stranger.port(),
              "--key-file",
              link.toString())
          .mustSucceed();

      assertThat(stranger.received()).contains(KEY);
    }
  }
}
