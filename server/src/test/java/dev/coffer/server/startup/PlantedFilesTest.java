package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.testing.StandardError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server does not start with what another user could have put in its place. */
class PlantedFilesTest {
  private static final int NOBODY = 65_534;

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void startOnce() {
    data = directory.resolve("data");
    start(Map.of());
  }

  private void start(Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(flags);
    all.putIfAbsent("data", data.toString());
    all.put("port", "0");
    all.put("log-level", "warn");
    CofferServer.start(Settings.load(all, Map.of())).close();
  }

  private static Path mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
    return path;
  }

  private static void giveAway(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      assumeTrue(false, "skipped: needs root");
    }
  }

  private void assertRefused(Map<String, String> flags, String... reasons) {
    assertThatThrownBy(() -> start(flags))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cannot be trusted: ")
        .hasMessageContainingAll(reasons)
        .message()
        .hasLineCount(1);
    assertThat(data.resolve("server.url")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0770, 0777, 01777})
  void aDataDirectoryThatOthersCanWriteIsRefused(int mode) throws IOException {
    mode(data, mode);

    assertRefused(Map.of(), data + " can be changed by other users; run 'chmod go-w " + data + "'");

    mode(data, 0755);
    start(Map.of());
  }

  @Test
  void aDataDirectoryOfAnotherUserIsRefused() {
    giveAway(data);

    assertRefused(Map.of(), data + " belongs to another user (id 65534); run 'chown 0 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"master.key", "operator.key", "coffer.db", "coffer.lock", "anything"})
  void aLinkInTheDataDirectoryIsRefused(String name) throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Files.createFile(elsewhere);
    if (Files.exists(data.resolve(name))) {
      Files.move(data.resolve(name), elsewhere, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createSymbolicLink(data.resolve(name), elsewhere);

    assertRefused(Map.of(), data.resolve(name) + " is a link", "run 'cp -pL ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"master.key", "operator.key", "coffer.db"})
  void aFileOfAnotherUserInTheDataDirectoryIsRefused(String name) {
    giveAway(data.resolve(name));

    assertRefused(Map.of(), data.resolve(name) + " belongs to another user", "chown 0 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"master.key", "operator.key", "coffer.properties"})
  void aFileThatDecidesAndThatOthersCanWriteIsRefused(String name) throws IOException {
    Path file = data.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, "max-sites=7\n");
    }
    mode(file, 0660);

    assertRefused(Map.of(), file + " can be changed by other users; run 'chmod go-w " + file);

    mode(file, 0600);
    start(Map.of());
  }

  @Test
  void aKeyThatOthersCanReadIsWarnedAbout() throws IOException {
    mode(data.resolve("master.key"), 0644);

    try (StandardError error = StandardError.capture()) {
      start(Map.of());

      assertThat(error.text())
          .contains("master.key can be read by other users; run chmod 600 on it");
    }
  }

  @Test
  void aMasterKeyThatOthersCouldReplaceIsRefusedWhereverItLies() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path key = Files.move(data.resolve("master.key"), open.resolve("key"));
    mode(open, 0777);
    Map<String, String> flags = Map.of("master-key-file", key.toString());

    assertRefused(
        flags,
        key + " could be replaced by other users: the directory " + open,
        "run 'chmod go-w " + open + "'");

    mode(open, 0755);
    start(flags);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls-certificate", "tls-private-key"})
  void aFileForTlsThatOthersCouldReplaceIsRefused(String setting) throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path planted = Files.createFile(open.resolve("planted.pem"));
    Path own = Files.createFile(directory.resolve("own.pem"));
    mode(open, 0777);
    Map<String, String> flags =
        new HashMap<>(Map.of("tls-certificate", own.toString(), "tls-private-key", own.toString()));
    flags.put(setting, planted.toString());

    assertRefused(flags, planted + " could be replaced by other users");
  }

  @Test
  void aSecretVolumeOfKubernetesHoldsTheMasterKey() throws IOException {
    Path volume = mode(Files.createDirectory(directory.resolve("secrets")), 01777);
    Path version = Files.createDirectory(volume.resolve("..2026_12_01"));
    Files.move(data.resolve("master.key"), version.resolve("master.key"));
    Files.createSymbolicLink(volume.resolve("..data"), version.getFileName());
    Path key = Files.createSymbolicLink(volume.resolve("master.key"), Path.of("..data/master.key"));

    start(Map.of("master-key-file", key.toString()));
  }

  @Test
  void inAVolumeOfAGroupTheServerMakesADirectoryOfItsOwn() throws IOException {
    Path volume = mode(Files.createDirectory(directory.resolve("volume")), 02775);

    start(Map.of("data", volume.resolve("coffer").toString()));
    start(Map.of("data", volume.resolve("coffer").toString()));
    assertThatThrownBy(() -> start(Map.of("data", volume.toString())))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("or name a directory in it with --data");
  }

  @Test
  void aDataDirectoryMayLieBehindAnOwnLink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), data);

    start(Map.of("data", link.toString()));
  }
}
