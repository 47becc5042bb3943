package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.RawConnection;
import dev.coffer.velo.web.Client.Reply;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets that imports a web module. */
class ClientStubsTest {
  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo =
        TestVelo.start(
            Map.of(
                "backend/a b/x.web.js",
                """
                import { Permissions, webMethod } from 'wix-web-module';
                export const f = webMethod(Permissions.Admin, () => 'a word of the source');
                export const g = webMethod(Permissions.Anyone, () => 1);
                export const plain = () => 1;
                export { g as 'two words' };
                export default g;
                """,
                "backend/words.web.js",
                """
                import { Permissions, webMethod } from 'wix-web-module';
                const f = webMethod(Permissions.Anyone, () => 1);
                export { f as delete, f as await, f as default, f as grüße, f as $, f as 'a"b\\\\' };
                """,
                "backend/old.jsw",
                "export function g() {}\n",
                "backend/util.js",
                "export function h() {}\n",
                "backend/broken.web.js",
                "export const = 1;\n"));
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  @Test
  void aWebModuleIsAModuleOfProxiesWithoutItsSource() {
    Reply reply = velo.anonymous().get("/backend/a%20b/x.web.js");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(reply.body())
        .contains(
            "\"/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/a%20b/x.web.js/f.ajax\"",
            " as f };", " as g };", " as \"two words\" };", " as default };")
        .doesNotContain("plain", "a word of the source");
    assertThat(velo.anonymous().get("/backend/old.jsw").body()).contains(" as g };");
  }

  @Test
  void aNameThatIsAWordOfTheLanguageIsExportedByIt() {
    assertThat(velo.anonymous().get("/backend/words.web.js").body())
        .contains(" as delete };", " as await };", " as default };", " as \"grüße\" };", " as $ };")
        .contains(" as \"a\\\"b\\\\\" };");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/backend/words.web", "/backend/words", "/backend/old", "/backend/old.jsw"})
  void aModuleMayBeAskedForAsCodeImportsIt(String path) {
    Reply reply = velo.anonymous().get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    Reply head = velo.anonymous().send("HEAD", path, Optional.empty(), Map.of());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aModuleThatCannotBeLoadedThrowsASentenceInTheBrowser() {
    assertThat(velo.anonymous().get("/backend/broken.web.js").body())
        .isEqualTo(
            "throw new Error(\"backend/broken.web.js could not be loaded; the site's log says why\");\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/backend",
        "/backend/",
        "/backend/util.js",
        "/backend/util",
        "/backend/nowhere.web.js",
        "/backend/permissions.json",
        "/public/../backend/util.js",
      })
  void nothingElseOfTheBackendIsThere(String path) {
    assertThat(
            RawConnection.statusLine(
                velo.address(), "GET " + path + " HTTP/1.1", "Host: localhost"))
        .isIn("HTTP/1.1 404 Not Found", "HTTP/1.1 400 Bad Request");
  }
}
