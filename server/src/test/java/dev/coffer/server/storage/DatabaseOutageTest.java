package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Mounts;
import dev.coffer.server.testing.OwnPostgres;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Databases that fail while a server runs: it answers 503 and says why, loses nothing that it
 * acknowledged, and goes on by itself once the database does.
 */
class DatabaseOutageTest {
  @Test
  void aPostgresqlThatStopsAndReturnsIsWaitedFor() {
    try (OwnPostgres postgres = OwnPostgres.create();
        TestServer server = startOn(postgres)) {
      server.withMembersArea();
      server.createSecret("kept", "value");

      postgres.stop();
      assertUnavailable(create(server, "refused"), "the database does not answer");
      assertUnavailable(get(server, "kept"), "the database does not answer");
      assertThat(server.call("GET", "/health/ready").status()).isEqualTo(503);
      assertThat(server.call("GET", "/health/live").status()).isEqualTo(200);

      postgres.start();
      awaitReady(server);
      assertThat(get(server, "kept").json().path("value").asText()).isEqualTo("value");
      assertThat(get(server, "refused").status()).isEqualTo(404);
      assertThat(create(server, "new").status()).isEqualTo(200);
    }
  }

  @Test
  void aPostgresqlThatBecomesReadOnlyStillServesReads() {
    try (OwnPostgres postgres = OwnPostgres.create();
        TestServer server = startOn(postgres)) {
      server.withMembersArea();
      server.createSecret("kept", "value");

      postgres.execute("ALTER SYSTEM SET default_transaction_read_only = on");
      reload(postgres, "on");
      assertUnavailable(create(server, "refused"), "the database is read-only");
      assertThat(get(server, "kept").status()).isEqualTo(200);

      postgres.execute("ALTER SYSTEM RESET default_transaction_read_only");
      reload(postgres, "off");
      assertThat(create(server, "new").status()).isEqualTo(200);
    }
  }

  private static void reload(OwnPostgres postgres, String expected) {
    postgres.execute("SELECT pg_reload_conf()");
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (!postgres.query("SHOW default_transaction_read_only").equals(expected)) {
      assertThat(Instant.now()).as("the setting was not taken over").isBefore(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void anSqliteFileThatAnotherProgramLocksServesReadsAndWritesAgainLater() throws SQLException {
    try (TestServer server = TestServer.start(Backend.SQLITE).withMembersArea()) {
      server.createSecret("kept", "value");
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertUnavailable(
            create(server, "refused"), "another program holds a lock on the database");
        assertThat(get(server, "kept").status()).isEqualTo(200);
        statement.execute("ROLLBACK");
      }
      assertThat(create(server, "new").status()).isEqualTo(200);
      assertThat(get(server, "refused").status()).isEqualTo(404);
    }
  }

  @Test
  void aDiskThatIsFullLosesNothingAndServesAgainWhenThereIsRoom() throws Exception {
    Path directory = TestServer.temporaryDirectory();
    try (Mounts mounts = new Mounts()) {
      mounts.mountInMemory(directory, "6m");
      Path data = Files.createDirectory(directory.resolve("data"));
      try (TestServer server =
          TestServer.start(Backend.SQLITE, Map.of("data", data.toString())).withMembersArea()) {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        Queue<Reply> refused = new ConcurrentLinkedQueue<>();
        fill(server, acknowledged, refused);

        assertThat(refused)
            .allSatisfy(reply -> assertUnavailable(reply, "the database's disk is full"));
        assertThat(acknowledged).isNotEmpty();
        acknowledged.forEach((name, value) ->
            assertThat(get(server, name).json().path("value").asText()).isEqualTo(value));
        assertThat(server.call("GET", "/api/v1/secrets").json().path("secrets"))
            .hasSize(acknowledged.size());

        mounts.remount(directory, "size=32m");
        assertThat(create(server, "new").status()).isEqualTo(200);
        server.restart();
        acknowledged.forEach((name, value) ->
            assertThat(get(server, name).json().path("value").asText()).isEqualTo(value));
        assertThat(get(server, "new").status()).isEqualTo(200);
        assertIntegrity(data);
      }
    } finally {
      TestServer.deleteTree(directory);
    }
  }

  /** Lets eight callers create large secrets, until each was refused three times. */
  private static void fill(
      TestServer server, Map<String, String> acknowledged, Queue<Reply> refused) {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        String prefix = "c" + i + "-";
        callers.execute(() -> {
          int refusals = 0;
          for (int n = 0; refusals < 3; n++) {
            byte[] bytes = new byte[15_000];
            new Random().nextBytes(bytes);
            String value = HexFormat.of().formatHex(bytes);
            Reply reply =
                server.call(
                    "POST",
                    "/api/v1/secrets",
                    "{\"secret\":{\"name\":\"" + prefix + n + "\",\"value\":\"" + value + "\"}}");
            if (reply.status() == 200) {
              acknowledged.put(prefix + n, value);
            } else {
              refused.add(reply);
              refusals++;
            }
          }
        });
      }
    }
  }

  private static void assertIntegrity(Path data) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coffer.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
      assertThat(row.getString(1)).isEqualTo("ok");
    }
  }

  private static TestServer startOn(OwnPostgres postgres) {
    return TestServer.start(
        Backend.SQLITE,
        Map.of("database-url", postgres.url("postgres"), "database-user", "postgres"));
  }

  private static void awaitReady(TestServer server) {
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (server.call("GET", "/health/ready").status() != 200) {
      assertThat(Instant.now()).as("the server did not find its database again").isBefore(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static Reply create(TestServer server, String name) {
    return server.call(
        "POST", "/api/v1/secrets", "{\"secret\":{\"name\":\"" + name + "\",\"value\":\"value\"}}");
  }

  private static Reply get(TestServer server, String name) {
    return server.call("GET", "/api/v1/secrets/name/" + name);
  }

  private static void assertUnavailable(Reply reply, String message) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("UNAVAILABLE");
    assertThat(reply.json().path("message").asText()).contains(message);
  }
}
