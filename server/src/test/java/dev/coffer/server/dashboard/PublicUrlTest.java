package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scheme and host of what pages and cookies say come from the setting, and from nothing else. */
class PublicUrlTest {
  private static final String EMAIL = "owner@example.com";

  /** What proxies say of a request, and so does whoever pretends to be one. */
  private static final Map<String, String> OF_PROXIES =
      Map.of(
          "Forwarded", "for=192.0.2.7;host=evil.example;proto=https",
          "X-Forwarded-Host", "evil.example",
          "X-Forwarded-Proto", "https",
          "X-Forwarded-Port", "443",
          "X-Forwarded-Prefix", "/evil");

  private static TestServer serverAt(String publicUrl) {
    return TestServer.start(Backend.SQLITE, Map.of("log-level", "error", "public-url", publicUrl));
  }

  @ParameterizedTest
  @CsvSource({
    "https://secrets.example.com, __Host-coffer-session, /, true",
    "https://example.com/coffer, __Secure-coffer-session, /coffer, true",
    "http://example.com/coffer, coffer-session, /coffer, false",
  })
  void cookiesFollowIt(String url, String cookie, String path, boolean secure) {
    try (TestServer server = serverAt(url)) {
      People.siteOf(server, EMAIL);
      Answer in = Browser.at(server).logIn(EMAIL, People.PASSWORD);
      assertThat(in.setCookie(cookie))
          .containsPattern("(?i)path=" + Pattern.quote(path) + "(;|$)")
          .containsIgnoringCase("httponly")
          .containsIgnoringCase("samesite=strict");
      assertThat(List.of(in.setCookie(cookie).split("; *", -1)).contains("Secure"))
          .isEqualTo(secure);
      assertThat(in.header("Strict-Transport-Security").isPresent()).isEqualTo(secure);
    }
  }

  @Test
  void linksAndCodeFollowItWhateverHeadersSay() {
    String url = "https://example.com/coffer";
    try (TestServer server = serverAt(url)) {
      TestSite site = People.siteOf(server, EMAIL);
      String secret = site.created("API_TOKEN", "v");
      Browser owner = Browser.at(server);
      owner.logIn(EMAIL, People.PASSWORD);
      String path = People.path(site.id());
      Map<String, String> headers = new HashMap<>(owner.ownPage());
      headers.putAll(OF_PROXIES);
      String form =
          Browser.form("form-token", owner.csrfToken(), "role", Role.ADMIN.name(), "note", "Ana");
      Answer invited = owner.send("POST", path + "/invitations", Optional.of(form), headers);
      assertThat(invited.body()).contains(url + "/dashboard/invitation/");
      assertThat(owner.send("GET", path + "/secrets/" + secret, Optional.empty(), headers).body())
          .contains(url + "/api/v1/secrets/name/API_TOKEN")
          .doesNotContain("evil");
      assertThat(owner.send("GET", "/dashboard", Optional.empty(), headers).location())
          .startsWith("/coffer/dashboard/sites");
    }
  }

  @Test
  void everyLinkOfAPageIsUnderItsPath() {
    Pattern outside = Pattern.compile("(?:href|action|src|hx-get)=\"/(?!coffer/)[^\"]*\"");
    try (TestServer server = serverAt("https://example.com/coffer")) {
      TestSite site = People.siteOf(server, EMAIL);
      String secret = "/secrets/" + site.created("API_TOKEN", "v");
      Browser owner = Browser.at(server);
      assertThat(outside.matcher(owner.get("/dashboard/log-in").body()).results()).isEmpty();
      Answer sent = owner.get("/dashboard/account");
      assertThat(sent.location()).isEqualTo("/coffer/dashboard/log-in?next=%2Fdashboard%2Faccount");
      Answer in =
          owner.post(
              "/dashboard/log-in",
              "email",
              EMAIL,
              "password",
              People.PASSWORD,
              "next",
              "/dashboard/account");
      assertThat(in.location()).isEqualTo("/coffer/dashboard/account");
      String path = People.path(site.id());
      for (String page :
          List.of(
              "/dashboard/account",
              "/dashboard/sites",
              "/dashboard/confirm",
              "/dashboard/nothing",
              path + "/secrets",
              path + "/secrets/new",
              path + "/secrets/paste",
              path + secret,
              path + secret + "/delete",
              path + "/keys",
              path + "/members",
              path + "/settings")) {
        String body = owner.get(page).body();
        assertThat(body).as(page).contains("href=\"/coffer/dashboard");
        assertThat(outside.matcher(body).results().map(found -> found.group()))
            .as("links of %s that lead elsewhere", page)
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://secrets.example.com, 303",
    "http://secrets.example.com, 403",
    "https://secrets.example.com:8443, 403",
    "https://evil.example, 403",
    "null, 403",
  })
  void aFormComesFromAPageOfIt(String origin, int status) {
    try (TestServer server = serverAt("https://secrets.example.com")) {
      People.siteOf(server, EMAIL);
      String form = Browser.form("email", EMAIL, "password", People.PASSWORD);
      Answer answer =
          Browser.at(server)
              .send("POST", "/dashboard/log-in", Optional.of(form), Map.of("Origin", origin));
      assertThat(answer.status()).isEqualTo(status);
    }
  }

  @Test
  void byHttpsTheCookieAloneShowsAValueAsBefore() {
    try (TestServer server = serverAt("https://secrets.example.com")) {
      TestSite site = People.siteOf(server, EMAIL);
      String id = site.created("API_TOKEN", "value-marker");
      Browser owner = Browser.at(server).withoutScripts();
      owner.logIn(EMAIL, People.PASSWORD);
      assertThat(owner.post(People.path(site.id()) + "/secrets/" + id + "/value").body())
          .contains("value-marker");
    }
  }

  @Test
  void withoutItNoHeaderOfAProxyMakesTheServerAnother() {
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("log-level", "error"))) {
      TestSite site = People.siteOf(server, EMAIL);
      String id = site.created("API_TOKEN", "v");
      Browser owner = Browser.at(server);
      Map<String, String> headers = new HashMap<>(owner.ownPage());
      headers.putAll(OF_PROXIES);
      String form = Browser.form("email", EMAIL, "password", People.PASSWORD);
      Answer in = owner.send("POST", "/dashboard/log-in", Optional.of(form), headers);
      assertThat(in.setCookie("coffer-session")).isNotEmpty().doesNotContainIgnoringCase("secure");
      assertThat(in.header("Strict-Transport-Security")).isEmpty();
      assertThat(
              owner
                  .send(
                      "GET",
                      People.path(site.id()) + "/secrets/" + id,
                      Optional.empty(),
                      OF_PROXIES)
                  .body())
          .contains(server.uri() + "/api/v1/secrets/name/API_TOKEN")
          .doesNotContain("evil");
    }
  }
}
