package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every page: what browsers are told, what is loaded, and how much that is. */
class PageSafetyTest {
  private static final int LARGEST_PAGE_BYTES = 100_000;

  private static TestServer server;
  private static final List<Answer> PAGES = new ArrayList<>();
  private static Browser owner;

  @BeforeAll
  static void visitAllPages() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    TestSite site = People.siteOf(server, "owner@example.com");
    for (int i = 0; i < 60; i++) {
      site.create(
          "name",
          "a-rather-long-name-of-a-secret-" + i,
          "value",
          "v",
          "description",
          "d".repeat(200));
    }
    String secret = site.created("a#b", "v");
    owner = People.loggedIn(server, "owner@example.com");
    String path = People.path(site.id());
    for (String page :
        List.of(
            "",
            "/secrets",
            "/secrets?query=nothing",
            "/secrets?page=2",
            "/secrets/new",
            "/secrets/paste",
            "/secrets/" + secret,
            "/secrets/" + secret + "/delete",
            "/keys",
            "/members",
            "/settings",
            "/no-such-page")) {
      PAGES.add(owner.get(path + page));
    }
    PAGES.add(owner.post(path + "/secrets/" + secret + "/value"));
    PAGES.add(owner.post(path + "/keys", "name", "k", "permission", "SECRET_READ"));
    PAGES.add(owner.post(path + "/invitations", "role", "MEMBER"));
    PAGES.add(owner.post(path + "/secrets/new", "name", "a b"));
    PAGES.add(owner.post(path + "/secrets/paste", "lines", "A=b", "step", "preview"));
    for (String page :
        List.of(
            "/", "/dashboard", "/dashboard/sites", "/dashboard/account", "/dashboard/confirm")) {
      PAGES.add(owner.get(page));
    }
    Browser nobody = Browser.at(server);
    PAGES.add(nobody.get("/dashboard/log-in"));
    PAGES.add(nobody.get("/dashboard/set-up"));
    PAGES.add(nobody.logIn("a@b.example", "wrong"));
    nobody.get(People.invitation(owner, site.id(), Role.MEMBER));
    PAGES.add(nobody.get("/dashboard/invitation"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void noPageIsKeptInACache() {
    for (Answer page : PAGES) {
      assertThat(page.http().headers().allValues("Cache-Control"))
          .as("%s", page.http().uri())
          .containsExactly("no-store");
    }
  }

  @Test
  void everyPageAllowsOnlyWhatThisServerSends() {
    for (Answer page : PAGES) {
      String policy = page.header("Content-Security-Policy").orElse("");
      assertThat(policy)
          .as("%s", page.http().uri())
          .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
          .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
          .doesNotContain("unsafe", "*", "http:", "https:", "data:");
      assertThat(page.header("X-Frame-Options")).contains("DENY");
      assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.header("Referrer-Policy")).contains("same-origin");
      assertThat(page.header("Cross-Origin-Opener-Policy")).contains("same-origin");
      assertThat(page.header("Cross-Origin-Resource-Policy")).contains("same-origin");
    }
  }

  @Test
  void pagesHaveNoScriptOrStyleOfTheirOwn() {
    for (Answer page : PAGES) {
      assertThat(page.body())
          .as("%s", page.http().uri())
          .doesNotContainPattern("<script(?![^>]* src=)")
          .doesNotContainPattern("<style|[ \"]style=\"")
          .doesNotContainPattern("\\son[a-z]+=\"")
          .doesNotContain("javascript:")
          .doesNotContain("hx-on")
          .doesNotContain("hx-vals='js");
    }
  }

  @Test
  void pagesLoadAndLinkNothingElsewhere() {
    Pattern address = Pattern.compile("(?:src|href|action|hx-[a-z]+)=\"([^\"]*)\"");
    for (Answer page : PAGES) {
      address
          .matcher(page.body())
          .results()
          .map((MatchResult match) -> match.group(1))
          .forEach(target -> assertThat(target).doesNotContain("//").doesNotContain(":/"));
    }
    for (String asset : assets()) {
      if (!asset.endsWith("htmx.min.js")) {
        assertThat(owner.get(asset).body())
            .as(asset)
            .doesNotContainPattern("(?<!see )https?://(?!www\\.w3\\.org/)");
      }
    }
  }

  private static Set<String> assets() {
    return PAGES.stream()
        .flatMap(page ->
            Pattern.compile("\"(/dashboard/assets/[^\"]+)\"").matcher(page.body()).results())
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void whatPagesLoadIsKeptForGoodAndComesWithItsType() {
    assertThat(assets()).hasSize(4);
    for (String asset : assets()) {
      Answer answer = owner.get(asset);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).contains("public, max-age=31536000, immutable");
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.header("Content-Type").orElse(""))
          .startsWith(
              asset.endsWith("js")
                  ? "text/javascript"
                  : asset.endsWith("css") ? "text/css" : "image/svg+xml");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          'gzip, deflate, br, zstd',   true
          gzip,                        true
          'br, GZIP;q=0.5',            true
          'gzip;q=0, br',              false
          'br, gzip;q=0.0',            false
          'identity',                  false
          'xgzip',                     false
          """)
  void whatPagesLoadIsCompressedForWhoTakesThat(String accepted, boolean compressed)
      throws IOException {
    for (String asset : assets()) {
      HttpResponse<byte[]> answer = owner.download(asset, accepted);
      assertThat(answer.headers().firstValue("Content-Encoding").isPresent())
          .as("%s is compressed", asset)
          .isEqualTo(compressed);
      assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
      byte[] content =
          compressed
              ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes()
              : answer.body();
      assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo(owner.get(asset).body());
    }
  }

  @Test
  void anAssetOfAnotherVersionIsNotThere() {
    for (String asset : assets()) {
      String other = asset.replaceFirst("assets/[0-9a-f]{12}", "assets/000000000000");
      assertThat(owner.get(other).status()).as(other).isEqualTo(404);
    }
  }

  @Test
  void noPageWeighsAHundredKilobytesWithAllThatItLoads() {
    int assets =
        assets().stream().mapToInt(asset -> owner.download(asset, "gzip").body().length).sum();
    for (Answer page : PAGES) {
      assertThat(assets + page.body().getBytes(StandardCharsets.UTF_8).length)
          .as("the bytes of %s", page.http().uri())
          .isLessThan(LARGEST_PAGE_BYTES);
    }
  }

  @Test
  void theApiKeepsItsStricterHeaders() {
    var answer = server.call("GET", "/health/live").http();
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }
}
