package dev.coffer.server.journeys;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop finishes what was accepted, refuses the rest, and waits for nothing else. */
class GracefulStopTest {
  private static final String BODY = "{\"secret\":{\"name\":\"slow\",\"value\":\"v\"}}";

  @ParameterizedTest
  @EnumSource
  void aRequestThatWasAcceptedIsAnsweredAndOthersAreRefused(Backend backend) throws Exception {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"));
        RawConnection slow = RawConnection.to(server.uri());
        RawConnection other = RawConnection.to(server.uri())) {
      server.withMembersArea();
      slow.send(
          "POST "
              + SECRETS
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + ("Authorization: " + server.operatorKey() + "\r\n")
              + ("Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n\r\n"));
      assertThat(slow.answer().orElseThrow().status())
          .as("the server says that it waits for the body")
          .isEqualTo(100);

      Thread stop = Thread.ofVirtual().start(() -> server.server().close());
      RawAnswer ready = get(other, "/health/ready");
      while (ready.status() == 200) {
        ready = get(other, "/health/ready");
      }
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\"}");
      assertThat(get(other, "/health/live").status()).isEqualTo(200);
      RawAnswer refused = get(other, SECRETS);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("\"UNAVAILABLE\"");
      assertThat(refused.header("connection")).isEqualTo("close");
      assertThat(stop.isAlive()).as("the stop waits for the body").isTrue();

      slow.send(BODY);
      assertThat(slow.answer().orElseThrow().status()).isEqualTo(200);
      stop.join();
      server.restart();
      assertThat(server.call("GET", SECRETS + "/name/slow").json().path("value").asText())
          .isEqualTo("v");
    }
  }

  private static RawAnswer get(RawConnection connection, String path) {
    connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return connection.answer().orElseThrow();
  }

  /** If idle connections were waited for, the log would say that requests were cut off. */
  @Test
  void idleConnectionsAreNotWaitedFor() {
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
        RawConnection silent = RawConnection.to(server.uri());
        RawConnection idle = RawConnection.to(server.uri())) {
      assertThat(get(idle, "/health/live").status()).isEqualTo(200);
      long start = System.nanoTime();
      server.server().close();
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      assertThat(seconds).as("seconds, of the 10 that requests are given").isLessThan(10);
      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(silent.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWriteThatWasAcknowledgedDuringAStopIsThere(Backend backend) throws Exception {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"))) {
      server.withMembersArea();
      List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
      List<Thread> writers = new ArrayList<>();
      String key = server.operatorKey();
      for (int i = 0; i < 8; i++) {
        int writer = i;
        writers.add(
            Thread.ofVirtual().start(() -> writeUntilRefused(server, key, writer, acknowledged)));
      }
      while (acknowledged.size() < 50) {
        Thread.sleep(1);
      }
      server.server().close();
      for (Thread writer : writers) {
        writer.join();
      }
      server.restart();
      List<String> names =
          server.call("GET", SECRETS).json().path("secrets").findValuesAsText("name");
      assertThat(names).containsAll(acknowledged);
    }
  }

  private static void writeUntilRefused(
      TestServer server, String key, int writer, List<String> acknowledged) {
    try (RawConnection connection = RawConnection.to(server.uri())) {
      for (int i = 0; ; i++) {
        String name = "w" + writer + "-" + i;
        String body = "{\"secret\":{\"name\":\"" + name + "\",\"value\":\"v\"}}";
        connection.send(
            ("POST " + SECRETS + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + key)
                + ("\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
        Optional<RawAnswer> answer = connection.answer();
        if (answer.isEmpty() || answer.get().status() != 200) {
          return;
        }
        acknowledged.add(name);
      }
    }
  }
}
