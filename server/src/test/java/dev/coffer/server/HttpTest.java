package dev.coffer.server;

import static dev.coffer.server.TestSite.SECRETS;
import static dev.coffer.server.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.RawConnection.RawAnswer;
import dev.coffer.server.TestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How HTTP is spoken: routes, paths, bodies, and what every answer has, whoever makes it. */
class HttpTest {
  private static TestServer server;
  private static TestSite site;

  @BeforeAll
  static void start() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
    site = TestSite.on(server).withMembersArea();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void emptySite() {
    site.empty();
  }

  /** Sends a request head as it is, with what authenticates it. */
  private static RawAnswer raw(String requestLine, String... headers) {
    return RawConnection.exchange(server, head(requestLine, headers));
  }

  private static String head(String requestLine, String... headers) {
    StringBuilder head = new StringBuilder(requestLine + "\r\nHost: localhost\r\n");
    head.append("Authorization: " + server.operatorKey() + "\r\n");
    head.append("wix-site-id: " + site.id() + "\r\n");
    for (String header : headers) {
      head.append(header + "\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static RawAnswer rawBody(byte[] body, String contentType) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        head(
                "POST " + SECRETS + " HTTP/1.1",
                "Content-Type: " + contentType,
                "Content-Length: " + body.length)
            .getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    return RawConnection.exchange(server, request.toByteArray()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/_api/cloud-secrets-vault-server",
        "/_api/secrets-service",
        "/secrets-service"
      })
  void theFiveCallsWorkUnderEachPrefix(String prefix) {
    String all = prefix + SECRETS;
    Reply created = site.call("POST", all, "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}}");
    String id = succeeded(created).json().path("id").asText();
    assertThat(site.call("GET", all + "/name/n").json().path("value").asText()).isEqualTo("v");
    assertThat(site.call("GET", all).json().path("secrets")).hasSize(1);
    succeeded(site.call("PATCH", all + "/" + id, "{\"secret\":{\"value\":\"w\"}}"));
    succeeded(site.call("DELETE", all + "/" + id));
    assertThat(site.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/secrets, 'GET, POST'",
    "OPTIONS, /api/v1/secrets, 'GET, POST'",
    "TRACE, /api/v1/secrets, 'GET, POST'",
    "DELETE, /api/v1/secrets, 'GET, POST'",
    "GET, /api/v1/secrets/00000000-0000-0000-0000-000000000000, 'DELETE, PATCH'",
    "POST, /secrets-service/api/v1/secrets/name/n, GET",
    "PATCH, /admin/v1/sites, 'GET, POST'",
    "POST, /health/live, GET",
    "DELETE, /metrics, GET",
    "WHATEVER, /openapi.yaml, GET",
  })
  void aMethodThatARouteHasNotIsRefusedWithThoseThatItHas(
      String method, String path, String allowed) {
    RawAnswer answer = raw(method + " " + path + " HTTP/1.1");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo(allowed);
    assertThat(answer.body()).contains("\"METHOD_NOT_ALLOWED\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/nowhere", "/dashboard/log-in", "/dashboard"})
  void aConnectionThatTheClientWantsClosedIsClosedBehindTheAnswer(String path) {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.send(head("GET " + path + " HTTP/1.1", "Connection: Close"));
      assertThat(connection.answer()).isPresent();
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void theAnswerToHeadHasNoBodySoThatTheConnectionStaysInStep() {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.send(head("HEAD " + SECRETS + " HTTP/1.1"));
      connection.send(head("GET /health/live HTTP/1.1"));
      assertThat(connection.answer().orElseThrow().status()).isEqualTo(405);
      assertThat(connection.answer().orElseThrow().body()).isEqualTo("{\"status\":\"UP\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/v1/secret",
        "/api/v1/secrets/",
        "/api/v1/secrets/?name=..",
        "/api/v1/secrets/name/",
        "/api/v1/secrets/name/?name=.",
        "/api/v1/secrets/name/known/",
        "/api/v1/secrets/name/known/more?name=known%2Fmore",
        "/api/v1/secrets/name/known%2Fmore",
        "/api/v1/secrets/name/..",
        "/api/v1/secrets/name/.",
        "/api/v2/secrets",
        "/admin",
        "/admin/v1/sites/",
        "/other/api/v1/secrets",
        "/_api/api/v1/secrets",
        "/secrets-service/admin/v1/sites",
        "/health",
        "/metrics/",
      })
  void anUnknownRouteIsNotFound(String path) {
    site.created("known", "v");
    RawAnswer answer = raw("GET " + path + " HTTP/1.1");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("\"NOT_FOUND\"").contains("no such route");
  }

  /** As Wix's client sends them; the second column is the name that is read, if any. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/name/plain?name=plain plain",
        "/name/a+b=c-d_e@$f?name=a%2Bb%3Dc-d_e%40%24f a+b=c-d_e@$f",
        "/name/a+b a+b",
        "/name/a%2Bb a+b",
        "/name/a%23b a#b",
        "/name/a%23b?name=a%23b a#b",
        "/name/a a",
        "/name/a?b?name=a%3Fb a",
        "/name/x?name=a a",
        "/name/x?other=1&name=a&name=b a",
        "/name/a?name=a+b none",
        "/name/a%20b?name=a+b none",
        "/name/%C3%A9?name=%C3%A9 none",
        "/name/%FF none",
        "/name/%00 none",
        "/name/a?name= none",
        "/name/A none",
      })
  void aNameIsReadFromTheQueryIfItIsThereAndElseFromThePath(String path, String read) {
    for (String name : List.of("plain", "a+b=c-d_e@$f", "a+b", "a#b", "a", "b")) {
      site.created(name, "value of " + name);
    }
    RawAnswer answer = raw("GET " + SECRETS + path + " HTTP/1.1");
    if (read.equals("none")) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("no secret of that name");
    } else {
      assertThat(answer.body()).isEqualTo("{\"value\":\"value of " + read + "\"}");
    }
  }

  /** Requests that the web server itself refuses, before any route. */
  static List<String> notHttp() {
    return List.of(
        "GET /api/v1/secrets/name/100% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets/name/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets/name/a?name=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets/name/a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n".replace("\r", ""),
        "GET /api/v1/secrets HTTP/3.7\r\nHost: x\r\n\r\n",
        "G{T /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "nonsense\r\n\r\n",
        "\u0001\u0002\u0003\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(3_000) + "\r\n",
        post("Content-Length: -1", ""),
        post("Content-Length: x", ""),
        post("Content-Length: 2\r\nContent-Length: 3", "{}"),
        post("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        post("Transfer-Encoding: x", ""),
        post("Content-Encoding: gzip\r\nContent-Length: 2", "{}"));
  }

  private static String post(String headers, String body) {
    return "POST /api/v1/secrets HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @MethodSource("notHttp")
  void whatIsNotValidHttpIsRefusedInTheShapeOfAllOtherAnswers(String request) {
    RawAnswer answer = RawConnection.exchange(server, request);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"message\":\"the request is not valid HTTP\",\"details\":{\"applicationError\":"
                + "{\"code\":\"INVALID_ARGUMENT\",\"description\":\"the request is not valid HTTP\","
                + "\"data\":{}}}}");
    assertOnEveryAnswer(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /health/live HTTP/1.0, 505, INVALID_ARGUMENT",
    "GET LONG HTTP/1.1, 414, INVALID_ARGUMENT",
    "POST /api/v1/secrets HTTP/1.1, 413, PAYLOAD_TOO_LARGE",
    "GET /health/live HTTP/1.1, 200, UP",
    "GET /health/ready HTTP/1.1, 200, UP",
    "GET /metrics HTTP/1.1, 200, coffer_",
    "GET /openapi.yaml HTTP/1.1, 200, openapi",
    "GET /nowhere HTTP/1.1, 404, NOT_FOUND",
    "PUT /metrics HTTP/1.1, 405, METHOD_NOT_ALLOWED",
    "GET /api/v1/secrets/name/a HTTP/1.1, 404, NOT_FOUND",
  })
  void everyAnswerHasARequestIdAndSecurityHeaders(String line, int status, String content) {
    RawAnswer answer =
        raw(
            line.replace("LONG", "/" + "a".repeat(20_000)),
            line.startsWith("POST") ? "Content-Length: 99999999" : "X: y");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains(content);
    assertOnEveryAnswer(answer);
  }

  private static void assertOnEveryAnswer(RawAnswer answer) {
    assertThat(answer.header("x-wix-request-id")).matches("[0-9a-f-]{36}");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
    assertThat(answer.headers()).doesNotContainKeys("server", "x-wix-consistent");
    if (!answer.body().startsWith("openapi") && !answer.body().startsWith("# HELP")) {
      assertThat(answer.header("content-type")).isEqualTo("application/json");
    }
  }

  @Test
  void eachRequestHasAnIdOfItsOwn() {
    assertThat(raw("GET /health/live HTTP/1.1").header("x-wix-request-id"))
        .isNotEqualTo(raw("GET /health/live HTTP/1.1").header("x-wix-request-id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json"
      })
  void jsonIsAcceptedHoweverItIsDeclared(String contentType) {
    byte[] body = "{\"secret\":{\"name\":\"n\",\"value\":\"é\"}}".getBytes(StandardCharsets.UTF_8);
    assertThat(rawBody(body, contentType).status()).isEqualTo(200);
    assertThat(site.value("n").json().path("value").asText()).isEqualTo("é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "garbage",
        "application/",
        ""
      })
  void aBodyThatIsDeclaredToBeAnythingElseIsRefused(String contentType) {
    RawAnswer answer = rawBody("{}".getBytes(StandardCharsets.UTF_8), contentType);
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("\"UNSUPPORTED_MEDIA_TYPE\"");
  }

  static List<byte[]> notJson() {
    return Stream.of(
            "{",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}} x",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}}{}",
            "{\"secret\":{\"name\":\"n\",\"name\":\"m\",\"value\":\"v\"}}",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\"},\"secret\":{}}",
            "{'secret':{'name':'n','value':'v'}}",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\",}}",
            "{\"secret\":{\"name\":\"n\",\"value\":\"a\u0000b\"}}",
            "{\"secret\":{\"name\":\"n\",\"value\":\"v\"},\"x\":NaN}",
            "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            "{\"x\":" + "1".repeat(100_000) + "}",
            "{\"" + "x".repeat(100_000) + "\":1}",
            "\ufeff{}",
            "\"text\"",
            "[]",
            "7",
            "null")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("notJson")
  void whatIsNotOneJsonObjectIsRefusedAsTheBody(byte[] body) {
    RawAnswer answer = rawBody(body, "application/json");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"fieldViolations\":[{\"field\":\"body\"");
    assertThat(site.list()).isEmpty();
  }

  static List<byte[]> notUtf8() {
    return List.of(
        value(0xff, 0xfe),
        value(0xc3),
        value(0xc0, 0x80),
        value(0xe0, 0x80, 0xaf),
        value(0xed, 0xa0, 0x80),
        value(0xf4, 0x90, 0x80, 0x80),
        "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}}".getBytes(StandardCharsets.UTF_16));
  }

  private static byte[] value(int... bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"secret\":{\"name\":\"n\",\"value\":\"".getBytes(StandardCharsets.UTF_8));
    for (int b : bytes) {
      body.write(b);
    }
    body.writeBytes("\"}}".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void whatIsNotUtf8IsRefusedAndNotMended(byte[] body) {
    RawAnswer answer = rawBody(body, "application/json");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("must be UTF-8");
    assertThat(site.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud83dz", "\\ude00\\ud83d"})
  void halfOfASurrogatePairIsRefusedByField(String half) {
    String body =
        "{\"secret\":{\"name\":\"%1$s\",\"value\":\"%1$s\",\"description\":\"%1$s\"}}"
            .formatted(half);
    assertThat(Violations.of(site.call("POST", SECRETS, body)))
        .containsExactly("secret.name FORMAT", "secret.value FORMAT", "secret.description FORMAT");
  }

  @Test
  void aBodyMayBeAsLongAsTheLongestValueWrittenTheLongestWay() {
    String escaped = "\\u0041".repeat(65_536);
    Reply reply =
        site.call("POST", SECRETS, "{\"secret\":{\"name\":\"n\",\"value\":\"" + escaped + "\"}}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(site.value("n").json().path("value").asText()).isEqualTo("A".repeat(65_536));
  }

  @Test
  void aLongerBodyIsRefusedWhetherItsLengthIsDeclaredOrNot() {
    RawAnswer declared = rawBody(new byte[410_000], "application/json");
    RawAnswer chunked =
        raw(
            "POST " + SECRETS + " HTTP/1.1",
            "Transfer-Encoding: chunked\r\n\r\n64190\r\n" + " ".repeat(0x64190) + "\r\n0\r\n");
    for (RawAnswer answer : List.of(declared, chunked)) {
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("\"PAYLOAD_TOO_LARGE\"").contains("at most 409600 bytes");
    }
  }

  @Test
  void aBodyFarBeyondTheLimitIsNotReadAtAll() {
    RawAnswer answer = raw("POST " + SECRETS + " HTTP/1.1", "Content-Length: 99999999");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("connection")).isEqualTo("close");
  }

  @Test
  void aBodyInChunksIsReadWhole() {
    RawAnswer answer =
        raw(
            "POST " + SECRETS + " HTTP/1.1",
            "Transfer-Encoding: chunked",
            "",
            "a\r\n{\"secret\":",
            "1a\r\n{\"name\":\"n\",\"value\":\"v\"}} ",
            "0");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n{}\r\n0\r\n", "-1\r\n{}\r\n0\r\n", "ffffffff\r\n{}\r\n0\r\n"})
  void brokenChunksAreRefusedAndTheConnectionIsClosed(String chunks) {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.send(
          head("POST " + SECRETS + " HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\n" + chunks));
      RawAnswer answer = connection.answer().orElseThrow();
      assertThat(answer.status()).isBetween(400, 413);
      assertOnEveryAnswer(answer);
      assertThat(connection.isClosedByServer()).as("the server closed").isTrue();
    }
  }

  @Test
  void aBodyThatEndsEarlyChangesNothing() {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.send(
          head("POST " + SECRETS + " HTTP/1.1", "Content-Length: 50")
              + "{\"secret\":{\"name\":\"n\",\"value\":\"v\"}}");
      connection.endSending();
      Optional<RawAnswer> answer = connection.answer();
      answer.ifPresent(it -> assertThat(it.status()).isEqualTo(400));
    }
    assertThat(site.list()).isEmpty();
  }

  @Test
  void aRequestWithoutABodyIsToldWhatIsMissing() {
    RawAnswer answer = raw("POST " + SECRETS + " HTTP/1.1");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("secret.name must be given; secret.value must be given");
  }

  @Test
  void aConnectionServesManyRequests() {
    try (RawConnection connection = RawConnection.to(server)) {
      for (int i = 0; i < 100; i++) {
        connection.send(head("GET " + (i % 2 == 0 ? SECRETS : "/nowhere") + " HTTP/1.1"));
        assertThat(connection.answer().orElseThrow().status()).isEqualTo(i % 2 == 0 ? 200 : 404);
      }
    }
  }
}
