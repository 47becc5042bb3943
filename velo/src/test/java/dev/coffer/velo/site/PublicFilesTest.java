package dev.coffer.velo.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.coffer.testing.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicFilesTest {
  @TempDir Path site;
  private final TestClock clock = new TestClock(Instant.now().plus(Duration.ofHours(1)));
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
    files = new PublicFiles(SiteDirectory.of(site), clock);
  }

  private String text(String path) throws IOException {
    try (PublicFile file = files.find(path).orElseThrow()) {
      return new String(file.content().readAllBytes(), UTF_8);
    }
  }

  private Optional<String> tag(String path) {
    try (PublicFile file = files.find(path).orElseThrow()) {
      return file.tag();
    }
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
    assertThat(new PublicFiles(SiteDirectory.of(bare), clock).find("/")).isEmpty();
  }

  @Test
  void aFileHasTheSameTagUntilItIsChanged() throws IOException {
    Path page = site.resolve("public/index.html");
    Set<Optional<String>> tags = new HashSet<>();
    tags.add(tag("/"));
    assertThat(tag("/")).isPresent().isEqualTo(tags.iterator().next());
    assertThat(tag("/").orElseThrow()).matches("\"[\\w-]{22}\"");

    FileTime modified = Files.getLastModifiedTime(page);
    Files.writeString(page, "longer than first");
    tags.add(tag("/"));
    Files.setLastModifiedTime(page, FileTime.from(modified.toInstant().plusNanos(1_000_000)));
    tags.add(tag("/"));
    Path other = Files.writeString(site.resolve("public/other"), "as long as before");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(page));
    Files.move(other, page, StandardCopyOption.REPLACE_EXISTING);
    tags.add(tag("/"));

    assertThat(tags).hasSize(4).doesNotContain(Optional.empty());
  }

  @Test
  void aFileThatWasJustChangedHasNoTagYetSinceAnotherChangeMightNotShow() throws IOException {
    TestClock now = new TestClock(Instant.now());
    PublicFiles today = new PublicFiles(SiteDirectory.of(site), now);
    Files.writeString(site.resolve("public/index.html"), "saved");
    try (PublicFile file = today.find("/").orElseThrow()) {
      assertThat(file.tag()).isEmpty();
    }
    now.pass(Duration.ofMinutes(1));
    try (PublicFile file = today.find("/").orElseThrow()) {
      assertThat(file.tag()).isPresent();
    }
  }

  @Test
  void aLongFileIsCopiedWithoutBeingInMemory() throws IOException {
    long length = 64L << 20;
    sparse("public/film", length);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (PublicFile film = files.find("/film").orElseThrow()) {
      assertThat(film.length()).isEqualTo(length);
      film.copy(0, 1, OutputStream.nullOutputStream());
      Counting out = new Counting();
      long before = threads.getCurrentThreadAllocatedBytes();
      film.copy(0, length, out);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(out.count).isEqualTo(length);
      assertThat(allocated).as("bytes allocated").isLessThan(1 << 20);
    }
  }

  @Test
  void aPartIsCopiedAsLongAsWasAskedForWhileTheFileChanges() throws IOException {
    Path log = Files.writeString(site.resolve("public/log"), "0123456789");
    try (PublicFile file = files.find("/log").orElseThrow()) {
      Files.writeString(log, "more", StandardOpenOption.APPEND);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.copy(2, 3, out);
      file.copy(8, 2, out);
      assertThat(out.toString(UTF_8)).isEqualTo("23489");

      Files.writeString(log, "01234");
      assertThatThrownBy(() -> file.copy(0, 10, out)).isInstanceOf(EOFException.class);
    }
  }

  private void sparse(String name, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(site.resolve(name).toFile(), "rw")) {
      file.setLength(length);
    }
  }

  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
