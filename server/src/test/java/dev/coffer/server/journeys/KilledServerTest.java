package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Servers on SQLite that are killed in the middle of a storm of writes: after each restart, every
 * acknowledged write is there, none is half there, and the database passes its own check.
 */
class KilledServerTest {
  private static final boolean LONG = Boolean.getBoolean("coffer.long");
  private static final int KILLS = LONG ? 100 : 20;
  private static final int LONGEST_STORM_MILLIS = LONG ? 3_000 : 600;
  private static final int KILLS_OF_A_FIRST_START = LONG ? 20 : 3;
  private static final int WRITERS = 8;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path directory = TestServer.temporaryDirectory();
  private final Path data = directory.resolve("data");
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** A secret as a writer knows it; value and description carry the same revision. */
  private record Known(String id, int revision) {
    String value() {
      return "value-" + revision + "-".repeat(revision % 300);
    }

    String description() {
      return "description-" + revision;
    }
  }

  /** Writes its own secrets, one call after the other, and remembers what was acknowledged. */
  private static final class Writer {
    private static final int FEWEST = 3;
    private static final int MOST = 25;

    private final String prefix;
    private final Random random;
    private final Map<String, Known> secrets = new TreeMap<>();

    /** What its secrets are if the call that was not answered was carried out all the same. */
    private Optional<Map<String, Known>> unanswered = Optional.empty();

    private int created;

    Writer(int number, long seed) {
      this.prefix = "w" + number + "-";
      this.random = new Random(seed);
    }

    void storm(Calls calls, AtomicInteger acknowledged) {
      try {
        while (true) {
          oneCall(calls);
          acknowledged.incrementAndGet();
        }
      } catch (IOException e) {
        // The server is gone.
      }
    }

    private void oneCall(Calls calls) throws IOException {
      int choice = secrets.size() < FEWEST ? 0 : random.nextInt(10);
      if (choice < 4 && secrets.size() < MOST) {
        create(calls);
        return;
      }
      String name = List.copyOf(secrets.keySet()).get(random.nextInt(secrets.size()));
      switch (choice) {
        case 4, 5, 6 -> update(calls, name, name);
        case 7, 8 -> update(calls, name, prefix + created++);
        default -> delete(calls, name);
      }
    }

    private void create(Calls calls) throws IOException {
      String name = prefix + created++;
      Known secret = new Known("", random.nextInt(1_000_000));
      expect(changed -> changed.put(name, secret));
      String id = calls.send("POST", "/api/v1/secrets", body(name, secret)).path("id").asText();
      expect(changed -> changed.put(name, new Known(id, secret.revision())));
      settle();
    }

    private void update(Calls calls, String name, String newName) throws IOException {
      Known secret = new Known(secrets.get(name).id(), random.nextInt(1_000_000));
      expect(changed -> {
        changed.remove(name);
        changed.put(newName, secret);
      });
      calls.send("PATCH", "/api/v1/secrets/" + secret.id(), body(newName, secret));
      settle();
    }

    private void delete(Calls calls, String name) throws IOException {
      expect(changed -> changed.remove(name));
      calls.send("DELETE", "/api/v1/secrets/" + secrets.get(name).id(), "");
      settle();
    }

    private void expect(Consumer<Map<String, Known>> change) {
      Map<String, Known> changed = new TreeMap<>(secrets);
      change.accept(changed);
      unanswered = Optional.of(changed);
    }

    private void settle() {
      secrets.clear();
      secrets.putAll(unanswered.orElseThrow());
      unanswered = Optional.empty();
    }

    /** Compares with what the server has, of which the ids of unanswered creations are news. */
    void check(Map<String, Known> stored, String context) {
      Map<String, Known> own = new TreeMap<>();
      stored.forEach((name, secret) -> {
        if (name.startsWith(prefix)) {
          own.put(name, secret);
        }
      });
      boolean carriedOut =
          unanswered.isPresent() && withoutNewIds(own, unanswered.get()).equals(unanswered.get());
      if (!carriedOut) {
        assertThat(own).as(context).isEqualTo(secrets);
      }
      secrets.clear();
      secrets.putAll(own);
      unanswered = Optional.empty();
    }

    private static Map<String, Known> withoutNewIds(
        Map<String, Known> stored, Map<String, Known> expected) {
      Map<String, Known> same = new TreeMap<>(stored);
      expected.forEach((name, secret) -> {
        if (secret.id().isEmpty()) {
          same.computeIfPresent(name, (key, found) -> new Known("", found.revision()));
        }
      });
      return same;
    }

    private static String body(String name, Known secret) {
      return JSON.createObjectNode()
          .set(
              "secret",
              JSON.createObjectNode()
                  .put("name", name)
                  .put("value", secret.value())
                  .put("description", secret.description()))
          .toString();
    }
  }

  /** HTTP calls with the operator key that must succeed, unless the server is gone. */
  private record Calls(HttpClient http, URI server, String key) {
    JsonNode send(String method, String path, String body) throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server + path))
              .header("Authorization", key)
              .header("Content-Type", "application/json")
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @AfterEach
  void cleanUp() {
    TestServer.deleteTree(directory);
  }

  @Test
  void everyAcknowledgedWriteOutlivesAKill() throws IOException, InterruptedException {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(i, random.nextLong()));
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int kill = 0; kill <= KILLS; kill++) {
        try (ServerProcess server = start()) {
          Calls calls = new Calls(http, server.awaitReady(), operatorKey());
          if (kill == 0) {
            setUpMembersArea(calls);
          }
          checkAll(calls, writers, "after kill " + kill + " with seed " + seed);
          if (kill < KILLS) {
            storm(server, calls, writers);
          }
        }
      }
    }
    System.out.printf(
        "Killed a server %d times in a storm of writes; all of %d acknowledged writes were there%n",
        KILLS, acknowledged.get());
    assertThat(acknowledged.get()).isGreaterThan(KILLS);
  }

  private void storm(ServerProcess server, Calls calls, List<Writer> writers)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(writers.size());
    List<Throwable> failures = new ArrayList<>();
    for (Writer writer : writers) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              writer.storm(calls, acknowledged);
            } catch (RuntimeException | Error e) {
              synchronized (failures) {
                failures.add(e);
              }
            } finally {
              ended.countDown();
            }
          });
    }
    TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(LONGEST_STORM_MILLIS));
    server.kill();
    ended.await();
    synchronized (failures) {
      assertThat(failures).isEmpty();
    }
  }

  private void checkAll(Calls calls, List<Writer> writers, String context) throws IOException {
    Map<String, Known> stored = new HashMap<>();
    JsonNode list = calls.send("GET", "/api/v1/secrets", "");
    assertThat(list.has("corruptedSecretIds")).as(context).isFalse();
    for (JsonNode secret : list.path("secrets")) {
      String name = secret.path("name").asText();
      String description = secret.path("description").asText();
      int revision = Integer.parseInt(description.replace("description-", ""));
      Known known = new Known(secret.path("id").asText(), revision);
      String value = calls.send("GET", "/api/v1/secrets/name/" + name, "").path("value").asText();
      assertThat(value).as("the value of %s, %s", name, context).isEqualTo(known.value());
      stored.put(name, known);
    }
    writers.forEach(writer -> writer.check(stored, context));
    checkIntegrity(context);
  }

  private void checkIntegrity(String context) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coffer.db"));
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
        assertThat(row.getString(1)).as(context).isEqualTo("ok");
      }
      try (ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
        assertThat(row.next()).as("dangling rows, %s", context).isFalse();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFirstStartThatIsKilledDoesNotHinderTheNext() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      long began = System.nanoTime();
      try (ServerProcess server = start()) {
        server.awaitReady();
      }
      long startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      for (int kill = 0; kill < KILLS_OF_A_FIRST_START; kill++) {
        TestServer.deleteTree(data);
        try (ServerProcess server = start()) {
          TimeUnit.MILLISECONDS.sleep(random.nextLong(startMillis / 3, startMillis));
          server.kill();
        }
        try (ServerProcess server = start()) {
          Calls calls = new Calls(http, server.awaitReady(), operatorKey());
          setUpMembersArea(calls);
          calls.send(
              "POST", "/api/v1/secrets", "{\"secret\":{\"name\":\"first\",\"value\":\"value\"}}");
          checkIntegrity("after a killed first start with seed " + seed);
        }
      }
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(
        Map.of("data", data.toString(), "port", "0", "log-level", "warn"),
        directory.resolve("log"));
  }

  private String operatorKey() {
    try {
      return Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void setUpMembersArea(Calls calls) throws IOException {
    String site = calls.send("GET", "/admin/v1/sites", "").at("/sites/0/id").asText();
    calls.send(
        "POST",
        "/admin/v1/sites/" + site + "/members-area",
        "{\"owner\":{\"email\":\"owner@example.com\",\"password\":\"a long enough password\"}}");
  }
}
