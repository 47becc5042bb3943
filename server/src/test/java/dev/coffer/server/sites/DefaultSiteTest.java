package dev.coffer.server.sites;

import static dev.coffer.server.testing.TestSite.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which site the operator key means where it names none. */
@ParameterizedClass
@EnumSource(Backend.class)
class DefaultSiteTest {
  private static final String SITES = "/admin/v1/sites";
  private static final String TOKEN = TestSite.SECRETS + "/name/token";

  @Parameter Backend backend;

  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start(backend, Map.of("log-level", "warn")).withMembersArea();
    server.createSecret("token", "of the first site");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private String made(String name) {
    Reply reply = server.call("POST", SITES, "{\"site\":{\"name\":\"" + name + "\"}}");
    assertThat(succeeded(reply).json().at("/site/default").asBoolean(true)).isFalse();
    return reply.json().at("/site/id").asText();
  }

  private void delete(String id) {
    succeeded(server.call("DELETE", SITES + "/" + id));
  }

  private List<String> defaults() {
    JsonNode sites = server.call("GET", SITES).json().path("sites");
    return StreamSupport.stream(sites.spliterator(), false)
        .filter(site -> site.path("default").asBoolean())
        .map(site -> site.path("name").asText())
        .toList();
  }

  private void assertMeansTheFirstSite() {
    assertThat(succeeded(server.call("GET", TOKEN)).json().path("value").asText())
        .isEqualTo("of the first site");
  }

  @Test
  void theSiteOfTheFirstStartStaysTheDefaultUnderAnyName() {
    Browser owner = People.loggedIn(server, "owner@example.com");
    String path = People.path(server.siteId("default"));
    assertThat(owner.post(path + "/name", "name", "shop").status()).isEqualTo(303);
    made("default");

    assertMeansTheFirstSite();
    assertThat(defaults()).containsExactly("shop");
    server.restart();
    assertMeansTheFirstSite();
    assertThat(defaults()).containsExactly("shop");
  }

  @Test
  void aNewSiteOfTheOldNameIsNotTheDefault() {
    made("blog");
    delete(server.siteId("default"));
    made("default");
    server.restart();

    assertThat(defaults()).isEmpty();
    Reply refused = server.call("GET", TOKEN);
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.code()).isEqualTo("NOT_FOUND");
    assertThat(refused.http().body()).contains("name one in wix-site-id");
  }

  @Test
  void whereTheDefaultIsGoneTheOnlySiteIsMeant() {
    String blog = made("blog");
    delete(server.siteId("default"));

    assertThat(server.call("GET", TestSite.SECRETS).code()).isEqualTo("FAILED_PRECONDITION");
    delete(blog);
    assertThat(server.call("GET", TestSite.SECRETS).code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aStartWithoutAnySiteMakesTheDefaultAnew() {
    delete(server.siteId("default"));
    server.restart();
    made("blog");

    assertThat(defaults()).containsExactly("default");
    assertThat(server.call("GET", TestSite.SECRETS).code()).isEqualTo("FAILED_PRECONDITION");
  }
}
