package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.testing.Mounts;
import dev.coffer.server.testing.OwnPostgres;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose database cannot be used says why in a sentence or two, and does no damage. */
class UnusableDatabaseTest {
  private Path directory;
  private Path data;
  private Path file;

  @BeforeEach
  void makeDirectory() {
    directory = TestServer.temporaryDirectory();
    data = directory.resolve("data");
    file = data.resolve("coffer.db");
  }

  @AfterEach
  void cleanUp() {
    TestServer.deleteTree(directory);
  }

  private void assertRefused(Map<String, String> environment, String... messages) {
    Map<String, String> flags = Map.of("data", data.toString(), "port", "0");
    try (StandardError error = StandardError.capture()) {
      assertThatThrownBy(() -> CofferServer.start(Settings.load(flags, environment)))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll(messages)
          .hasMessageNotContaining("marker")
          .message()
          .hasLineCount(1);
      assertThat(error.text()).doesNotContain("marker");
    }
    assertThat(data.resolve("server.url")).doesNotExist();
  }

  private void startOnce() {
    CofferServer.start(Settings.load(Map.of("data", data.toString(), "port", "0"), Map.of()))
        .close();
  }

  @Nested
  class OnSqlite {
    private void assertRefusedUnchanged(String... messages) throws IOException {
      byte[] before = Files.readAllBytes(file);
      assertRefused(Map.of(), messages);
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDataDirectoryThatIsAFileIsToldOf() throws IOException {
      Files.writeString(data, "something else");
      assertRefused(Map.of(), "the data directory " + data + " cannot be used");
      assertThat(data).hasContent("something else");
    }

    @Test
    void aDatabaseThatIsGoneIsWarnedAbout() throws IOException {
      startOnce();
      try (StandardError error = StandardError.capture()) {
        startOnce();
        assertThat(error.text()).doesNotContain("put it back from a backup");
      }
      Files.delete(file);
      try (StandardError error = StandardError.capture()) {
        startOnce();
        assertThat(error.text()).contains("put it back from a backup");
      }
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
      Files.createDirectories(data);
      Files.write(file, "no database".repeat(1000).getBytes(StandardCharsets.UTF_8));
      assertRefusedUnchanged("not an SQLite database", "Nothing was changed");
      assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
      Files.createDirectories(data);
      execute("CREATE TABLE theirs (x)");
      assertRefusedUnchanged("tables of another program", "Nothing was changed");
      assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void aDamagedDatabaseIsLeftAlone() throws Exception {
      startOnce();
      byte[] damaged = Files.readAllBytes(file);
      Arrays.fill(damaged, 100, 4096, (byte) 0xee);
      Files.write(file, damaged);
      assertRefusedUnchanged("damaged; restore a backup", "Nothing was changed");
    }

    @Test
    void aShortenedDatabaseIsLeftAlone() throws Exception {
      startOnce();
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
      assertRefusedUnchanged("damaged; restore a backup", "Nothing was changed");
    }

    @Test
    void aNewerSchemaIsLeftAlone() throws Exception {
      startOnce();
      execute(
          """
          INSERT INTO coffer_schema_history
          SELECT 1000, '1000', 'newer', type, 'V1000__newer.sql', 0, installed_by, installed_on, 0, 1
          FROM coffer_schema_history WHERE version = '1'
          """);
      assertRefusedUnchanged(
          "schema version 1000, made by a newer Coffer",
          "knows versions up to " + SchemaVersion.newest());
    }

    @Test
    void aLockedDatabaseIsToldOf() throws Exception {
      startOnce();
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN EXCLUSIVE");
        assertRefused(Map.of(), "another program holds a lock on the database");
        statement.execute("ROLLBACK");
      }
      startOnce();
    }

    @Test
    void aDataDirectoryIsForOneServer() {
      Map<String, String> flags = Map.of("data", data.toString(), "port", "0");
      try (CofferServer first = CofferServer.start(Settings.load(flags, Map.of()))) {
        assertThatThrownBy(() -> CofferServer.start(Settings.load(flags, Map.of())))
            .isInstanceOf(StartupException.class)
            .hasMessageContaining("another Coffer server is running on " + data);
        assertThat(data.resolve("server.url")).hasContent(first.uri().toString());
      }
      Path log = directory.resolve("log");
      try (ServerProcess elsewhere = ServerProcess.start(flags, log)) {
        elsewhere.awaitReady();
        assertThatThrownBy(() -> CofferServer.start(Settings.load(flags, Map.of())))
            .isInstanceOf(StartupException.class)
            .hasMessageContaining("another Coffer server is running on " + data);
        assertThat(data.resolve("server.url")).exists();
      }
      startOnce();
    }

    @Test
    void aReadOnlyFileIsToldOf() throws IOException {
      startOnce();
      try (Mounts mounts = new Mounts()) {
        mounts.makeReadOnly(file);
        assertRefusedUnchanged("the database is read-only", "Nothing was changed");
      }
      assertThat(file.toFile().setWritable(true, true)).isTrue();
      startOnce();
    }

    @Test
    void aReadOnlyFileSystemIsToldOf() throws IOException {
      Files.createDirectories(data);
      try (Mounts mounts = new Mounts()) {
        mounts.mountInMemory(data, "4m");
        startOnce();
        mounts.remount(data, "ro");
        assertRefused(
            Map.of(), "the data directory " + data + " cannot be used", "Read-only file system");
      }
    }

    @Test
    void aFullDiskIsToldOf() throws IOException {
      Files.createDirectories(data);
      try (Mounts mounts = new Mounts()) {
        mounts.mountInMemory(data, "64k");
        assertRefused(Map.of(), "full");
        mounts.remount(data, "size=4m");
        startOnce();
        Files.write(data.resolve("filler"), new byte[3 << 20]);
        fill(data.resolve("filler2"));
        assertRefused(Map.of(), "cannot be used");
        Files.delete(data.resolve("filler"));
        startOnce();
      }
    }

    private static void fill(Path filler) {
      try (var output = Files.newOutputStream(filler)) {
        while (true) {
          output.write(new byte[512]);
        }
      } catch (IOException e) {
        // No space left: as it shall be.
      }
    }

    private Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void execute(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnPostgresql {
    private final OwnPostgres postgres = OwnPostgres.create();

    @AfterAll
    void stop() {
      postgres.close();
    }

    private Map<String, String> at(String url, String user, String password) {
      Map<String, String> environment = new HashMap<>();
      environment.put("COFFER_DATABASE_URL", url);
      environment.put("COFFER_DATABASE_USER", user);
      environment.put("COFFER_DATABASE_PASSWORD", password);
      return environment;
    }

    private Map<String, String> at(String database) {
      return at(postgres.url(database), "postgres", "none");
    }

    private void startOnce(String database) {
      CofferServer.start(Settings.load(Map.of("data", data.toString(), "port", "0"), at(database)))
          .close();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "jdbc:postgresql://127.0.0.1:1/coffer?user=u&password=marker",
          "jdbc:postgresql://u:marker@127.0.0.1:1/coffer",
          "jdbc:postgresql://u:marker@127.0.0.1/coffer",
          "jdbc:postgresql://127.0.0.1:marker/coffer?password=marker",
          "jdbc:postgresql://127.0.0.1:99999/coffer?password=marker",
          "jdbc:postgresql:marker?password=marker&ssl=marker&sslmode=marker",
          "jdbc:postgresql://[marker/?password=marker",
          "jdbc:postgresql://127.0.0.1:1/%zz?password=marker",
          "jdbc:postgresql://no-such-host.invalid/coffer?user=u&password=marker",
        })
    void aServerThatIsNotThereIsToldOfWithoutThePasswordInTheUrl(String url) {
      assertRefused(Map.of("COFFER_DATABASE_URL", url), "the database cannot be used");
      assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void aServerThatDoesNotAnswerIsToldOf() {
      assertRefused(
          at("jdbc:postgresql://127.0.0.1:1/coffer", "postgres", "marker"),
          "the database does not answer");
    }

    @Test
    void aWrongPasswordIsToldOf() {
      assertRefused(
          at(postgres.url("postgres"), OwnPostgres.STRANGER, "marker-wrong"),
          "the database refused the user or password");
      assertRefused(
          Map.of("COFFER_DATABASE_URL", postgres.url("postgres") + "?user=stranger"),
          "the database refused the user or password");
    }

    @Test
    void aMissingDatabaseIsToldOf() {
      assertRefused(at("nowhere"), "no database of that name; create it first");
    }

    @Test
    void aUserWithoutRightsIsToldOf() {
      postgres.execute("CREATE DATABASE not_theirs");
      assertRefused(
          at(postgres.url("not_theirs"), OwnPostgres.STRANGER, OwnPostgres.STRANGERS_PASSWORD),
          "the database user may not do what Coffer needs");
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() {
      postgres.execute("CREATE DATABASE theirs");
      postgres.execute("theirs", "CREATE TABLE theirs (x INTEGER)");
      assertRefused(at("theirs"), "tables of another program", "Nothing was changed");
    }

    @Test
    void aReadOnlyDatabaseIsToldOf() {
      postgres.execute("CREATE DATABASE read_only");
      postgres.execute("ALTER DATABASE read_only SET default_transaction_read_only = on");
      assertRefused(at("read_only"), "the database is read-only");
    }

    @Test
    void aNewerSchemaIsLeftAlone() {
      postgres.execute("CREATE DATABASE newer");
      startOnce("newer");
      postgres.execute(
          "newer",
          """
          INSERT INTO coffer_schema_history
          SELECT 1000, '1000', 'newer', type, 'V1000__newer.sql', 0, installed_by, installed_on, 0, true
          FROM coffer_schema_history WHERE version = '1'
          """);
      assertRefused(
          at("newer"),
          "schema version 1000, made by a newer Coffer",
          "knows versions up to " + SchemaVersion.newest());
    }

    @Test
    void anotherKindOfDatabaseIsRefused() {
      for (String url : List.of("jdbc:mysql://marker", "marker", "jdbc:sqlite:marker")) {
        assertRefused(
            Map.of("COFFER_DATABASE_URL", url),
            "the setting database-url must begin with jdbc:postgresql:");
      }
    }
  }
}
