package dev.coffer.server.dashboard.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.StoredContent;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making, choosing, renaming and deleting sites with a browser. */
class SitePagesTest {
  private static final String EMAIL = "owner@example.com";

  private TestServer server;
  private TestSite site;
  private Browser owner;

  @BeforeEach
  void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    site = People.siteOf(server, EMAIL);
    owner = People.loggedIn(server, EMAIL);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void whoHasOneSiteComesStraightToItsSecrets() {
    assertThat(owner.get("/").location()).isEqualTo("/dashboard");
    assertThat(owner.get("/dashboard").location()).isEqualTo(People.path(site.id()) + "/secrets");
  }

  @Test
  void aNewSiteBelongsToWhoMadeItAndNeedsNoSetUpLink() {
    Answer made = owner.post("/dashboard/sites", "name", "my-shop");
    assertThat(made.status()).isEqualTo(303);
    String path = made.location();
    assertThat(owner.get(path).text()).contains("The site was made.").contains("my-shop");
    assertThat(owner.post(path + "/new", "name", "first", "value", "x").status()).isEqualTo(303);
    try (StandardError error = StandardError.capture()) {
      server.restart();
      assertThat(error.text()).doesNotContain("site my-shop");
    }
  }

  @Test
  void aNameThatIsTakenOrNoneIsToldAtTheField() {
    Answer taken = owner.post("/dashboard/sites", "name", "default");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.fault("name")).isNotEmpty();
    Answer none = owner.post("/dashboard/sites", "name", "Not A Name");
    assertThat(none.status()).isEqualTo(422);
    assertThat(none.fault("name")).isNotEmpty();
    assertThat(none.body()).contains("value=\"Not A Name\"");
    Answer renamed = owner.post(People.path(site.id()) + "/name", "name", "default");
    assertThat(renamed.status()).isEqualTo(409);
    assertThat(renamed.fault("name")).isNotEmpty();
  }

  @Test
  void theSwitcherShowsOnesOwnSitesAlone() {
    String second = People.siteOf(server, EMAIL).id();
    String foreign = People.siteOf(server, "stranger@example.com").id();
    assertThat(owner.get(People.path(site.id()) + "/secrets").body())
        .contains("/dashboard/sites/" + second)
        .doesNotContain(foreign);
    assertThat(owner.get("/dashboard/sites").body()).contains(second).doesNotContain(foreign);
    assertThat(owner.get("/dashboard").location()).isEqualTo("/dashboard/sites");
  }

  @Test
  void aRenamedSiteIsTheSameSite() {
    site.created("kept", "x");
    Answer renamed = owner.post(People.path(site.id()) + "/name", "name", "renamed");
    assertThat(renamed.location()).isEqualTo(People.path(site.id()) + "/settings");
    assertThat(owner.get(renamed.location()).text())
        .contains("The site was renamed.")
        .contains("renamed");
    assertThat(server.siteId("renamed")).isEqualTo(site.id());
    assertThat(site.value("kept").status()).isEqualTo(200);
  }

  @Test
  void aSiteIsDeletedOnlyByWhoTypesItsNameAndItsKeysGoWithIt() {
    site.created("doomed", "x");
    String key = site.newApiKey("SECRET_READ");
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    String path = People.path(site.id());
    String name =
        owner.get(path + "/settings").body().replaceAll("(?s).*data-must=\"([^\"]+)\".*", "$1");
    assertThat(owner.post(path + "/delete", "typed", name + "x").fault("typed"))
        .contains("Type the site's name");
    assertThat(owner.post(path + "/delete", "typed", "").status()).isEqualTo(422);
    assertThat(owner.post(path + "/delete", "typed", name).location())
        .isEqualTo("/dashboard/sites");
    assertThat(owner.get(path + "/secrets").status()).isEqualTo(404);
    assertThat(admin.get(path + "/secrets").status()).isEqualTo(404);
    assertThat(
            server
                .call(key, "GET", "/api/v1/secrets/name/doomed", Optional.empty(), Map.of())
                .status())
        .isEqualTo(401);
    assertThat(StoredContent.of(server).get("secret")).isEmpty();
    assertThat(StoredContent.of(server).get("site")).as("the other sites").hasSize(1);
  }

  @Test
  void whoOwnsNoSiteMakesNone() {
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, "admin@example.com");
    assertThat(admin.get("/dashboard/sites").body()).doesNotContain("Make a site");
    Answer refused = admin.post("/dashboard/sites", "name", "another");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(StoredContent.of(server).get("site")).hasSize(2);
  }
}
