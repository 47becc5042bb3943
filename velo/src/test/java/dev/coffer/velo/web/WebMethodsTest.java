package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LogLines;
import dev.coffer.testing.RawConnection;
import dev.coffer.velo.web.Client.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web methods called over the wire: what comes back, who may call, and what is refused. */
class WebMethodsTest {
  private static final String FILE = "backend/x.web.js";

  private static final String MODULE =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import wixSecretsBackend from 'wix-secrets-backend';
      const anyone = (fn) => webMethod(Permissions.Anyone, fn);
      export const echo = anyone((...args) => args);
      export const later = anyone(async (name) => `hello ${name}`);
      export const nothing = anyone(() => undefined);
      export const none = anyone(() => null);
      export const date = anyone(() => new Date(0));
      export const fails = anyone(() => { throw new Error('no luck'); });
      export const refuses = anyone(async () => {
        throw Object.assign(new Error('sold out'), { code: 'SOLD_OUT', details: { left: 0 } });
      });
      export const missing = anyone(() => wixSecretsBackend.getSecret('nowhere'));
      export const endless = anyone(() => { for (;;); });
      export const waits = anyone(() => new Promise((done) => { setTimeout(done, 600_000); }));
      export const names = anyone(async () =>
        (await wixSecretsBackend.listSecretInfo()).map((secret) => secret.name));
      export const forMembers = webMethod(Permissions.SiteMember, () => 'member');
      export const forAdmins = webMethod(Permissions.Admin, () => 'admin');
      export function plain() { return 'plain'; }
      export default anyone(() => 'default');
      """;

  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo =
        TestVelo.start(
            Map.of(
                FILE,
                MODULE,
                "backend/deep/old.jsw",
                """
                export function open() { return 'open'; }
                export function closed() { return 'closed'; }
                export function members() { return 'members'; }
                """,
                "backend/permissions.json",
                """
                {"web-methods": {"backend/deep/old.jsw": {
                  "closed": {"siteOwner": {"invoke": true}},
                  "members": {"siteOwner": {"invoke": true}, "siteMember": {"invoke": true}}}}}
                """,
                "backend/util.js",
                "export function secret() { return 'only for the backend'; }\n",
                "backend/broken.web.js",
                "export const = 1;\n"));
    velo.createSecret("myApiKeyName", "a value that is long enough");
    velo.invite("member@example.com", "MEMBER");
    velo.invite("manager@example.com", "WEBSITE_MANAGER");
    velo.invite("admin@example.com", "ADMIN");
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo    | [1, \"two\", {\"three\": [null, true]}] | {\"result\":[1,\"two\",{\"three\":[null,true]}]}",
        "echo    | []                                      | {\"result\":[]}",
        "later   | [\"Ana\"]                               | {\"result\":\"hello Ana\"}",
        "nothing | []                                      | {}",
        "none    | []                                      | {\"result\":null}",
        "date    | []                                      | {\"result\":\"1970-01-01T00:00:00.000Z\"}",
        "default | []                                      | {\"result\":\"default\"}",
      })
  void aResultTravelsAsJson(String function, String arguments, String answer) {
    Reply reply = velo.anonymous().call(FILE, function, arguments);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(answer);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("X-Wix-Request-Id")).isNotEmpty();
  }

  @Test
  void clientsInTheWildCallWithAQueryAndWithoutAnOrigin() {
    Reply reply =
        velo.anonymous()
            .call(
                FILE,
                "later",
                "[\"Bo\"]",
                Map.of(
                    "Origin",
                    "",
                    "Sec-Fetch-Site",
                    "",
                    "Content-Type",
                    "application/json; charset=UTF-8"));
    assertThat(reply.body()).isEqualTo("{\"result\":\"hello Bo\"}");
    Reply withQuery =
        velo.anonymous()
            .send(
                "POST",
                "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/"
                    + FILE
                    + "/later.ajax?gridAppId=1&viewMode=site",
                Optional.of("[\"Bo\"]"),
                Map.of("Content-Type", "application/json"));
    assertThat(withQuery.body()).isEqualTo("{\"result\":\"hello Bo\"}");
  }

  @ParameterizedTest(name = "{0} {1} as {2}: {3}")
  @CsvSource({
    "backend/x.web.js,     echo,       nobody,  200",
    "backend/x.web.js,     forMembers, nobody,  403",
    "backend/x.web.js,     forAdmins,  nobody,  403",
    "backend/deep/old.jsw, open,       nobody,  200",
    "backend/deep/old.jsw, members,    nobody,  403",
    "backend/deep/old.jsw, closed,     nobody,  403",
    "backend/x.web.js,     echo,       member,  200",
    "backend/x.web.js,     forMembers, member,  200",
    "backend/x.web.js,     forAdmins,  member,  403",
    "backend/deep/old.jsw, members,    member,  200",
    "backend/deep/old.jsw, closed,     member,  403",
    "backend/x.web.js,     forMembers, manager, 200",
    "backend/x.web.js,     forAdmins,  manager, 200",
    "backend/x.web.js,     forAdmins,  admin,   200",
    "backend/x.web.js,     forMembers, owner,   200",
    "backend/x.web.js,     forAdmins,  owner,   200",
    "backend/deep/old.jsw, closed,     owner,   200",
  })
  void aPermissionSaysWhoMayCall(String file, String function, String who, int status) {
    Client client = who.equals("nobody") ? velo.anonymous() : velo.loggedIn(who + "@example.com");
    Reply reply = client.call(file, function, "[]");
    assertThat(reply.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(reply.code()).isEqualTo("PERMISSION_DENIED");
      assertThat(reply.json().at("/details/applicationError/data").isObject()).isTrue();
      assertThat(reply.json().path("message").asText())
          .isEqualTo(reply.json().at("/details/applicationError/description").asText())
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "backend/x.web.js, plain",
    "backend/x.web.js, nowhere",
    "backend/x.web.js, toString",
    "backend/util.js, secret",
    "backend/util, secret",
    "backend/nowhere.web.js, echo",
    "public/x.web.js, echo",
    "backend/permissions.json, echo",
  })
  void whatIsNoWebMethodIsRefusedInTheSameWords(String file, String function) {
    Reply reply = velo.owner().call(file, function, "[]");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json())
        .isEqualTo(velo.anonymous().call("backend/no.web.js", "no", "[]").json());
    assertThat(reply.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void whatAFunctionThrowsReachesTheBrowserWithoutItsStack() {
    Reply plain = velo.anonymous().call(FILE, "fails", "[]");
    assertThat(plain.status()).isEqualTo(500);
    assertThat(plain.json().path("message").asText()).isEqualTo("no luck");
    assertThat(plain.code()).isEqualTo("WEB_METHOD_FAILED");
    assertThat(plain.body()).doesNotContain("x.web.js");
    Reply detailed = velo.anonymous().call(FILE, "refuses", "[]");
    assertThat(detailed.json().path("code").asText()).isEqualTo("SOLD_OUT");
    assertThat(detailed.json().at("/details/left").asInt(-1)).isZero();
    Reply ofServer = velo.anonymous().call(FILE, "missing", "[]");
    assertThat(ofServer.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void theDeveloperIsToldWhereAFunctionThrew() {
    try (LogLines log = LogLines.begin()) {
      String id = velo.anonymous().call(FILE, "fails", "[]").header("X-Wix-Request-Id");
      assertThat(log.text())
          .contains("backend/x.web.js fails threw Error: no luck", "backend/x.web.js:9:", id);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''      | TYPE   | must be a JSON array",
        "{       | FORMAT | must be JSON",
        "[1] [2] | FORMAT | must be JSON",
        "{}      | TYPE   | must be a JSON array",
        "null    | TYPE   | must be a JSON array",
        "\"[]\"  | TYPE   | must be a JSON array",
      })
  void aBodyThatIsNoArrayIsRefusedWithTheRuleItBreaks(String body, String rule, String says) {
    Reply reply = velo.anonymous().call(FILE, "echo", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/details/validationError/fieldViolations/0/violatedRule").asText())
        .isEqualTo(rule.strip());
    assertThat(reply.json().path("message").asText()).isEqualTo("arguments " + says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "", "nonsense"})
  void onlyWhatIsDeclaredAsJsonIsTakenWhichNoForeignFormCanSend(String type) {
    Reply reply = velo.anonymous().call(FILE, "echo", "[]", Map.of("Content-Type", type));
    assertThat(reply.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, cross-site",
    "http://evil.example, ''",
    "null, ''",
    "'', cross-site",
    "'', same-site",
    "http://localhost:1, same-site",
  })
  void aPageOfAnotherSiteCannotCall(String origin, String fetchSite) {
    Reply reply =
        velo.owner()
            .call(FILE, "forAdmins", "[]", Map.of("Origin", origin, "Sec-Fetch-Site", fetchSite));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void whoMayNotCallIsToldSoBeforeTheArgumentsAreSent() {
    String path = "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/" + FILE + "/";
    String host = velo.address().getAuthority();
    for (String function : List.of("forAdmins", "nowhere")) {
      try (RawConnection connection = RawConnection.to(velo.address())) {
        connection.sendHead(
            "POST " + path + function + ".ajax HTTP/1.1",
            "Host: " + host,
            "Origin: http://" + host,
            "Content-Type: application/json",
            "Content-Length: 400000");
        assertThat(connection.answer().orElseThrow().status())
            .isEqualTo(function.equals("nowhere") ? 404 : 403);
      }
    }
  }

  @Test
  void aCallWithoutABodyIsRefusedAsNoArray() {
    Reply reply = velo.anonymous().call(FILE, "echo", "");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("must be a JSON array");
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    String half = "x".repeat(256 << 10);
    assertThat(velo.anonymous().call(FILE, "echo", "[\"" + half + "\"]").status()).isEqualTo(200);
    Reply reply = velo.anonymous().call(FILE, "echo", "[\"" + half + half + "\"]");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("PAYLOAD_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endless", "waits"})
  void aFunctionThatTakesTooLongIsStopped(String function) {
    try (TestVelo brief = TestVelo.start(Map.of(FILE, MODULE), Duration.ofSeconds(8))) {
      Reply reply = brief.anonymous().call(FILE, function, "[]");
      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.code()).isEqualTo("DEADLINE_EXCEEDED");
      assertThat(brief.anonymous().call(FILE, "echo", "[1]").status()).isEqualTo(200);
    }
  }

  @Test
  void onlyWhoIsLoggedInReachesTheListOfSecrets() {
    Reply refused = velo.anonymous().call(FILE, "names", "[]");
    assertThat(refused.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(refused.body()).doesNotContain("myApiKeyName");
    assertThat(velo.owner().call(FILE, "names", "[]").body())
        .isEqualTo("{\"result\":[\"myApiKeyName\"]}");
  }

  @Test
  void aModuleThatCannotBeLoadedSaysSoWithoutItsSource() {
    Reply reply = velo.anonymous().call("backend/broken.web.js", "f", "[]");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.json().path("message").asText())
        .isEqualTo("backend/broken.web.js could not be loaded; the site's log says why");
  }

  @Test
  void anotherMethodThanPostIsRefusedWithTheOneThereIs() {
    Reply reply =
        velo.anonymous()
            .get("/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/" + FILE + "/echo.ajax");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("POST");
  }

  @Test
  void anAddressThatCallsTooOftenIsToldToWait() {
    Client busy = Client.at("127.0.0.2", velo.address());
    Reply reply = busy.call("backend/no.web.js", "no", "[]");
    for (int i = 0; i < 10_000 && reply.status() == 404; i++) { // A minute may end meanwhile.
      reply = busy.call("backend/no.web.js", "no", "[]");
    }
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.code()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 60);
    assertThat(velo.anonymous().call(FILE, "echo", "[]").status()).isEqualTo(200);
  }
}
