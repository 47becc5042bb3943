package dev.coffer.velo.site;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatcherTest {
  private static final int PATIENCE_SECONDS = 120;

  @TempDir Path site;
  private final BlockingQueue<Boolean> notices = new LinkedBlockingQueue<>();
  private FileWatcher watcher;
  private Thread waiting;

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectories(site.resolve("backend"));
    Files.writeString(site.resolve("backend/a.js"), "a");
    watcher = new FileWatcher(SiteDirectory.of(site));
    waiting = Thread.ofVirtual().start(this::tellAll);
  }

  private void tellAll() {
    try {
      boolean saved;
      do {
        saved = watcher.await();
        notices.add(saved);
      } while (saved);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    watcher.close();
    waiting.join();
  }

  private void assertNoticed(String what) throws InterruptedException {
    assertThat(notices.poll(PATIENCE_SECONDS, SECONDS)).as(what).isEqualTo(true);
  }

  @Test
  void aFileThatIsWrittenReplacedMadeOrDeletedIsNoticed() throws Exception {
    Files.writeString(site.resolve("backend/a.js"), "changed");
    assertNoticed("a file that was written");
    Path other = Files.writeString(site.resolve("a.js.tmp"), "replaced");
    Files.move(other, site.resolve("backend/a.js"), StandardCopyOption.REPLACE_EXISTING);
    assertNoticed("a file that another one replaced");
    Files.createDirectories(site.resolve("public/deep/er"));
    Files.writeString(site.resolve("public/deep/er/b.js"), "b");
    assertNoticed("a file in a new directory");
    Files.writeString(site.resolve("public/deep/er/b.js"), "longer");
    assertNoticed("a change in a directory that was new");
    Files.delete(site.resolve("backend/a.js"));
    assertNoticed("a file that was deleted");
  }

  @Test
  void manySavesAtOnceAreFewNotices() throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.writeString(site.resolve("backend/file" + i + ".js"), "text");
    }
    assertNoticed("50 files");
    int more = 0;
    while (notices.poll(2, SECONDS) != null) {
      more++;
    }
    assertThat(more).as("further notices, where writing took a while").isLessThan(10);
  }

  @Test
  void whatIsNoSourceIsNotNoticed() throws Exception {
    Files.writeString(site.resolve("backend/notes.txt"), "text");
    Files.writeString(site.resolve("backend/.a.js.swp"), "text");
    assertThat(notices.poll(2, SECONDS)).as("a notice").isNull();
  }

  @Test
  void whoWaitsIsLetGoAtTheEnd() throws Exception {
    watcher.close();
    assertThat(notices.poll(PATIENCE_SECONDS, SECONDS)).isEqualTo(false);
  }
}
