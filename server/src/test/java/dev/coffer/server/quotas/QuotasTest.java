package dev.coffer.server.quotas;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What there is too much of is refused, and what is there stays usable. */
class QuotasTest {
  private static final String KEY =
      "{\"apiKey\":{\"name\":\"k\",\"permissions\":[\"SECRETS_VAULT.SECRET_READ\"]}}";

  @ParameterizedTest
  @EnumSource
  void aSiteTakesNoMoreSecretsThanItMayHaveAndKeepsThose(Backend backend) {
    try (TestServer server = server(backend, "max-secrets", "3")) {
      TestSite site = siteWithMembersArea(server);
      String first = site.created("s0", "v");
      site.created("s1", "v");
      site.created("s2", "v");

      Reply refused = site.call("POST", SECRETS, secret("s3"));

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("RESOURCE_EXHAUSTED");
      assertThat(refused.http().body()).contains("this site has 3 secrets", "max-secrets");
      assertThat(refused.http().headers().firstValue("Retry-After"))
          .as("time alone does not help")
          .isEmpty();
      assertThat(site.call("GET", SECRETS + "/name/s1").status()).isEqualTo(200);
      assertThat(site.call("PATCH", SECRETS + "/" + first, secret("s4")).status()).isEqualTo(200);
      assertThat(site.call("DELETE", SECRETS + "/" + first).status()).isEqualTo(200);
      assertThat(site.call("POST", SECRETS, secret("s3")).status()).isEqualTo(200);
      assertThat(site.call("POST", SECRETS, secret("s5")).status()).isEqualTo(429);

      TestSite other = siteWithMembersArea(server);
      assertThat(other.call("POST", SECRETS, secret("s0")).status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsAboveAQuotaThatWasLoweredStaysUsable() {
    try (TestServer server = server(Backend.SQLITE, "max-secrets", "3")) {
      TestSite site = siteWithMembersArea(server);
      site.created("s0", "v");
      site.created("s1", "v");

      server.restart(Map.of("max-secrets", "1"));

      assertThat(site.call("GET", SECRETS + "/name/s1").status()).isEqualTo(200);
      assertThat(site.call("POST", SECRETS, secret("s2")).status()).isEqualTo(429);
    }
  }

  @Test
  void aSiteHasNoMoreKeysThanItMayHave() {
    try (TestServer server = server(Backend.SQLITE, "max-keys", "1")) {
      TestSite site = siteWithMembersArea(server);
      String keys = site.administration() + "/api-keys";
      assertThat(server.call("POST", keys, KEY).status()).isEqualTo(200);

      Reply refused = server.call("POST", keys, KEY);

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.http().body()).contains("this site has 1 API key,", "max-keys");
    }
  }

  @Test
  void thereAreNoMoreSitesThanThereMayBe() {
    try (TestServer server = server(Backend.SQLITE, "max-sites", "2")) {
      TestSite.on(server);

      Reply refused = server.call("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"one-more\"}}");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.http().body()).contains("this server has 2 sites", "max-sites");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofSitesThatAreMadeAtOnceNoMoreAreMadeThanThereMayBe(Backend backend) throws Exception {
    try (TestServer server = server(backend, "max-sites", "3")) { // One is there.
      assertThat(
              madeAtOnce(i ->
                  server.call(
                      "POST",
                      "/admin/v1/sites",
                      "{\"site\":{\"name\":\"one-of-many-" + i + "\"}}")))
          .isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofKeysThatAreMadeAtOnceNoMoreAreMadeThanASiteMayHave(Backend backend) throws Exception {
    try (TestServer server = server(backend, "max-keys", "2")) {
      for (int round = 0; round < 5; round++) {
        String keys = siteWithMembersArea(server).administration() + "/api-keys";
        assertThat(madeAtOnce(_ -> server.call("POST", keys, KEY))).isEqualTo(2);
      }
    }
  }

  /** Makes many at once, and counts those that were made; the others were refused. */
  private static long madeAtOnce(IntFunction<Reply> make) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Reply>> calls =
          IntStream.range(0, 16).<Callable<Reply>>mapToObj(i -> () -> make.apply(i)).toList();
      List<Integer> answers = new ArrayList<>();
      for (Future<Reply> reply : threads.invokeAll(calls)) {
        answers.add(reply.get().status());
      }
      assertThat(answers).containsOnly(200, 429);
      return answers.stream().filter(status -> status == 200).count();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatIsTakenIsToldAsThatWhereThereIsNoRoomEither(Backend backend) {
    try (TestServer server = server(backend, "max-sites", "2", "max-secrets", "1")) {
      TestSite site = siteWithMembersArea(server);
      site.created("s0", "v");
      String another = "{\"site\":{\"name\":\"%s\"}}";
      String taken = server.call("GET", "/admin/v1/sites").json().at("/sites/0/name").asText();

      assertThat(site.call("POST", SECRETS, secret("s0")).status()).isEqualTo(409);
      assertThat(site.call("POST", SECRETS, secret("s1")).status()).isEqualTo(429);
      assertThat(server.call("POST", "/admin/v1/sites", another.formatted(taken)).status())
          .isEqualTo(409);
      assertThat(server.call("POST", "/admin/v1/sites", another.formatted("free")).status())
          .isEqualTo(429);
      assertThat(server.call("GET", "/admin/v1/sites").json().path("sites")).hasSize(2);
      assertThat(site.call("GET", SECRETS).json().path("secrets")).hasSize(1);
    }
  }

  @Test
  void theDashboardSaysThatTheSiteIsFull() {
    try (TestServer server = server(Backend.SQLITE, "max-members", "2", "max-secrets", "1")) {
      String email = People.newEmail();
      TestSite site = People.siteOf(server, email);
      site.created("s0", "v");
      Browser owner = People.loggedIn(server, email);
      People.invitation(owner, site.id(), Role.ADMIN);

      Answer invited =
          owner.post(
              "/dashboard/sites/" + site.id() + "/invitations", "role", "ADMIN", "note", "more");
      Answer added =
          owner.post("/dashboard/sites/" + site.id() + "/secrets/new", "name", "s1", "value", "v");

      assertThat(invited.status()).isEqualTo(429);
      assertThat(invited.text()).contains("2 members and open invitations", "max-members");
      assertThat(added.status()).isEqualTo(429);
      assertThat(added.text()).contains("This site has 1 secret,", "max-secrets");
    }
  }

  @Test
  void aKeyMayMakeSoManyRequestsASecond() {
    try (TestServer server = server(Backend.SQLITE, "requests-per-second", "1")) {
      TestSite site = siteWithMembersArea(server);
      site.created("s0", "v");
      String key = server.withMembersArea().newApiKey("SECRET_READ");
      Optional<Reply> refused = Optional.empty();
      for (int i = 0; i < 20 && refused.isEmpty(); i++) {
        Reply reply = server.call(key, "GET", SECRETS + "/name/none", Optional.empty(), Map.of());
        refused = Optional.of(reply).filter(answer -> answer.status() == 429);
      }

      assertThat(refused.orElseThrow().code()).isEqualTo("RESOURCE_EXHAUSTED");
      assertThat(refused.orElseThrow().http().headers().firstValue("Retry-After")).contains("1");
      assertThat(site.call("GET", SECRETS + "/name/s0").status())
          .as("the operator has no such limit")
          .isEqualTo(200);
    }
  }

  private static TestServer server(Backend backend, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("log-level", "error"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return TestServer.start(backend, all);
  }

  private static TestSite siteWithMembersArea(TestServer server) {
    TestSite site = TestSite.on(server);
    People.setUp(server, site, People.newEmail());
    return site;
  }

  private static String secret(String name) {
    return "{\"secret\":{\"name\":\"" + name + "\",\"value\":\"v\"}}";
  }
}
