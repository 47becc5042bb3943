package dev.coffer.velo.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JswPermissionsTest {
  private static final String DOCUMENTED =
      """
      {"web-methods": {
        "*": {"*": {"siteOwner": {"invoke": true}, "siteMember": {"invoke": true}, "anonymous": {"invoke": false}}},
        "backend/a.jsw": {
          "calculate": {"siteOwner": {"invoke": true}, "siteMember": {"invoke": true}, "anonymous": {"invoke": true}},
          "fetchData": {"siteOwner": {"invoke": true}, "siteMember": {"invoke": false}, "anonymous": {"invoke": false}},
          "nobody": {"siteOwner": {"invoke": false}}
        },
        "backend/b.jsw": {"*": {"siteOwner": {"invoke": true}}}
      }}
      """;

  private static JswPermissions of(String json) {
    return JswPermissions.of(new SiteFiles(Map.of("backend/permissions.json", json)));
  }

  @ParameterizedTest
  @CsvSource({
    "backend/a.jsw, calculate, Anyone",
    "backend/a.jsw, fetchData, Admin",
    "backend/a.jsw, nobody,",
    "backend/a.jsw, other, SiteMember",
    "backend/b.jsw, any, Admin",
    "backend/c.jsw, any, SiteMember",
  })
  void theMostExactEntryCounts(String file, String function, String permission) {
    JswPermissions permissions = of(DOCUMENTED);
    assertThat(permissions.fault()).isEmpty();
    assertThat(permissions.permission(file, function)).isEqualTo(Optional.ofNullable(permission));
  }

  @Test
  void aFileIsMeantWhetherItsDirectoryIsNamedOrNot() {
    JswPermissions permissions =
        of(
            """
            {"web-methods": {
              "*": {"*": {"siteOwner": {"invoke": true}, "siteMember": {"invoke": true}, "anonymous": {"invoke": true}}},
              "secrets.jsw": {"*": {"siteOwner": {"invoke": false}}},
              "admin/x.jsw": {"*": {"siteOwner": {"invoke": true}}}
            }}
            """);
    assertThat(permissions.permission("backend/secrets.jsw", "f")).isEmpty();
    assertThat(permissions.permission("backend/admin/x.jsw", "f")).contains("Admin");
    assertThat(permissions.permission("backend/x.jsw", "f")).contains("Anyone");
  }

  @Test
  void anEntryThatMeansNoFileIsTold() {
    SiteFiles files =
        new SiteFiles(
            Map.of(
                "backend/permissions.json",
                """
                {"web-methods": {"*": {}, "a.jsw": {}, "backend/deep/b.jsw": {}, "backend/c.jsw": {}, "d.jsw": {}}}
                """,
                "backend/a.jsw",
                "",
                "backend/deep/b.jsw",
                ""));
    assertThat(JswPermissions.of(files).withoutFile())
        .containsExactly("backend/c.jsw", "backend/d.jsw");
  }

  @Test
  void withoutAFileOrAnEntryAnyoneMayCall() {
    assertThat(JswPermissions.of(new SiteFiles(Map.of())).permission("backend/a.jsw", "f"))
        .contains("Anyone");
    assertThat(of("{\"web-methods\": {}}").permission("backend/a.jsw", "f")).contains("Anyone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                     | must be an object",
        "{                                                      | permissions.json:1:",
        "{} trailing                                            | this is not JSON",
        "[]                                                     | must be an object",
        "{}                                                     | \"web-methods\" is missing",
        "{\"web-method\": {}}                                   | \"web-methods\" is missing",
        "{\"web-methods\": {\"*\": []}}                         | * must be an object",
        "{\"web-methods\": {\"*\": {\"f\": true}}}              | * f must be an object",
        "{\"web-methods\": {\"*\": {\"f\": {\"owner\": {}}}}}   | not owner",
        "{\"web-methods\": {\"*\": {\"f\": {\"anonymous\": {}}}}} | must say {\"invoke\": true}",
        "{\"web-methods\": {\"*\": {\"f\": {\"anonymous\": {\"invoke\": 1}}}}} | must say",
        "{\"web-methods\": {\"*\": {\"f\": {\"anonymous\": {\"invoke\": true}}}}} | lets strangers",
        "{\"web-methods\": {\"a\": {}, \"a\": {}}}              | this is not JSON",
        "{\"web-methods\": {\"a.jsw\": {}, \"backend/a.jsw\": {}}} | a.jsw stands there twice",
      })
  void whatCannotBeUnderstoodLetsNobodyCallAndSaysWhy(String json, String fault) {
    JswPermissions permissions = of(json);
    assertThat(permissions.fault().orElse("no fault")).contains(fault);
    assertThat(permissions.permission("backend/a.jsw", "f")).isEmpty();
  }
}
