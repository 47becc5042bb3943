package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that share one PostgreSQL and one master key are one Coffer. */
class TwoServersTest {
  private final Path directory = TestServer.temporaryDirectory();
  private final Map<String, String> shared = new HashMap<>();

  @BeforeEach
  void makeMasterKey() throws IOException {
    Path masterKey = directory.resolve("shared.key");
    Files.writeString(masterKey, MasterKey.generateCleartextKeyset());
    shared.put("master-key-file", masterKey.toString());
    shared.putAll(Backend.POSTGRESQL.newDatabase());
  }

  @AfterEach
  void cleanUp() {
    TestServer.deleteTree(directory);
  }

  private TestServer start() {
    return TestServer.start(Backend.POSTGRESQL, shared);
  }

  @Test
  void aChangeThatOneAnsweredIsSeenByTheOtherAtOnce() {
    try (TestServer one = start();
        TestServer other = start()) {
      String key = one.newApiKey("SECRET_READ", "SECRET_METADATA_READ");
      assertThat(with(other, key, "/api/v1/secrets").status()).isEqualTo(428);
      one.withMembersArea();
      assertThat(with(other, key, "/api/v1/secrets").status()).isEqualTo(200);
      for (int round = 0; round < 10; round++) {
        String id = one.createSecret("name", "first");
        assertThat(value(other, key, "name")).isEqualTo("first");
        one.call("PATCH", "/api/v1/secrets/" + id, "{\"secret\":{\"value\":\"second\"}}");
        assertThat(value(other, key, "name")).isEqualTo("second");
        other.call("PATCH", "/api/v1/secrets/" + id, "{\"secret\":{\"name\":\"renamed\"}}");
        assertThat(with(one, key, "/api/v1/secrets/name/name").status()).isEqualTo(404);
        assertThat(value(one, key, "renamed")).isEqualTo("second");
        other.call("DELETE", "/api/v1/secrets/" + id);
        assertThat(with(one, key, "/api/v1/secrets/name/renamed").status()).isEqualTo(404);
      }
      String keys = "/admin/v1/sites/" + one.siteId("default") + "/api-keys";
      String keyId = one.call("GET", keys).json().at("/apiKeys/0/id").asText();
      assertThat(other.call("DELETE", keys + "/" + keyId).status()).isEqualTo(200);
      assertThat(with(one, key, "/api/v1/secrets").status()).isEqualTo(401);
    }
  }

  @Test
  void aSiteThatOneDeletedIsGoneOnTheOther() {
    try (TestServer one = start();
        TestServer other = start()) {
      one.withMembersArea();
      one.createSecret("name", "value");
      String key = one.newApiKey("SECRET_READ");
      assertThat(value(other, key, "name")).isEqualTo("value");
      assertThat(one.call("DELETE", "/admin/v1/sites/" + one.siteId("default")).status())
          .isEqualTo(200);
      assertThat(with(other, key, "/api/v1/secrets/name/name").status()).isEqualTo(401);
      assertThat(other.call("GET", "/api/v1/secrets/name/name").status()).isEqualTo(404);
    }
  }

  @Test
  void theirFirstStartsMayFallTogether() throws Exception {
    for (int round = 0; round < 3; round++) {
      shared.putAll(Backend.POSTGRESQL.newDatabase());
      CyclicBarrier together = new CyclicBarrier(3);
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        List<Future<TestServer>> starting =
            List.of(
                threads.submit(() -> startAfter(together)),
                threads.submit(() -> startAfter(together)),
                threads.submit(() -> startAfter(together)));
        try (TestServer one = starting.get(0).get();
            TestServer two = starting.get(1).get();
            TestServer three = starting.get(2).get()) {
          one.withMembersArea();
          two.createSecret("name", "value");
          assertThat(value(three, three.operatorKey(), "name")).isEqualTo("value");
          assertThat(three.call("GET", "/admin/v1/sites").json().path("sites")).hasSize(1);
        }
      }
    }
  }

  private TestServer startAfter(CyclicBarrier barrier) throws Exception {
    barrier.await();
    return start();
  }

  private static Reply with(TestServer server, String key, String path) {
    return server.call(key, "GET", path, Optional.empty(), Map.of());
  }

  private static String value(TestServer server, String key, String name) {
    return with(server, key, "/api/v1/secrets/name/" + name).json().path("value").asText();
  }
}
