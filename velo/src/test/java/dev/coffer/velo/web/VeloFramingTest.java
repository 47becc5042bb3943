package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two requests in one stream, and unclear paths, on every face of a site. */
class VeloFramingTest {
  private static final String SECOND = "GET /page.html HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static TestVelo velo;

  @BeforeAll
  static void startSite() {
    velo =
        TestVelo.start(
            Map.of(
                "backend/http-functions.js",
                """
                import { ok } from 'wix-http-functions';
                export async function post_echo(request) {
                  return ok({ body: await request.body.text() });
                }
                export function get_path(request) { return ok({ body: request.path.join('|') }); }
                """,
                "public/page.html",
                "<p>a page"));
  }

  @AfterAll
  static void stopSite() {
    velo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_functions/echo",
        "/_api/wix-code-public-dispatcher/a",
        "/page.html",
        "/no/such"
      })
  void aBodyThatCannotBeReadHidesNoOtherRequest(String path) {
    for (String chunks : new String[] {"zz\r\n\r\n", "-1\r\n\r\n", "3\r\nabcd\r\n", "3\nabc\r\n"}) {
      try (RawConnection connection = RawConnection.to(velo.address())) {
        connection.send(head(path, "Transfer-Encoding: chunked") + chunks + SECOND);

        RawAnswer answer = connection.answer().orElseThrow();

        assertThat(answer.header("connection")).as(path + " " + chunks).isEqualTo("close");
        assertThat(connection.toTheEnd()).as("behind the answer").isEmpty();
      }
    }
  }

  @Test
  void validChunksOfEveryFormReachTheCode() {
    String chunks =
        "1;a=\"b;c\"\r\nh\r\n0002 ; d\r\nel\r\n2\r\nlo\r\n000\r\nExpires: never\r\n\r\n";
    try (RawConnection connection = RawConnection.to(velo.address())) {
      connection.send(head("/_functions/echo", "Transfer-Encoding: chunked") + chunks + SECOND);

      assertThat(connection.answer()).map(RawAnswer::body).contains("hello");
      assertThat(connection.answer()).map(RawAnswer::body).contains("<p>a page");
    }
  }

  @ParameterizedTest
  @CsvSource({"Content-Encoding: gzip, 415, compressed", "Cookie: x, 431, too large"})
  void aHeadThatIsTooLargeAndACompressedBodyHaveWordsOfTheirOwn(
      String header, int status, String words) {
    String all =
        status == 431 ? (header.repeat(1) + "x".repeat(3_900) + "\r\n").repeat(5) : header + "\r\n";
    RawAnswer answer =
        RawConnection.exchange(
            velo.address(),
            "POST /_functions/echo HTTP/1.1\r\nHost: localhost\r\n"
                + all
                + "Content-Length: 3\r\n\r\nabc");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page.html;a",
        "//page.html",
        "/./page.html",
        "/x/../page.html",
        "/%70age.html",
        "/%",
        "/a%2fb"
      })
  void aPathThatCouldBeReadInTwoWaysIsRefused(String path) {
    assertThat(get(path).status()).as(path).isEqualTo(400);
  }

  @Test
  void pathsOfHttpFunctionsAreTheCodesToRead() {
    assertThat(get("/_functions/path/a%20b/c;d").body()).isEqualTo("a b|c;d");
  }

  private static RawAnswer get(String path) {
    return RawConnection.exchange(
        velo.address(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  private static String head(String path, String header) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
  }
}
