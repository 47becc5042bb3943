package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that are too large or are incomplete are refused by pages, and change nothing. */
class PageBodyTest {
  private static final String LOG_IN = "POST /dashboard/log-in HTTP/1.1\r\nHost: localhost\r\n";

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\na=b\r\n0\r\n\r\n", "-1\r\na=b\r\n0\r\n\r\n", "5\r\na="})
  void aFormThatDoesNotArriveWholeIsRefusedAndTheConnectionClosed(String chunks) {
    try (RawConnection connection = RawConnection.to(server.uri())) {
      connection.send(LOG_IN + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
      connection.endSending();
      RawAnswer answer = connection.answer().orElseThrow();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("Incomplete request");
      assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
      assertThat(connection.isClosedByServer()).as("the server closed").isTrue();
    }
  }

  @Test
  void aFormThatIsTooLargeIsRefusedInAPage() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int bytes : new int[] {16_385, 401_409, 1_200_000}) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(server.server().uri().resolve("/dashboard/log-in"))
                    .POST(BodyPublishers.ofString("a=" + "b".repeat(bytes - 2)))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%d bytes", bytes).isEqualTo(413);
        assertThat(answer.body()).contains("This is too large");
      }
    }
  }
}
