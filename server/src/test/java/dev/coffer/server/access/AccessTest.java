package dev.coffer.server.access;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static dev.coffer.server.testing.TestSite.allPermissions;
import static dev.coffer.server.testing.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in, to which site, and to which calls. */
class AccessTest extends OnEachDatabase {
  /** The operations of the Secrets API, each with the permission that it needs. */
  enum Call {
    READ("SECRET_READ") {
      @Override
      Reply make(TestSite site, String key, String id) {
        return site.callAs(key, "GET", SECRETS + "/name/known");
      }
    },
    LIST("SECRET_METADATA_READ") {
      @Override
      Reply make(TestSite site, String key, String id) {
        return site.callAs(key, "GET", SECRETS);
      }
    },
    CREATE("SECRET_CREATE") {
      @Override
      Reply make(TestSite site, String key, String id) {
        return site.callAs(key, "POST", SECRETS, "{\"secret\":{\"name\":\"new\",\"value\":\"v\"}}");
      }
    },
    UPDATE("SECRET_UPDATE") {
      @Override
      Reply make(TestSite site, String key, String id) {
        return site.callAs(key, "PATCH", SECRETS + "/" + id, "{\"secret\":{\"value\":\"v2\"}}");
      }
    },
    DELETE("SECRET_DELETE") {
      @Override
      Reply make(TestSite site, String key, String id) {
        return site.callAs(key, "DELETE", SECRETS + "/" + id);
      }
    };

    final String permission;

    Call(String permission) {
      this.permission = permission;
    }

    abstract Reply make(TestSite site, String key, String id);
  }

  @ParameterizedTest
  @EnumSource
  void eachPermissionAllowsItsCallAndNoOther(Call allowed) {
    String key = site.newApiKey(allowed.permission);
    for (Call call : Call.values()) {
      site.empty();
      String id = site.created("known", "v");
      Reply reply = call.make(site, key, id);
      if (call == allowed) {
        assertThat(reply.status()).as("%s with %s", call, allowed.permission).isEqualTo(200);
      } else {
        assertThat(reply.status()).as("%s with %s", call, allowed.permission).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(reply.json().path("message").asText()).contains(call.permission);
        assertThat(site.value("known").json().path("value").asText()).isEqualTo("v");
        assertThat(site.list()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachPermissionIsMissedWhenAllOthersAreThere(Call refused) {
    String[] others =
        java.util.Arrays.stream(allPermissions())
            .filter(permission -> !permission.equals(refused.permission))
            .toArray(String[]::new);
    String id = site.created("known", "v");
    assertThat(refused.make(site, site.newApiKey(others), id).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource
  void untilTheMembersAreaIsSetUpOnlyGettingAValueWorks(Call call) {
    TestSite fresh = TestSite.on(server);
    String key = fresh.newApiKey(allPermissions());
    Reply reply = call.make(fresh, key, "00000000-0000-0000-0000-000000000000");
    if (call == Call.READ) {
      assertThat(reply.code()).isEqualTo("NOT_FOUND");
    } else {
      assertThat(reply.status()).isEqualTo(428);
      assertThat(reply.code()).isEqualTo("FAILED_PRECONDITION");
    }
  }

  @Test
  void settingUpTheMembersAreaTakesEffectAtOnceForKeysThatExist() {
    TestSite fresh = TestSite.on(server);
    String key = fresh.newApiKey("SECRET_METADATA_READ");
    assertThat(fresh.callAs(key, "GET", SECRETS).status()).isEqualTo(428);
    fresh.withMembersArea();
    assertThat(fresh.callAs(key, "GET", SECRETS).status()).isEqualTo(200);
  }

  @Test
  void aKeyIsAcceptedBareAndBehindBearer() {
    String key = site.newApiKey("SECRET_METADATA_READ");
    for (String authorization : new String[] {key, "Bearer " + key, "bearer   " + key}) {
      assertThat(site.callAs(authorization, "GET", SECRETS).status()).isEqualTo(200);
    }
  }

  @Test
  void withoutAValidKeyNobodyIsLetIn() {
    String key = site.newApiKey(allPermissions());
    String mistyped =
        key.substring(0, 20) + (key.charAt(20) == 'a' ? 'b' : 'a') + key.substring(21);
    for (String authorization :
        new String[] {
          "",
          "Bearer",
          "Bearer ",
          "IST.eyJraWQiOiJ.x.y",
          mistyped,
          "Basic " + key,
          key + "x",
          key.toUpperCase(Locale.ROOT),
          server.operatorKey().replace("operator_", "")
        }) {
      Reply reply = site.callAs(authorization, "GET", SECRETS);
      assertThat(reply.status()).as("status with '%s'", authorization).isEqualTo(401);
      assertThat(reply.code()).isEqualTo("UNAUTHENTICATED");
      assertThat(reply.http().headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Test
  void aRevokedKeyEndsAtOnce() {
    Reply made = succeeded(site.newApiKeyReply("short-lived", "SECRET_METADATA_READ"));
    String key = made.json().path("key").asText();
    assertThat(site.callAs(key, "GET", SECRETS).status()).isEqualTo(200);
    String id = made.json().at("/apiKey/id").asText();
    succeeded(site.call("DELETE", site.administration() + "/api-keys/" + id));
    assertThat(site.callAs(key, "GET", SECRETS).status()).isEqualTo(401);
    assertThat(site.call("DELETE", site.administration() + "/api-keys/" + id).code())
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void anExpiredKeyIsRefused() throws Exception {
    Instant expiry = Instant.now().plusMillis(1_500).truncatedTo(ChronoUnit.MILLIS);
    String body =
        "{\"apiKey\":{\"name\":\"k\",\"permissions\":[\"SECRETS_VAULT.SECRET_METADATA_READ\"],"
            + "\"expiryDate\":\""
            + expiry
            + "\"}}";
    Reply made = succeeded(site.call("POST", site.administration() + "/api-keys", body));
    assertThat(Instant.parse(made.json().at("/apiKey/expiryDate").asText())).isEqualTo(expiry);
    String key = made.json().path("key").asText();
    Thread.sleep(Math.max(0, Instant.now().until(expiry, ChronoUnit.MILLIS)) + 1);
    Reply reply = site.callAs(key, "GET", SECRETS);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.json().path("message").asText()).contains("expired");
  }

  @Test
  void anApiKeyOpensOnlyItsOwnSite() {
    String key = site.newApiKey("SECRET_METADATA_READ");
    assertThat(listWithSiteId(key, site.id()).status()).isEqualTo(200);
    assertThat(listWithSiteId(key, site.id().toUpperCase(Locale.ROOT)).status()).isEqualTo(200);
    for (String other : new String[] {server.siteId("default"), "no-uuid", ""}) {
      Reply reply = listWithSiteId(key, other);
      assertThat(reply.status()).as("status for the site '%s'", other).isEqualTo(403);
      assertThat(reply.code()).isEqualTo("PERMISSION_DENIED");
    }
  }

  @Test
  void theOperatorKeyOpensTheSiteThatItNames() {
    site.created("mine", "v");
    assertThat(
            listWithSiteId(server.operatorKey(), site.id()).json().at("/secrets/0/name").asText())
        .isEqualTo("mine");
    for (String unknown : new String[] {"00000000-0000-0000-0000-000000000000", "no-uuid", ""}) {
      assertThat(listWithSiteId(server.operatorKey(), unknown).code())
          .as("code for the site '%s'", unknown)
          .isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void withoutASiteTheOperatorMeansTheDefaultOne() {
    assertThat(server.call("GET", SECRETS).status()).isEqualTo(428);
  }

  private static Reply listWithSiteId(String key, String siteId) {
    return server.call(key, "GET", SECRETS, Optional.empty(), Map.of("wix-site-id", siteId));
  }

  @Test
  void administrationIsForTheOperatorAlone() {
    String key = site.newApiKey(allPermissions());
    String[][] calls = {
      {"GET", "/admin/v1/sites"},
      {"POST", "/admin/v1/sites"},
      {"DELETE", site.administration()},
      {"POST", site.administration() + "/members-area"},
      {"POST", site.administration() + "/log-in"},
      {"GET", site.administration() + "/api-keys"},
      {"POST", site.administration() + "/api-keys"},
      {"DELETE", site.administration() + "/api-keys/00000000-0000-0000-0000-000000000000"},
    };
    for (String[] call : calls) {
      assertThat(site.callAs(key, call[0], call[1]).code())
          .as("%s %s with an API key", call[0], call[1])
          .isEqualTo("PERMISSION_DENIED");
    }
    assertThat(site.callAs("", "GET", "/admin/v1/sites").code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void theOperatorKeyCanBeSwitchedOffAndReplaced() throws Exception {
    try (TestServer other = TestServer.start(backend, Map.of("log-level", "warn"))) {
      String first = other.operatorKey();
      java.nio.file.Files.delete(other.data().resolve("operator.key"));
      other.restart();
      assertThat(other.operatorKey()).isNotEqualTo(first);
      assertThat(adminStatus(other, first)).isEqualTo(401);
      assertThat(adminStatus(other, other.operatorKey())).isEqualTo(200);
      other.restart(Map.of("operator-key", "off"));
      assertThat(adminStatus(other, other.operatorKey())).isEqualTo(401);
    }
  }

  private static int adminStatus(TestServer server, String key) {
    return server.call(key, "GET", "/admin/v1/sites", Optional.empty(), Map.of()).status();
  }

  @Test
  void whoKeepsFailingIsToldToWaitAndAValidKeyPassesAllTheSame() {
    try (TestServer other = TestServer.start(backend, Map.of("log-level", "warn"))) {
      Reply reply = null;
      int failures = 0;
      do {
        reply = other.call("nonsense", "GET", SECRETS, Optional.empty(), Map.of());
        failures++;
      } while (reply.status() == 401 && failures < 1_000);
      assertThat(failures).as("failures before the first 429").isBetween(20, 999);
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.code()).isEqualTo("RESOURCE_EXHAUSTED");
      assertThat(reply.http().headers().firstValueAsLong("Retry-After").orElse(0))
          .isBetween(1L, 60L);
      JsonNode sites = other.call("GET", "/admin/v1/sites").json().path("sites");
      assertThat(sites).as("what the operator sees from the same address").hasSize(1);
    }
  }
}
