package dev.coffer.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on the wire, held against its description. */
class WireNamesTest {
  private static final String OPEN_API = new String(OpenApi.yaml(), UTF_8);

  @Test
  void everyPathIsDescribed() {
    assertThat(OPEN_API)
        .contains("\n  " + ApiPaths.SECRETS + ":\n")
        .contains("\n  " + ApiPaths.SECRETS_BY_NAME + "{name}:\n")
        .contains("\n  " + ApiPaths.OWN_KEY + ":\n")
        .contains("\n  " + ApiPaths.OWN_KEY_EXTENSION + ":\n")
        .contains("\n  " + ApiPaths.SITES + ":\n")
        .contains("\n  " + ApiPaths.SITES + "/{siteId}" + ApiPaths.MEMBERS_AREA + ":\n")
        .contains("\n  " + ApiPaths.SITES + "/{siteId}" + ApiPaths.LOG_IN + ":\n")
        .contains("\n  " + ApiPaths.SITES + "/{siteId}" + ApiPaths.MEMBERS + "/{id}:\n")
        .contains("\n  " + ApiPaths.SITES + "/{siteId}" + ApiPaths.API_KEYS + ":\n")
        .contains("\n  " + ApiPaths.LIVE + ":\n")
        .contains("\n  " + ApiPaths.READY + ":\n")
        .contains("\n  " + ApiPaths.METRICS + ":\n")
        .contains("\n  " + ApiPaths.OPEN_API + ":\n");
  }

  @Test
  void everyPermissionRoleAndHeaderIsDescribed() {
    assertThat(OPEN_API)
        .contains(Stream.of(ApiPermission.values()).map(ApiPermission::wireName).toList())
        .contains(Stream.of(MemberRole.values()).map(MemberRole::wireName).toList())
        .contains(ApiHeaders.SITE_ID, ApiHeaders.REQUEST_ID);
  }

  @Test
  void namesAreFoundAndOthersAreNot() {
    for (ApiPermission permission : ApiPermission.values()) {
      assertThat(ApiPermission.of(permission.wireName())).contains(permission);
    }
    for (MemberRole role : MemberRole.values()) {
      assertThat(MemberRole.of(role.wireName())).contains(role);
    }
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(ErrorCode.of(code.name())).contains(code);
    }
    assertThat(ApiPermission.of("SECRET_READ")).isEmpty();
    assertThat(MemberRole.of("owner")).isEmpty();
    assertThat(ErrorCode.of("TEAPOT")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "s3_secret_key, /api/v1/secrets/name/s3_secret_key?name=s3_secret_key",
    "a#b, /api/v1/secrets/name/a%23b?name=a%23b",
    "a b+c, /api/v1/secrets/name/a%20b%2Bc?name=a%20b%2Bc",
    "../sites, /api/v1/secrets/name/%2E%2E%2Fsites?name=%2E%2E%2Fsites",
    "'', /api/v1/secrets/name/%20?name=",
  })
  void aNameIsOnePartOfThePathAndRepeatedInTheQuery(String name, String path) {
    assertThat(ApiPaths.secretByName(name)).isEqualTo(path);
  }

  @Test
  void anIdIsOnePartOfThePath() {
    assertThat(ApiPaths.secretById("../name/a")).isEqualTo("/api/v1/secrets/%2E%2E%2Fname%2Fa");
    assertThat(ApiPaths.secretById("")).isEqualTo("/api/v1/secrets/%20");
    assertThat(ApiPaths.apiKey("a/b", ".")).isEqualTo("/admin/v1/sites/a%2Fb/api-keys/%2E");
    assertThat(ApiPaths.member("s", "?")).isEqualTo("/admin/v1/sites/s/members/%3F");
    assertThat(ApiPaths.membersArea("s")).isEqualTo("/admin/v1/sites/s/members-area");
    assertThat(ApiPaths.logIn("s")).isEqualTo("/admin/v1/sites/s/log-in");
  }
}
