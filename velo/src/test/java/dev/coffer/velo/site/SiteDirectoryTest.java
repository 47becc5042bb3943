package dev.coffer.velo.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteDirectoryTest {
  @TempDir Path outside;
  private Path site;

  @BeforeEach
  void makeSite() throws IOException {
    site = Files.createDirectories(outside.resolve("site"));
    Files.createDirectories(site.resolve("backend"));
  }

  private void write(String file, String text) throws IOException {
    Path path = site.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void sourcesOfBackendAndPublicAreReadWithSlashesBetweenNames() throws IOException {
    write("backend/a.web.js", "a");
    write("backend/mail/b.jsw", "b");
    write("backend/permissions.json", "{}");
    write("public/c.js", "\uFEFFc");
    write("public/d.html", "d");
    write("e.js", "e");
    assertThat(SiteDirectory.of(site).read().texts())
        .containsOnlyKeys(
            "backend/a.web.js", "backend/mail/b.jsw", "backend/permissions.json", "public/c.js")
        .containsEntry("backend/mail/b.jsw", "b")
        .containsEntry("public/c.js", "c");
  }

  @Test
  void linksHiddenNamesAndNodeModulesArePassedOver() throws IOException {
    Files.writeString(outside.resolve("stranger.js"), "stranger");
    Files.createSymbolicLink(site.resolve("backend/link.js"), outside.resolve("stranger.js"));
    Files.createSymbolicLink(site.resolve("backend/up"), outside);
    write("backend/.git/hook.js", "hook");
    write("backend/.hidden.js", "hidden");
    write("backend/node_modules/x/index.js", "x");
    write("backend/a.js", "a");
    assertThat(SiteDirectory.of(site).read().texts()).containsOnlyKeys("backend/a.js");
  }

  @Test
  void whatIsNoSiteIsRefusedWithASentenceThatSaysWhy() throws IOException {
    assertThatThrownBy(() -> SiteDirectory.of(site.resolve("nowhere")))
        .isInstanceOf(UnreadableSite.class)
        .hasMessageStartingWith("there is no directory ");
    assertThatThrownBy(() -> SiteDirectory.of(outside))
        .isInstanceOf(UnreadableSite.class)
        .hasMessageEndingWith("it has no directory named backend");
    Path deeper = Files.createDirectories(outside.resolve("src/backend")).getParent();
    assertThatThrownBy(() -> SiteDirectory.of(outside))
        .isInstanceOf(UnreadableSite.class)
        .hasMessageEndingWith("it has no directory named backend; but " + deeper + " has one");
  }

  @Test
  void aBackendFileThatIsTooLargeOrNoTextStopsTheReading() throws IOException {
    SiteDirectory directory = SiteDirectory.of(site);
    write("backend/large.json", " ".repeat((1 << 20) + 1));
    assertThatThrownBy(directory::read).hasMessage("backend/large.json is larger than 1 MiB");
    write("backend/large.json", "{}");
    Files.write(site.resolve("backend/latin.js"), new byte[] {(byte) 0xe4});
    assertThatThrownBy(directory::read).hasMessage("backend/latin.js is not UTF-8");
  }

  @Test
  void aPublicFileThatIsTooLargeOrNoTextIsLeftOut() throws IOException {
    write("public/large.json", " ".repeat((1 << 20) + 1));
    write("public/latin.js", "");
    Files.write(site.resolve("public/latin.js"), new byte[] {(byte) 0xe4});
    assertThat(SiteDirectory.of(site).read().texts()).isEmpty();
  }
}
