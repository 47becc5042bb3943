package dev.coffer.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a secret, over HTTP, on each database. */
class SecretsApiTest {
  @ParameterizedTest
  @EnumSource
  void aSecretIsCreatedReadListedChangedAndDeleted(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String id = server.createSecret("s3_secret_key", "first value");
      assertThat(value(server, "s3_secret_key")).isEqualTo("first value");

      JsonNode listed = server.call("GET", "/api/v1/secrets").json().at("/secrets/0");
      assertThat(listed.path("id").asText()).isEqualTo(id);
      assertThat(listed.path("name").asText()).isEqualTo("s3_secret_key");
      assertThat(listed.has("value")).isFalse();

      TestServer.Reply updated =
          server.call(
              "PATCH", "/api/v1/secrets/" + id, "{\"secret\":{\"value\":\"second value\"}}");
      assertThat(updated.status()).isEqualTo(200);
      assertThat(value(server, "s3_secret_key")).isEqualTo("second value");

      assertThat(server.call("DELETE", "/api/v1/secrets/" + id).status()).isEqualTo(200);
      assertThat(server.call("GET", "/api/v1/secrets/name/s3_secret_key").code())
          .isEqualTo("NOT_FOUND");
    }
  }

  @ParameterizedTest
  @EnumSource
  void secretsOutliveARestart(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      server.createSecret("kept", "the same value");
      server.restart();
      assertThat(value(server, "kept")).isEqualTo("the same value");
    }
  }

  private static String value(TestServer server, String name) {
    return server.call("GET", "/api/v1/secrets/name/" + name).json().path("value").asText();
  }
}
