package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many large bodies at once, at a server whose heap has 64 MiB. */
class ManyBodiesTest {
  private static final int LARGE = 400_000;

  private final List<RawConnection> connections = new ArrayList<>();
  private Path data;
  private ServerProcess process;
  private URI uri;

  @BeforeEach
  void startServer() {
    data = TestServer.temporaryDirectory();
    process =
        ServerProcess.start(
            Map.of("data", data.resolve("data").toString(), "port", "0", "log-level", "error"),
            data.resolve("log"),
            "-Xmx64m",
            "-XX:+ExitOnOutOfMemoryError");
    uri = process.awaitReady();
  }

  @AfterEach
  void stopServer() {
    connections.forEach(RawConnection::close);
    process.close();
    TestServer.deleteTree(data);
  }

  @Test
  void strangersWhoSendFormsThatNeverEndDoNotEndTheServer() {
    for (int i = 0; i < 280; i++) {
      unfinished("/dashboard/sites", LARGE, "Sec-Fetch-Site: same-origin");
    }
    assertThat(statusOf("/health/live")).isEqualTo(200);
    assertThat(statusOf("/dashboard/log-in")).isEqualTo(200);
  }

  @Test
  void bodiesBeyondTheMemoryForThemAreToldToComeAgain() throws IOException {
    String key = Files.readString(data.resolve("data").resolve("operator.key")).strip();
    List<RawConnection> calls = new ArrayList<>();
    List<RawConnection> forms = new ArrayList<>();
    Optional<RawAnswer> call = Optional.empty();
    Optional<RawAnswer> page = Optional.empty();
    while (call.isEmpty() || page.isEmpty()) { // What is not refused is waited for.
      assertThat(calls).as("large bodies that were sent at once").hasSizeLessThan(200);
      calls.add(unfinished("/api/v1/secrets", LARGE, "Authorization: " + key));
      forms.add(unfinished("/dashboard/log-in", 10_000, "Sec-Fetch-Site: same-origin"));
      call = call.or(() -> anyAnswer(calls));
      page = page.or(() -> anyAnswer(forms));
    }
    assertThat(call.get().status()).isEqualTo(503);
    assertThat(call.get().header("retry-after")).isEqualTo("1");
    assertThat(call.get().body()).contains("\"UNAVAILABLE\"").contains("send it again");
    assertThat(page.get().status()).isEqualTo(503);
    assertThat(page.get().header("retry-after")).isEqualTo("1");
    assertThat(page.get().body()).contains("The server is busy");

    connections.forEach(RawConnection::close);
    long deadline = System.nanoTime() + 120_000_000_000L;
    int status;
    do {
      assertThat(System.nanoTime()).as("there is room again by now").isLessThan(deadline);
      status = statusOfWrite(key);
    } while (status == 503);
    assertThat(status).as("what the site without a Members Area says").isEqualTo(428);
  }

  private static Optional<RawAnswer> anyAnswer(List<RawConnection> connections) {
    return connections.stream()
        .map(connection -> connection.answerWithin(100))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Sends all of a body but its last byte. */
  private RawConnection unfinished(String path, int length, String... headers) {
    RawConnection connection = RawConnection.to(uri);
    connections.add(connection);
    connection.send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + String.join("\r\n", headers)
            + "\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + "a".repeat(length - 1));
    return connection;
  }

  private int statusOf(String path) {
    return RawConnection.exchange(uri, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .status();
  }

  private int statusOfWrite(String key) {
    String body = "{\"secret\":{\"name\":\"n\",\"value\":\"" + "v".repeat(60_000) + "\"}}";
    return RawConnection.exchange(
            uri,
            "POST /api/v1/secrets HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + key
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
        .status();
  }
}
