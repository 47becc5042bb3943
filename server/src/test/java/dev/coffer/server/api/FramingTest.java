package dev.coffer.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two requests in one stream, on every face of the server: what is answered, and what is not. */
class FramingTest {
  private static final String SECOND = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error")).withMembersArea();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/secrets",
        "/admin/v1/sites",
        "/dashboard/log-in",
        "/dashboard/sites",
        "/health/live",
        "/no/such/route",
      })
  void aBodyThatCannotBeReadHidesNoOtherRequest(String path) {
    for (String chunks : new String[] {"zz\r\n\r\n", "-1\r\n\r\n", "3\r\nabcd\r\n", "3\nabc\r\n"}) {
      try (RawConnection connection = RawConnection.to(server.uri())) {
        connection.send(head(path, "Transfer-Encoding: chunked") + chunks + SECOND);

        RawAnswer answer = connection.answer().orElseThrow();

        assertThat(answer.status()).isBetween(303, 499);
        assertThat(answer.header("connection")).as(path + " " + chunks).isEqualTo("close");
        assertThat(connection.toTheEnd()).as("behind the answer").isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4\r\n{\"se\r\nf;a=\"b\";c\r\ncret\":{\"name\":\"\r\n9 ; d\r\none\",\"val\r\n9\r\nue\":\"w\"}}\r\n0\r\n\r\n",
        "0025;a=\"b;c\"\r\n{\"secret\":{\"name\":\"two\",\"value\":\"w\"}}\r\n000\r\nExpires: never\r\n\r\n",
      })
  void validChunksOfEveryFormAreRead(String chunks) {
    try (RawConnection connection = RawConnection.to(server.uri())) {
      connection.send(head("/api/v1/secrets", "Transfer-Encoding: chunked") + chunks + SECOND);

      RawAnswer answer = connection.answer().orElseThrow();

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.header("connection")).isEqualTo("keep-alive");
      assertThat(connection.answer()).map(RawAnswer::status).contains(200);
    }
  }

  @Test
  void http2IsRefusedAsAVersionThatIsNotSpoken() {
    RawAnswer answer = RawConnection.exchange(server.uri(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    assertThat(answer.status()).isEqualTo(505);
    assertThat(answer.body()).contains("only HTTP/1.1 is spoken here");
    assertThat(answer.header("connection")).isEqualTo("close");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/secrets, application/json, UNSUPPORTED_MEDIA_TYPE",
    "/dashboard/log-in, text/html, without compression",
  })
  void aCompressedBodyIsRefusedInWordsOfItsOwn(String path, String type, String words) {
    RawAnswer answer =
        RawConnection.exchange(
            server.uri(), head(path, "Content-Encoding: gzip", "Content-Length: 3") + "abc");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("content-type")).startsWith(type);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void cookiesOfOtherProgramsOnTheHostAreToldAsWhatTheyAre() {
    String cookie = "Cookie: other=" + "x".repeat(3_900) + "\r\n";
    String request = "GET /dashboard HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n";

    RawAnswer page = RawConnection.exchange(server.uri(), request + cookie.repeat(5) + "\r\n");
    RawAnswer json =
        RawConnection.exchange(
            server.uri(),
            "GET /api/v1/secrets HTTP/1.1\r\nHost: localhost\r\n" + cookie.repeat(5) + "\r\n");

    assertThat(page.status()).isEqualTo(431);
    assertThat(page.body()).contains("<h1", "Too many cookies", "delete the cookies of this host");
    assertThat(json.status()).isEqualTo(431);
    assertThat(json.body()).contains("the headers are too large");
    assertThat(RawConnection.exchange(server.uri(), request + cookie.repeat(4) + "\r\n").status())
        .isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/;a",
        "/dashboard;a/log-in",
        "//dashboard/log-in",
        "/dashboard//log-in",
        "/dashboard/./log-in",
        "/x/../dashboard/log-in",
        "/dashboard/..%2flog-in",
        "/dashboard/%2e%2e/admin/v1/sites",
        "/%64ashboard/log-in",
        "/admin//v1/sites",
        "/admin/v1/sites;a",
        "/admin/v1%2fsites",
        "/health/live;a",
        "/health/%6cive",
        "/api/v1/secrets/%6eame/known",
        "/api/v1/secrets/../../../admin/v1/sites",
      })
  void aPathThatCouldBeReadInTwoWaysIsRefusedBeforeItIsRouted(String path) {
    RawAnswer answer =
        RawConnection.exchange(
            server.uri(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer.status()).as(path).isEqualTo(400);
  }

  @Test
  void theDashboardIsOpenedByItsOwnNamesAlone() {
    for (String host : new String[] {"localhost", "localhost:1", "127.0.0.1", "LOCALHOST"}) {
      assertThat(logInPage(host).status()).as(host).isEqualTo(200);
    }
    RawAnswer foreign = logInPage("attacker.example");
    assertThat(foreign.status()).isEqualTo(421);
    assertThat(foreign.body()).contains("host-names");
  }

  @Test
  void aSettingAddsNamesToTheDashboard() {
    try (TestServer named =
        TestServer.start(
            Backend.SQLITE, Map.of("log-level", "error", "host-names", "vault.example"))) {
      assertThat(
              RawConnection.exchange(
                      named.uri(),
                      "GET /dashboard/log-in HTTP/1.1\r\nHost: vault.example:443\r\n\r\n")
                  .status())
          .isEqualTo(200);
    }
  }

  private static RawAnswer logInPage(String host) {
    return RawConnection.exchange(
        server.uri(), "GET /dashboard/log-in HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  private static String head(String path, String... headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
        + server.operatorKey()
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }
}
