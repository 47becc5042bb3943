package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Administration, health and metrics on a listener of their own. */
class ManagementListenerTest {
  private static final List<String> MANAGEMENT =
      List.of("/admin/v1/sites", "/health/live", "/health/ready", "/metrics");

  @Test
  void whatStrangersReachHasNoAdministrationOnceItIsApart() throws Exception {
    try (TestServer server =
        TestServer.start(Backend.SQLITE, Map.of("log-level", "error", "management-port", "0"))) {
      URI open = server.uri();
      URI management = server.server().managementUri();

      assertThat(management.getPort()).isNotEqualTo(open.getPort());
      for (String path : MANAGEMENT) {
        assertThat(status(server, open, path)).as("%s for strangers", path).isEqualTo(404);
        assertThat(status(server, management, path)).as("%s apart", path).isEqualTo(200);
      }
      assertThat(status(server, open, "/dashboard/log-in")).isEqualTo(200);
      assertThat(status(server, management, "/dashboard/log-in")).isEqualTo(404);
      assertThat(status(server, open, "/api/v1/secrets/name/none")).isEqualTo(404);
      assertThat(status(server, management, "/api/v1/secrets/name/none")).isEqualTo(404);
      assertThat(Files.readString(server.data().resolve("server.url")).strip())
          .as("where scripts on this machine go")
          .isEqualTo(management.toString());
    }
  }

  @Test
  void allStaysOnOneListenerWithoutTheSetting() {
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"))) {
      assertThat(server.server().managementUri()).isEqualTo(server.uri());
      for (String path : MANAGEMENT) {
        assertThat(status(server, server.uri(), path)).as(path).isEqualTo(200);
      }
    }
  }

  private static int status(TestServer server, URI at, String path) {
    return RawConnection.exchange(
            at,
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + server.operatorKey()
                + "\r\n\r\n")
        .status();
  }
}
