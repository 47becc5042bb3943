package dev.coffer.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.TestClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By which address a server that is behind a trusted proxy counts. */
class BehindProxyTest {
  private static final String EMAIL = "owner@example.com";
  private static final int FAILURES_AT_ONCE = 20;

  private static final Map<String, String> BEHIND_PROXY =
      Map.of(
          "log-level",
          "error",
          "trusted-proxies",
          "127.0.0.1",
          "client-address-header",
          "X-Client");

  /** Failures are not made up for by time. */
  private final TestClock clock = new TestClock();

  private static int statusOfWrongKey(TestServer server, String client) {
    return server
        .call("no-key", "GET", "/api/v1/secrets", Optional.empty(), Map.of("X-Client", client))
        .status();
  }

  @Test
  void aClientThatKeepsFailingIsTheOneThatIsSlowedDown() {
    try (TestServer server = TestServer.start(Backend.SQLITE, BEHIND_PROXY, clock)) {
      for (int i = 0; i < FAILURES_AT_ONCE; i++) {
        assertThat(statusOfWrongKey(server, "192.0.2.7")).isEqualTo(401);
      }
      assertThat(statusOfWrongKey(server, "192.0.2.7")).isEqualTo(429);
      assertThat(statusOfWrongKey(server, "198.51.100.9, 192.0.2.7")).isEqualTo(429);
      assertThat(statusOfWrongKey(server, "::ffff:192.0.2.7")).isEqualTo(429);
      assertThat(statusOfWrongKey(server, "192.0.2.8")).isEqualTo(401);
    }
  }

  @Test
  void withoutTrustAClientCannotChooseWhatItCountsAs() {
    try (TestServer server =
        TestServer.start(Backend.SQLITE, Map.of("log-level", "error"), clock)) {
      for (int i = 0; i < FAILURES_AT_ONCE; i++) {
        assertThat(statusOfWrongKey(server, "192.0.2." + i)).isEqualTo(401);
      }
      assertThat(statusOfWrongKey(server, "192.0.2.200")).isEqualTo(429);
    }
  }

  @Test
  void aSessionSaysWhereItsPersonIs() {
    try (TestServer server = TestServer.start(Backend.SQLITE, BEHIND_PROXY, clock)) {
      People.siteOf(server, EMAIL);
      Browser owner = Browser.at(server);
      Map<String, String> headers = new HashMap<>(owner.ownPage());
      headers.put("X-Client", "192.0.2.77");
      String form = Browser.form("email", EMAIL, "password", People.PASSWORD);
      owner.send("POST", "/dashboard/log-in", Optional.of(form), headers);
      assertThat(owner.get("/dashboard/account").body()).contains(">192.0.2.77</td>");
    }
  }
}
