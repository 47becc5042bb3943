package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.StoredRows;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server starts with the key that its database was sealed with, or says why not and leaves all.
 */
class MasterKeyTest {
  @ParameterizedTest
  @EnumSource
  void aWrongMasterKeyIsRefusedAndNothingIsChanged(Backend backend) throws IOException {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "value");
      server.server().close();
      Path keyFile = server.data().resolve("master.key");
      String rightKey = Files.readString(keyFile);
      Files.writeString(keyFile, MasterKey.generateCleartextKeyset());
      assertRefusedUnchanged(
          server, server.flags(), Map.of(), "is not the one that this database was sealed with");

      Map<String, String> wrongText =
          Map.of("COFFER_MASTER_KEY", MasterKey.generateCleartextKeyset());
      assertRefusedUnchanged(server, server.flags(), wrongText, "COFFER_MASTER_KEY");

      Files.writeString(keyFile, rightKey);
      assertOpens(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissingMasterKeyIsToldAndNoNewOneIsMade(Backend backend) throws IOException {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "value");
      server.server().close();
      Path keyFile = server.data().resolve("master.key");
      Path elsewhere = server.data().resolve("copy-of-master.key");
      Files.move(keyFile, elsewhere);
      assertRefusedUnchanged(
          server, server.flags(), Map.of(), "is missing, and the database was sealed with it");
      assertThat(keyFile).doesNotExist();

      Map<String, String> missingFile = new HashMap<>(server.flags());
      missingFile.put("master-key-file", server.data().resolve("nowhere.key").toString());
      assertRefusedUnchanged(server, missingFile, Map.of(), "nowhere.key cannot be read");

      Files.move(elsewhere, keyFile);
      assertOpens(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnusableMasterKeyIsToldWithoutRepeatingIt(Backend backend) throws IOException {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "value");
      server.server().close();
      Path keyFile = server.data().resolve("master.key");
      String rightKey = Files.readString(keyFile);
      for (String unusable :
          List.of(
              "",
              "marker-no-key",
              "{\"marker\":1}",
              rightKey.substring(0, 100),
              Base64.getEncoder().encodeToString("marker".getBytes(StandardCharsets.UTF_8)))) {
        Files.writeString(keyFile, unusable);
        assertRefusedUnchanged(server, server.flags(), Map.of(), "is unusable");
      }
      Files.write(keyFile, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
      assertRefusedUnchanged(server, server.flags(), Map.of(), "cannot be read");
      Files.writeString(keyFile, rightKey);
      assertOpens(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAlteredKeyCheckValueIsRefused(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "value");
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        rows.update("UPDATE installation SET id = ?", StoredRows.bytes(new UUID(1, 2)));
      }
      assertRefusedUnchanged(
          server, server.flags(), Map.of(), "is not the one that this database was sealed with");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKeyMayBeGivenAsAFileOrAsTextInTheEnvironment(Backend backend) throws IOException {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "value");
      server.server().close();
      Path keyFile = server.data().resolve("master.key");
      String key = Files.readString(keyFile);
      Path elsewhere = server.data().resolve("elsewhere.key");
      Files.move(keyFile, elsewhere);

      Map<String, String> fromFile = new HashMap<>(server.flags());
      fromFile.put("master-key-file", elsewhere.toString());
      CofferServer.start(Settings.load(fromFile, Map.of())).close();
      CofferServer.start(Settings.load(server.flags(), Map.of("COFFER_MASTER_KEY", key))).close();
      String base64 = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
      CofferServer.start(Settings.load(server.flags(), Map.of("COFFER_MASTER_KEY", base64)))
          .close();
      assertThat(keyFile).doesNotExist();
      Files.move(elsewhere, keyFile);
      assertOpens(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keyFilesAreMadeForTheirOwnerAlone(Backend backend) throws IOException {
    try (TestServer server = TestServer.start(backend)) {
      for (String name : List.of("master.key", "operator.key", "server.url", "coffer.lock")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(server.data().resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  private static void assertRefusedUnchanged(
      TestServer server,
      Map<String, String> flags,
      Map<String, String> environment,
      String message) {
    String before = state(server);
    try (StandardError error = StandardError.capture()) {
      assertThatThrownBy(() -> CofferServer.start(Settings.load(flags, environment)))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("marker");
      assertThat(error.text()).doesNotContain("marker");
    }
    assertThat(state(server)).isEqualTo(before);
  }

  /** All that is stored: every file of the data directory, and every row. */
  private static String state(TestServer server) {
    StringBuilder state = new StringBuilder();
    files(server.data())
        .forEach((name, content) -> state.append(name).append('=').append(content).append('\n'));
    if (server.flags().containsKey("database-url")) {
      try (StoredRows rows = StoredRows.of(server)) {
        state.append(rows.dump());
      }
    }
    return state.toString();
  }

  private static Map<String, String> files(Path directory) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertOpens(TestServer server) {
    server.restart();
    assertThat(server.call("GET", "/api/v1/secrets/name/kept").json().path("value").asText())
        .isEqualTo("value");
  }
}
