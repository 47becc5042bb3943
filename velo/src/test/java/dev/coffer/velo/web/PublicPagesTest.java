package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.RawConnection;
import dev.coffer.velo.web.Client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of the site, and what every answer has. */
class PublicPagesTest {
  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo =
        TestVelo.start(
            Map.of(
                "public/index.html",
                "<!doctype html><script type=\"module\">\r\nimport { f } from '/backend/x.web.js';"
                    + "\r\n</script><p>first</p>",
                "public/shop/index.html",
                "shop",
                "public/app.js",
                "export {};",
                "public/style.css",
                "p {}",
                "public/data.bin-unknown",
                "data",
                "backend/key.js",
                "export const key = 1;"));
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/shop/, text/html; charset=utf-8",
    "/app.js, text/javascript; charset=utf-8",
    "/style.css, text/css; charset=utf-8",
    "/data.bin-unknown, application/octet-stream",
  })
  void aPublicFileIsServedAsWhatItIsAndLoadsNothingForeign(String path, String type) {
    Reply reply = velo.anonymous().get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(type);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Content-Security-Policy"))
        .contains("default-src 'self'; script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("script-src 'self' 'unsafe-inline'");
  }

  @Test
  void aPageRunsTheScriptsThatStandInItsFile() {
    assertThat(velo.anonymous().get("/").header("Content-Security-Policy"))
        .contains(
            // Of "\nimport { f } from '/backend/x.web.js';\n", as browsers have it.
            "script-src 'self' 'sha256-Vdpc9scqajgvI9c+jWD8Zy3yzdfX3WJj00U94OsWDyE=';");
  }

  /** Waits for the tag, which a file has when it was left alone for a moment. */
  private static String tag(String path) throws InterruptedException {
    String tag = velo.anonymous().get(path).header("ETag");
    while (tag.isEmpty()) {
      Thread.sleep(100);
      tag = velo.anonymous().get(path).header("ETag");
    }
    return tag;
  }

  @Test
  void aBrowserThatHasAFileIsToldSoUntilItIsSavedAnew() throws InterruptedException {
    velo.save("public/changing.css", "a {}");
    String tag = tag("/changing.css");
    Map<String, String> has = Map.of("If-None-Match", tag);
    Client client = velo.anonymous();
    Reply known = client.send("GET", "/changing.css", Optional.empty(), has);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("ETag")).isEqualTo(tag);
    velo.save("public/changing.css", "b {}");
    Reply changed = client.send("GET", "/changing.css", Optional.empty(), has);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo("b {}");
    assertThat(tag("/changing.css")).isNotEqualTo(tag);
  }

  @Test
  void aPageThatABrowserHasKeepsThePolicyThatCameWithIt() throws InterruptedException {
    String tag = tag("/");
    Reply known = velo.anonymous().send("GET", "/", Optional.empty(), Map.of("If-None-Match", tag));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("Content-Security-Policy")).as("a policy in place of it").isEmpty();
  }

  @Test
  void aDirectoryIsAskedForWithASlash() {
    Reply reply = velo.anonymous().get("/shop");
    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("Location")).isEqualTo("/shop/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/../velo.properties",
        "/%2e%2e/backend/key.js",
        "/..%2fbackend%2fkey.js",
        "/shop/%2e%2e/%2e%2e/backend/key.js",
        "/%5c..%5cbackend%5ckey.js",
        "/index.html%00",
        "/%",
        "/_nothing",
        "/_api/x",
        "//index.html",
      })
  void nothingOutsideIsReached(String path) {
    assertThat(
            RawConnection.statusLine(
                velo.address(), "GET " + path + " HTTP/1.1", "Host: localhost"))
        .isIn("HTTP/1.1 404 Not Found", "HTTP/1.1 400 Bad Request");
  }

  @Test
  void whoLooksForWhatIsNotThereGetsAPage() {
    Reply page =
        velo.anonymous().send("GET", "/nowhere", Optional.empty(), Map.of("Accept", "text/html"));
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body()).contains("There is nothing here");
    assertThat(velo.anonymous().get("/nowhere").code()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        "velo.properties",
        "public/.env",
        "public/.well-known/x",
        "backend/permissions.json"
      })
  void whatIsNoPageOfTheSiteIsNotServed(String file) {
    velo.save(file, file.endsWith("velo.properties") ? "calls-per-minute = 5000" : "{}");
    String path = file.replaceFirst("^public/", "");
    for (String asked :
        List.of(
            "/" + path, "/public/" + path, "/" + path.replace(".", "%2e"), "/shop/..%2f" + path)) {
      assertThat(velo.anonymous().get(asked).status())
          .as(asked)
          .isEqualTo(asked.contains("%") ? 400 : 404);
    }
  }

  @Test
  void aLinkThatLeadsOutOfPublicIsNotFollowed() throws IOException {
    velo.save("public/real.txt", "real");
    Path shown = velo.directory().resolve("public");
    Files.createSymbolicLink(shown.resolve("inside.txt"), shown.resolve("real.txt"));
    Files.createSymbolicLink(
        shown.resolve("outside.txt"), velo.directory().resolve("backend/key.js"));
    Files.createSymbolicLink(shown.resolve("out"), velo.directory().resolve("backend"));

    assertThat(velo.anonymous().get("/inside.txt").body()).isEqualTo("real");
    assertThat(velo.anonymous().get("/outside.txt").status()).isEqualTo(404);
    assertThat(velo.anonymous().get("/out/key.js").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_functions/../_log-in",
        "/_functions/x/%2e%2e/%2e%2e/_log-in",
        "/_functions/..;/_log-in",
        "//_functions/../_log-in",
        "/_functions/%2e%2e/_functional-testing/run",
      })
  void noWayAroundLeadsAPageOfAnotherSiteToALogIn(String path) {
    try (RawConnection connection = RawConnection.to(velo.address())) {
      String answer =
          connection
              .sendHead(
                  "POST " + path + " HTTP/1.1",
                  "Host: localhost",
                  "Origin: https://evil.example",
                  "Content-Type: application/x-www-form-urlencoded",
                  "Content-Length: 0",
                  "Connection: close")
              .toTheEnd();
      assertThat(answer.lines().findFirst().orElse(""))
          .containsAnyOf(" 400 ", " 403 ", " 404 ", " 405 ");
      assertThat(answer).doesNotContain("The email or the password is wrong");
    }
  }

  @Test
  void aBrowserMayNameMoreThanOneTagOrAWeakOne() throws InterruptedException {
    Client client = velo.anonymous();
    String tag = tag("/style.css");
    for (String has : List.of("W/" + tag, "\"other\", " + tag, "*")) {
      assertThat(
              client
                  .send("GET", "/style.css", Optional.empty(), Map.of("If-None-Match", has))
                  .status())
          .as(has)
          .isEqualTo(304);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,                   200",
    "localhost:1234,              200",
    "LOCALHOST,                   200",
    "127.0.0.1,                   200",
    "[::1]:80,                    200",
    "evil.example,                421",
    "evil.example:80,             421",
    "localhost.evil.example,      421",
    "127.0.0.1.evil.example:8090, 421",
    "10.0.0.1,                    421",
  })
  void aNameThatIsNotThisSitesIsRefused(String host, String status) {
    assertThat(RawConnection.statusLine(velo.address(), "GET / HTTP/1.1", "Host: " + host))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void theAnswerToHeadHasNoBodyAndAConnectionIsClosedWhenAsked() {
    try (RawConnection connection = RawConnection.to(velo.address())) {
      String answer =
          connection
              .sendHead("HEAD /app.js HTTP/1.1", "Host: localhost", "Connection: close")
              .toTheEnd();
      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
    }
  }

  @Test
  void otherMethodsAreRefused() {
    Reply reply = velo.anonymous().form("/app.js");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONSENSE", "GET / HTTP/9.9", "GET  / HTTP/1.1"})
  void whatIsNoHttpIsRefusedWithoutAPage(String line) {
    try (RawConnection connection = RawConnection.to(velo.address())) {
      String answer = connection.sendHead(line, "Host: localhost", "Connection: close").toTheEnd();
      assertThat(answer.lines().findFirst().orElse("HTTP/1.1 400 "))
          .containsPattern("^HTTP/1.1 (400|505) ");
      assertThat(answer).doesNotContain("<p>first</p>", "<html", "Exception");
    }
  }
}
