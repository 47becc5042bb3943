package dev.coffer.server.api;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static dev.coffer.server.testing.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final List<String> PREFIXES =
      List.of("", "/_api/cloud-secrets-vault-server", "/_api/secrets-service", "/secrets-service");
  private static final Set<String> RULES =
      Set.of("REQUIRED_FIELD", "MIN_LENGTH", "MAX_LENGTH", "FORMAT", "OTHER");

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
    return RawConnection.exchange(server.uri(), head(requestLine, headers));
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
    return RawConnection.exchange(server.uri(), request.toByteArray()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/_api/cloud-secrets-vault-server",
        "/_api/secrets-service",
        "/secrets-service"
      })
  void theSecretsApiWorksUnderEachPrefix(String prefix) {
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
    try (RawConnection connection = RawConnection.to(server.uri())) {
      connection.send(head("GET " + path + " HTTP/1.1", "Connection: Close"));
      assertThat(connection.answer()).isPresent();
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void theAnswerToHeadHasNoBodySoThatTheConnectionStaysInStep() {
    try (RawConnection connection = RawConnection.to(server.uri())) {
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
        "/other//api/v1/secrets/name/known",
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

  /** The second column is the name that is read, or the rule of {@code name} that is broken. */
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
        "/name/a?name=a%23b a#b",
        "/name/a a",
        "/name/a?b a",
        "/name/a?b?name=a%3Fb a",
        "/name/?name=a a",
        "/name/x%2Fy?name=a a",
        "/name/a?name=a&name=a a",
        "/name/A none",
        "/name/wix none",
        "/name/wix?name=wix none",
        "/name/x?name=a OTHER",
        "/name/a%23b?name=a OTHER",
        "/name/a?name=a&name=b OTHER",
        "/name/a?name=b&name=a OTHER",
        "/name/a?name=a+b OTHER",
        "/name/a?name= OTHER",
        "/name/a%20b?name=a+b FORMAT",
        "/name/ MIN_LENGTH",
        "/name/?name= MIN_LENGTH",
        "/name/?name=. FORMAT",
        "/name/. FORMAT",
        "/name/.. FORMAT",
        "/name/%2E%2E?name=.. FORMAT",
        "/?name=.. FORMAT",
        "/ FORMAT",
        "/name/a/ FORMAT",
        "/name/a/b FORMAT",
        "/name/a%2Fb?name=a%2Fb FORMAT",
        "/name/a/../b FORMAT",
        "/name/../name/a FORMAT",
        "/name/../../../../dashboard FORMAT",
        "/name//a FORMAT",
        "/name/a;b FORMAT",
        "/name/a;b=c FORMAT",
        "/name/a#b FORMAT",
        "/name/a# FORMAT",
        "/name/a?name=a#b FORMAT",
        "/name/a|b FORMAT",
        "/name/[a] FORMAT",
        "/name/100%?name=100%25 FORMAT",
        "/name/100%25 FORMAT",
        "/name/%zz FORMAT",
        "/name/a?name=%zz FORMAT",
        "/name/a?name=% FORMAT",
        "/name/a?name=a&x=%e FORMAT",
        "/name/a?name=é FORMAT",
        "/name/é FORMAT",
        "/name/%C3%A9?name=%C3%A9 FORMAT",
        "/name/%FF FORMAT",
        "/name/%00 FORMAT",
        "/name/%0D%0A FORMAT",
        "/name/a\tb FORMAT",
      })
  void aNameIsOneWholePartOfTheRequestOrAViolation(String path, String expected) {
    for (String name : List.of("plain", "a+b=c-d_e@$f", "a+b", "a#b", "a", "b")) {
      site.created(name, "value of " + name);
    }
    for (String prefix : PREFIXES) {
      RawAnswer answer = raw("GET " + prefix + SECRETS + path + " HTTP/1.1");
      if (expected.equals("none")) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("no secret of that name");
      } else if (RULES.contains(expected)) {
        assertViolatesName(answer, expected);
      } else {
        assertThat(answer.body()).isEqualTo("{\"value\":\"value of " + expected + "\"}");
      }
    }
  }

  private static void assertViolatesName(RawAnswer answer, String rule) {
    assertThat(answer.body())
        .contains("{\"validationError\":{\"fieldViolations\":[{\"field\":\"name\",")
        .contains("\"violatedRule\":\"" + rule + "\"")
        .doesNotContain("value of");
    assertThat(answer.status()).isEqualTo(400);
    assertOnEveryAnswer(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {51, 4_000, 60_000})
  void aNameThatIsTooLongIsAViolationHoweverLongItIs(int length) {
    String name = "n".repeat(length);
    assertViolatesName(raw("GET " + SECRETS + "/name/" + name + " HTTP/1.1"), "MAX_LENGTH");
  }

  @Test
  void aBlankInANameIsAViolationEvenIfItIsNotEncoded() {
    site.created("a", "value of a");
    assertViolatesName(raw("GET " + SECRETS + "/name/a b HTTP/1.1"), "FORMAT");
    assertViolatesName(raw("GET " + SECRETS + "/name/a b?name=a%20b HTTP/1.1"), "FORMAT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/name/", "/name/..", "/name/a/b", "/name/100%", "/name/a b"})
  void aNameThatCannotExistTellsNothingToSomebodyWithoutAKey(String path) {
    RawAnswer answer =
        RawConnection.exchange(
            server.uri(), "GET " + SECRETS + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer.status()).isIn(400, 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//api/v1/secrets", "/secrets-service//api/v1/secrets"})
  void aSlashAtTheEndOfTheBaseUrlIsPassedOver(String all) {
    String id = site.created("a", "value of a");
    assertThat(raw("GET " + all + "/name/a?name=a HTTP/1.1").body()).contains("value of a");
    assertThat(raw("GET " + all + " HTTP/1.1").body()).contains(id);
    assertThat(raw("DELETE " + all + "/" + id + "?id=" + id + " HTTP/1.1").status()).isEqualTo(200);
    assertThat(site.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PATCH", "POST"})
  void whatIsBehindNameIsNeverAnId(String method) {
    String id = site.created("a", "v");
    RawAnswer answer = raw(method + " " + SECRETS + "/name/../" + id + " HTTP/1.1");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(site.list()).hasSize(1);
  }

  /** What Wix's client sends when it is told the name in the first column. */
  @ParameterizedTest
  @CsvSource({
    "a#b, /name/a, REQUIRED_FIELD",
    "a?b, /name/a?b?name=a%3Fb, REQUIRED_FIELD",
    "a?name=b&c, /name/a?name=b&c?name=a%3Fname%3Db%26c, REQUIRED_FIELD",
    "b?name=b&c, /name/b?name=b&c?name=b%3Fname%3Db%26c, REQUIRED_FIELD",
    "undefined, /name/undefined, REQUIRED_FIELD",
    "#, /name/, REQUIRED_FIELD",
    "..#, /, REQUIRED_FIELD",
    "../../secrets#, '', REQUIRED_FIELD",
    "../../secrets, ?name=..%2F..%2Fsecrets, FORMAT",
    "../.., /?name=..%2F.., FORMAT",
    "../x, /x?name=..%2Fx, FORMAT",
    "../../../../metrics, /../../../metrics?name=..%2F..%2F..%2F..%2Fmetrics, FORMAT",
    "%zz, /name/%zz?name=%25zz, FORMAT",
    "a?name=%zz, /name/a?name=%zz?name=a%3Fname%3D%25zz, REQUIRED_FIELD",
    "../../../../dashboard, /../../../dashboard?name=..%2F..%2F..%2F..%2Fdashboard, FORMAT",
    "../../../nowhere, /../../nowhere?name=..%2F..%2F..%2Fnowhere, FORMAT",
  })
  void aNameThatWixsClientCutsOrResolvesIsAViolationOfName(String name, String path, String rule) {
    for (String existing : List.of("a", "b", "undefined", "null")) {
      site.created(existing, "value of " + existing);
    }
    for (String prefix : PREFIXES) {
      RawAnswer answer =
          raw("GET " + prefix + SECRETS + path + " HTTP/1.1", gateway("GetSecretValue"));
      assertViolatesName(answer, rule);
      if (rule.equals("REQUIRED_FIELD")) {
        assertThat(answer.body()).contains("without # or ?", "rename", "%23");
      }
    }
  }

  private static String gateway(String method) {
    return "X-Wix-BI-Gateway: environment=js-sdk,package-name=@wix/auto_sdk_secrets_secrets,"
        + "method-fqn=wix.velo.secrets_vault.v1.SecretsVaultService."
        + method
        + ",entity=wix.velo.secrets_vault.v1.secret";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-wix-bi-gateway: method-fqn=wix.velo.secrets_vault.v1.SecretsVaultService.GetSecretValue",
        "X-WIX-BI-GATEWAY: entity=e , Method-FQN=a.b.GetSecretValue , c",
        "x-wix-bi-gateway: environment=js-sdk\r\nx-wix-bi-gateway: method-fqn=a.GetSecretValue",
      })
  void theCallOfWixsClientIsFoundAnywhereInItsHeader(String header) {
    site.created("a", "value of a");
    assertViolatesName(raw("GET " + SECRETS + "/name/a HTTP/1.1", header), "REQUIRED_FIELD");
    assertThat(raw("GET " + SECRETS + "/name/a?name=a HTTP/1.1", header).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-wix-bi-gateway: environment=x",
        "x-wix-bi-gateway: method-fqn",
        "x-wix-bi-gateway: method-fqn=",
        "x-wix-bi-gateway: ,,=,",
        "x-wix-bi-gateway:",
        "x-wix-bi-gateway: method-fqn=a.ListSecretInfo",
        "x-wix-bi-gateway: entity=a.GetSecretValue",
        "x-other: method-fqn=a.GetSecretValue",
      })
  void otherClientsMayGiveTheNameInThePathAlone(String header) {
    site.created("a", "value of a");
    RawAnswer answer = raw("GET " + SECRETS + "/name/a HTTP/1.1", header);
    assertThat(answer.body()).isEqualTo("{\"value\":\"value of a\"}");
  }

  @Test
  void aReadOfWixsClientUnderAnUnknownPrefixIsToldSo() {
    RawAnswer answer =
        raw("GET /typo" + SECRETS + "/name/a?name=a HTTP/1.1", gateway("GetSecretValue"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("no such route");
  }

  /** A and B are the ids of two secrets. */
  @ParameterizedTest
  @CsvSource({
    "DELETE, A?id=B, ''",
    "DELETE, A?id=, ''",
    "DELETE, A?id=A&id=B, ''",
    "DELETE, A?id=B&id=A, ''",
    "DELETE, A?id=A%23b, ''",
    "PATCH, A, '\"id\":\"B\",'",
    "PATCH, A, '\"id\":\"\",'",
    "PATCH, A?id=B, ''",
    "PATCH, A?id=A, '\"id\":\"B\",'",
    "PATCH, A?id=B, '\"id\":\"A\",'",
  })
  void anIdThatContradictsTheOneInThePathIsRefusedAndNothingIsChanged(
      String method, String target, String id) {
    String a = site.created("a", "value of a");
    String b = site.created("b", "value of b");
    String body = ("{" + id + "\"secret\":{\"name\":\"c\"}}").replace("\"B\"", '"' + b + '"');
    Reply reply =
        site.call(
            method,
            SECRETS + "/" + target.replace("A", a).replace("B", b),
            body.replace("\"A\"", '"' + a + '"'));
    assertThat(Violations.of(reply)).containsExactly("id OTHER");
    assertThat(site.list()).extracting(it -> it.path("name").asText()).containsExactly("a", "b");
  }

  @Test
  void anIdMayBeRepeatedInAnyLetterCase() {
    String id = site.created("a", "v");
    String again = id.toUpperCase(Locale.ROOT);
    succeeded(
        site.call(
            "PATCH",
            SECRETS + "/" + id + "?id=" + again,
            "{\"id\":\"" + again + "\",\"secret\":{\"name\":\"b\"}}"));
    succeeded(site.call("DELETE", SECRETS + "/" + id + "?id=" + again + "&id=" + id));
    assertThat(site.list()).isEmpty();
  }

  @Test
  void anIdThatWixsClientCutsIsAViolationOfId() {
    String id = site.created("a", "v");
    String header = gateway("DeleteSecret");
    for (String target : List.of(id, id + "?x?id=" + id + "%3Fx", id + "?id=" + id + "&x?id=y")) {
      RawAnswer answer = raw("DELETE " + SECRETS + "/" + target + " HTTP/1.1", header);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("\"field\":\"id\"");
    }
    assertThat(site.list()).hasSize(1);
    assertThat(raw("DELETE " + SECRETS + "/" + id + " HTTP/1.1").status()).isEqualTo(200);
  }

  /** Requests that the web server itself refuses, before any route. */
  static List<String> notHttp() {
    return List.of(
        "GET /100% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets?x=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "DELETE /api/v1/secrets/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /dashboard/log-in?x=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/secrets#%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n",
        "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n".replace("\r", ""),
        "GET /api/v1/secrets HTTP/3.7\r\nHost: x\r\n\r\n",
        "G{T /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "nonsense\r\n\r\n",
        "\u0001\u0002\u0003\r\n\r\n",
        post("Content-Length: -1", ""),
        post("Content-Length: x", ""),
        post("Content-Length: 2\r\nContent-Length: 3", "{}"),
        post("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        post("Transfer-Encoding: x", ""));
  }

  private static String post(String headers, String body) {
    return "POST /api/v1/secrets HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @MethodSource("notHttp")
  void whatIsNotValidHttpIsRefusedInTheShapeOfAllOtherAnswers(String request) {
    RawAnswer answer = RawConnection.exchange(server.uri(), request);
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
            line.replace("LONG", "/" + "a".repeat(70_000)),
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
  void aBodyOfManyPartsOrOfManyLevelsIsRefused() {
    String levels = "[".repeat(101) + "]".repeat(101);
    for (String body :
        List.of("{\"a\":[" + "0,".repeat(10_000) + "0]}", "{\"a\":" + levels + "}")) {
      assertThat(Violations.of(site.call("POST", SECRETS, body))).containsExactly("body FORMAT");
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
    try (RawConnection connection = RawConnection.to(server.uri())) {
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
    try (RawConnection connection = RawConnection.to(server.uri())) {
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
    try (RawConnection connection = RawConnection.to(server.uri())) {
      for (int i = 0; i < 100; i++) {
        connection.send(head("GET " + (i % 2 == 0 ? SECRETS : "/nowhere") + " HTTP/1.1"));
        assertThat(connection.answer().orElseThrow().status()).isEqualTo(i % 2 == 0 ? 200 : 404);
      }
    }
  }
}
