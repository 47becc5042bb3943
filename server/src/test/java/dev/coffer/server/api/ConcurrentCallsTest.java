package dev.coffer.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many callers at once: one name is one secret's, no change is lost, and no old value is seen. */
class ConcurrentCallsTest {
  private static final int CALLERS = 16;

  @ParameterizedTest
  @EnumSource
  void oneOfManyThatCreateANameWins(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      for (int round = 0; round < 5; round++) {
        String name = "name" + round;
        List<Reply> replies =
            atOnce(
                CALLERS,
                i ->
                    server.call(
                        "POST",
                        "/api/v1/secrets",
                        "{\"secret\":{\"name\":\"" + name + "\",\"value\":\"" + i + "\"}}"));
        assertOneWon(replies);
        String winner =
            replies.stream()
                .filter(reply -> reply.status() == 200)
                .findFirst()
                .orElseThrow()
                .json()
                .path("id")
                .asText();
        assertThat(list(server).findValuesAsText("id")).hasSize(round + 1).contains(winner);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneOfManyThatTakeANameWins(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      List<String> ids =
          IntStream.range(0, CALLERS).mapToObj(i -> server.createSecret("s" + i, "v" + i)).toList();
      assertOneWon(
          atOnce(
              CALLERS,
              i ->
                  i % 4 == 0
                      ? server.call(
                          "POST",
                          "/api/v1/secrets",
                          "{\"secret\":{\"name\":\"wanted\",\"value\":\"new\"}}")
                      : server.call(
                          "PATCH",
                          "/api/v1/secrets/" + ids.get(i),
                          "{\"secret\":{\"name\":\"wanted\"}}")));
      assertThat(list(server).findValuesAsText("name")).containsOnlyOnce("wanted");
    }
  }

  private static void assertOneWon(List<Reply> replies) {
    assertThat(replies).extracting(Reply::status).containsOnlyOnce(200).containsOnly(200, 409);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 409)
        .extracting(Reply::code)
        .containsOnly("ALREADY_EXISTS");
  }

  @ParameterizedTest
  @EnumSource
  void concurrentChangesOfDifferentFieldsAllSurvive(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String id = server.createSecret("name", "value");
      for (int round = 0; round < 20; round++) {
        String revision = "-" + round;
        List<String> changes =
            List.of(
                "{\"secret\":{\"name\":\"name" + revision + "\"}}",
                "{\"secret\":{\"value\":\"value" + revision + "\"}}",
                "{\"secret\":{\"description\":\"description" + revision + "\"}}");
        assertThat(
                atOnce(
                    changes.size(),
                    i -> server.call("PATCH", "/api/v1/secrets/" + id, changes.get(i))))
            .extracting(Reply::status)
            .containsOnly(200);
        JsonNode secret = list(server).path(0);
        assertThat(secret.path("name").asText()).isEqualTo("name" + revision);
        assertThat(secret.path("description").asText()).isEqualTo("description" + revision);
        assertThat(get(server, "name" + revision).json().path("value").asText())
            .isEqualTo("value" + revision);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAnsweredIsWhatEveryLaterReadSees(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      whileOthersCall(
          () -> {
            expectOneOf(get(server, "one"), 200, 404);
            expectOneOf(get(server, "two"), 200, 404);
          },
          () -> {
            for (int round = 0; round < 60; round++) {
              String id = server.createSecret("one", "first" + round);
              assertValue(server, "one", "first" + round);
              change(server, id, "{\"secret\":{\"value\":\"second" + round + "\"}}");
              assertValue(server, "one", "second" + round);
              change(server, id, "{\"secret\":{\"name\":\"two\"}}");
              assertThat(get(server, "one").status()).isEqualTo(404);
              assertValue(server, "two", "second" + round);
              assertThat(server.call("DELETE", "/api/v1/secrets/" + id).status()).isEqualTo(200);
              assertThat(get(server, "two").status()).isEqualTo(404);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void noReaderEverSeesAnOlderValueThanWasAnswered(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String id = server.createSecret("counter", "0");
      AtomicInteger answered = new AtomicInteger();
      whileOthersCall(
          () -> {
            int atLeast = answered.get();
            Reply reply = get(server, "counter");
            assertThat(Integer.parseInt(reply.json().path("value").asText()))
                .isGreaterThanOrEqualTo(atLeast);
          },
          () -> {
            for (int value = 1; value <= 200; value++) {
              change(server, id, "{\"secret\":{\"value\":\"" + value + "\"}}");
              answered.set(value);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRevokedKeyIsRefusedAtOnce(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("name", "value");
      for (int round = 0; round < 5; round++) {
        String key = server.newApiKey("SECRET_READ");
        String keys = "/admin/v1/sites/" + server.siteId("default") + "/api-keys";
        String id = server.call("GET", keys).json().at("/apiKeys/0/id").asText();
        whileOthersCall(
            () -> expectOneOf(getWith(server, key), 200, 401, 429),
            () -> {
              assertThat(getWith(server, key).status()).isEqualTo(200);
              assertThat(server.call("DELETE", keys + "/" + id).status()).isEqualTo(200);
              assertThat(getWith(server, key).status()).isIn(401, 429);
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMembersAreaIsSetUpForEveryKeyAtOnce(Backend backend) {
    try (TestServer server = TestServer.start(backend)) {
      String key = server.newApiKey("SECRET_METADATA_READ");
      Callable<Integer> list =
          () -> server.call(key, "GET", "/api/v1/secrets", Optional.empty(), Map.of()).status();
      whileOthersCall(
          () -> assertThat(list.call()).isIn(200, 428),
          () -> {
            assertThat(list.call()).isEqualTo(428);
            server.withMembersArea();
            assertThat(list.call()).isEqualTo(200);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSiteThatIsDeletedWhileItIsUsedIsRefusedAndNeverAFault(Backend backend) {
    try (TestServer server = TestServer.start(backend)) {
      for (int round = 0; round < 5; round++) {
        String site = server.siteId("default");
        server.withMembersArea();
        String key = server.newApiKey("SECRET_CREATE", "SECRET_READ", "SECRET_DELETE");
        AtomicInteger number = new AtomicInteger();
        whileOthersCall(
            () -> {
              String name = "s" + number.incrementAndGet();
              expectOneOf(
                  server.call(
                      key,
                      "POST",
                      "/api/v1/secrets",
                      Optional.of("{\"secret\":{\"name\":\"" + name + "\",\"value\":\"v\"}}"),
                      Map.of()),
                  200,
                  401,
                  404,
                  429);
              expectOneOf(
                  server.call(
                      "POST",
                      "/admin/v1/sites/" + site + "/api-keys",
                      "{\"apiKey\":{\"name\":\"k\",\"permissions\":[\"SECRETS_VAULT.SECRET_READ\"]}}"),
                  200,
                  404);
            },
            () -> {
              assertThat(server.call("DELETE", "/admin/v1/sites/" + site).status()).isEqualTo(200);
              assertThat(getWith(server, key).status()).isIn(401, 429);
              assertThat(
                      server
                          .call(
                              server.operatorKey(),
                              "GET",
                              "/api/v1/secrets/name/name",
                              Optional.empty(),
                              Map.of("wix-site-id", site))
                          .status())
                  .isEqualTo(404);
            });
        assertThat(
                server
                    .call("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"default\"}}")
                    .status())
            .isEqualTo(200);
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private interface Call {
    Reply reply(int number);
  }

  private static List<Reply> atOnce(int callers, Call call) {
    CyclicBarrier start = new CyclicBarrier(callers);
    List<Future<Reply>> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        int number = i;
        replies.add(
            threads.submit(() -> {
              start.await();
              return call.reply(number);
            }));
      }
    }
    return replies.stream().map(Future::resultNow).toList();
  }

  /** Does one thing while four others do another over and over; what any of them finds, fails. */
  private static void whileOthersCall(Work others, Work work) {
    AtomicBoolean done = new AtomicBoolean();
    Queue<Throwable> found = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> {
          while (!done.get()) {
            try {
              others.run();
            } catch (Exception | Error e) {
              found.add(e);
              return;
            }
          }
        });
      }
      Future<?> own =
          threads.submit(() -> {
            try {
              work.run();
            } finally {
              done.set(true);
            }
            return null;
          });
      own.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(found).isEmpty();
  }

  private static void expectOneOf(Reply reply, Integer... statuses) {
    assertThat(reply.status()).as(reply.http().body()).isIn((Object[]) statuses);
  }

  private static void change(TestServer server, String id, String body) {
    assertThat(server.call("PATCH", "/api/v1/secrets/" + id, body).status()).isEqualTo(200);
  }

  private static Reply get(TestServer server, String name) {
    return server.call("GET", "/api/v1/secrets/name/" + name);
  }

  private static Reply getWith(TestServer server, String key) {
    return server.call(key, "GET", "/api/v1/secrets/name/name", Optional.empty(), Map.of());
  }

  private static void assertValue(TestServer server, String name, String value) {
    assertThat(get(server, name).json().path("value").asText()).isEqualTo(value);
  }

  private static JsonNode list(TestServer server) {
    return server.call("GET", "/api/v1/secrets").json().path("secrets");
  }
}
