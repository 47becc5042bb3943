package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.web.Client.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of backend/http-functions.js as other programs call them. */
class HttpFunctionsTest {
  private static final String FUNCTIONS =
      """
      import { ok, created, badRequest, response } from 'wix-http-functions';
      export async function post_echo(request) {
        return ok({
          headers: { 'Content-Type': 'application/json' },
          body: {
            method: request.method, url: request.url, baseUrl: request.baseUrl, path: request.path,
            query: request.query, headers: request.headers, ip: request.ip,
            functionName: request.functionName, text: await request.body.text(),
          },
        });
      }
      export function get_hello() { return ok({ body: 'get' }); }
      export function use_hello(request) { return response({ status: 202, body: request.method }); }
      export function delete_gone() { return response({ status: 204 }); }
      export function put_new() { return created({ headers: { Location: '/_functions/new/1' } }); }
      export function check_password() { return ok({ body: 'a helper, and no HTTP function' }); }
      export function head_gone() { return ok({ body: 'no HTTP function' }); }
      export function options_new() { return response({ status: 204, headers: { Allow: 'PUT' } }); }
      export function get_bad() { return badRequest({ body: { why: 'because' } }); }
      export function get_throws() { throw new Error('an inner word'); }
      export function get_odd() { return 'no response'; }
      export function get_split() { return ok({ headers: { 'X-A': 'b\\r\\nX-C: d' } }); }
      export function get_cookie() {
        return ok({ headers: {
          'Set-Cookie': 'coffer-velo-1=stolen', 'Content-Security-Policy': 'default-src *',
          'Connection': 'upgrade', 'X-Own': 'kept', 'Access-Control-Allow-Origin': '*' } });
      }
      export function get_cookieAfterBlanks() {
        return ok({ headers: { 'Set-Cookie': ' \\t coffer-velo-1=stolen' } });
      }
      export async function post_reversed(request) {
        return ok({ body: (await request.body.buffer()).reverse() });
      }
      export function get_waits() { return new Promise((done) => { setTimeout(done, 600_000); }); }
      """;

  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo = TestVelo.start(Map.of("backend/http-functions.js", FUNCTIONS));
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static Reply send(String method, String path) {
    return velo.anonymous().send(method, path, Optional.empty(), Map.of());
  }

  @Test
  void aFunctionGetsTheRequestWithoutOurCookies() {
    Client owner = velo.owner();
    owner.cookies().put("coffer-session", "of the dashboard");
    owner.cookies().put("theirs", "kept");
    Reply reply =
        owner.send(
            "POST",
            "/_functions/echo/John/D%C3%B6e?a=1&b=x%20y",
            Optional.of("{\"n\": 1}"),
            Map.of("X-Custom", "custom", "Origin", "https://elsewhere.example"));
    JsonNode request = reply.json();
    String base = velo.address() + "/_functions";
    assertThat(request.path("method").asText()).isEqualTo("POST");
    assertThat(request.path("url").asText()).isEqualTo(base + "/echo/John/D%C3%B6e?a=1&b=x%20y");
    assertThat(request.path("baseUrl").asText()).isEqualTo(base);
    assertThat(request.path("functionName").asText()).isEqualTo("echo");
    assertThat(request.path("path").toString()).isEqualTo("[\"John\",\"Döe\"]");
    assertThat(request.path("query").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"x y\"}");
    assertThat(request.path("ip").asText()).isEqualTo("127.0.0.1");
    assertThat(request.path("text").asText()).isEqualTo("{\"n\": 1}");
    assertThat(request.at("/headers/x-custom").asText()).isEqualTo("custom");
    assertThat(request.at("/headers/cookie").asText()).isEqualTo("theirs=kept");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,     hello,    200, get",
    "POST,    hello,    202, POST",
    "PATCH,   hello,    202, PATCH",
    "DELETE,  gone,     204, ''",
    "PUT,     new,      201, ''",
    "OPTIONS, new,      204, ''",
    "HEAD,    hello,    200, ''",
    "CHECK,   hello,    202, CHECK",
    "GET,     bad,      400, '{\"why\":\"because\"}'",
  })
  void theFunctionOfTheMethodIsCalledOrElseTheOneForAny(
      String method, String name, int status, String body) {
    Reply reply = send(method, "/_functions/" + name);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEqualTo(body);
  }

  @Test
  void bytesThatAreNoTextComeInAndGoOutAsTheyAre() throws Exception {
    byte[] bytes = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff};

    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(velo.address() + "/_functions/reversed"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).containsExactly(0xff, 0, 'G', 'N', 'P', 0x89);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /_functions/nowhere",
    "POST, /_functions/bad",
    "GET, /_functions/get_hello",
    "CHECK, /_functions/password",
    "HEAD, /_functions/gone",
    "GET, /_functions/",
    "GET, /_functions"
  })
  void aFunctionThatIsNotThereIsNotFound(String method, String path) {
    assertThat(send(method, path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"throws, 500, INTERNAL", "odd, 500, INTERNAL", "split, 500, INTERNAL"})
  void aFunctionThatFailsSaysNothingOfItsInside(String name, int status, String code) {
    Reply reply = send("GET", "/_functions/" + name);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.body()).doesNotContain("inner word");
    assertThat(reply.header("X-C")).isEmpty();
  }

  @Test
  void aFunctionThatTakesTooLongIsStopped() {
    Map<String, String> files = Map.of("backend/http-functions.js", FUNCTIONS);
    try (TestVelo brief = TestVelo.start(files, Duration.ofSeconds(3))) {
      Reply reply = brief.anonymous().send("GET", "/_functions/waits", Optional.empty(), Map.of());
      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.code()).isEqualTo("DEADLINE_EXCEEDED");
    }
  }

  @Test
  void ourCookiesAreNotSetHoweverTheyAreWritten() {
    Reply reply = send("GET", "/_functions/cookieAfterBlanks");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Set-Cookie")).isEmpty();
  }

  @Test
  void headersThatAreTheServersOwnAreNotForFunctions() {
    Reply reply = send("GET", "/_functions/cookie");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(reply.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    assertThat(reply.header("X-Own")).isEqualTo("kept");
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }
}
