package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Requirement;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is not known is refused before anybody looks at the body, on each route that changes: here
 * none comes, which is told with 400 where it is looked at.
 */
class CallerBeforeBodyTest {
  private static final Set<String> CHANGES = Set.of("POST", "PATCH", "DELETE");

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static Stream<Requirement.OfRoute> routes() {
    return server.server().routes().stream()
        .filter(route -> CHANGES.contains(route.method()))
        .filter(route -> !(route.requirement() instanceof Requirement.Nothing));
  }

  @Test
  void thereAreRoutesOfBothFaces() {
    assertThat(routes().map(Requirement.OfRoute::pattern))
        .contains("/api/v1/secrets", "/admin/v1/sites", "/dashboard/sites/{site}/secrets/paste");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aStrangersBodyIsNotLookedAt(Requirement.OfRoute route) {
    boolean isPage = route.pattern().startsWith("/dashboard");
    RawAnswer answer = answered(route, "Content-Length: 400000", "Sec-Fetch-Site: same-origin");
    if (isPage) {
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("location")).isEqualTo("/dashboard/log-in");
    } else { // After the 20th failure of the address the refusal is to wait.
      assertThat(answer.status()).isIn(401, 429);
    }
  }

  private static RawAnswer answered(Requirement.OfRoute route, String... headers) {
    String path = route.pattern().replaceAll("\\{\\w+}", UUID.randomUUID().toString());
    try (RawConnection connection = RawConnection.to(server.uri())) {
      List<String> lines =
          Stream.concat(
                  Stream.of(
                      route.method() + " " + path.replace("*", "x") + " HTTP/1.1",
                      "Host: localhost",
                      "Content-Type: application/json"),
                  Stream.of(headers))
              .toList();
      connection.sendHead(lines.toArray(String[]::new)).endSending();
      return connection.answer().orElseThrow();
    }
  }
}
