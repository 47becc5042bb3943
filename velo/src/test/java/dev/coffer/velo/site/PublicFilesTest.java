package dev.coffer.velo.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicFilesTest {
  @TempDir Path site;
  private PublicFiles files;

  @BeforeEach
  void makeSite() throws IOException {
    Files.createDirectories(site.resolve("backend"));
    Files.writeString(site.resolve("backend/key.js"), "not public");
    Files.writeString(site.resolve("velo.properties"), "not public");
    Files.createDirectories(site.resolve("public/shop/.git"));
    Files.writeString(site.resolve("public/index.html"), "first");
    Files.writeString(site.resolve("public/shop/index.html"), "shop");
    Files.writeString(site.resolve("public/shop/a b.css"), "style");
    Files.writeString(site.resolve("public/shop/.git/config"), "hidden");
    Files.writeString(site.resolve("public/.env"), "hidden");
    Files.createSymbolicLink(site.resolve("public/out"), site.resolve("backend"));
    Files.createSymbolicLink(site.resolve("public/out.js"), site.resolve("backend/key.js"));
    Files.createSymbolicLink(site.resolve("public/in.css"), site.resolve("public/shop/a b.css"));
    files = new PublicFiles(SiteDirectory.of(site));
  }

  private String text(String path) {
    return new String(files.find(path).orElseThrow().content(), UTF_8);
  }

  @Test
  void aFileIsFoundByItsPathAndAnIndexByItsDirectory() throws IOException {
    assertThat(text("/")).isEqualTo("first");
    assertThat(text("/shop/")).isEqualTo("shop");
    assertThat(text("/shop/a b.css")).isEqualTo("style");
    assertThat(text("/in.css")).as("a link that stays inside").isEqualTo("style");
    Files.writeString(site.resolve("public/index.html"), "changed");
    assertThat(text("/")).isEqualTo("changed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.html",
        "/nothing",
        "/shop",
        "//index.html",
        "/shop//index.html",
        "/../velo.properties",
        "/shop/../../velo.properties",
        "/..",
        "/../backend/key.js",
        "/..\\backend\\key.js",
        "/shop\\index.html",
        "/./index.html",
        "/.env",
        "/shop/.git/config",
        "/out/key.js",
        "/out.js",
        "/index.html\0.css",
        "/C:/index.html",
        "/index.html:stream",
        "/etc/passwd",
        "//etc/passwd",
      })
  void nothingElseIsFound(String path) {
    assertThat(files.find(path)).isEmpty();
  }

  @Test
  void aSiteWithoutPublicFilesHasNone() throws IOException {
    Path bare = Files.createDirectories(site.resolve("bare"));
    Files.createDirectories(bare.resolve("backend"));
    assertThat(new PublicFiles(SiteDirectory.of(bare)).find("/")).isEmpty();
  }
}
