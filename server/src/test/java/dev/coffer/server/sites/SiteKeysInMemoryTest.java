package dev.coffer.server.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.errors.NotFound;
import dev.coffer.server.sealing.SiteKeys;
import dev.coffer.server.testing.TestDomain;
import dev.coffer.server.testing.TestServer;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys of sites the memory holds. */
class SiteKeysInMemoryTest {
  private final Path directory = TestServer.temporaryDirectory();
  private final TestDomain opened = TestDomain.in(directory, InstantSource.system());
  private final Sites sites = opened.domain().sites();

  @AfterEach
  void cleanUp() {
    opened.close();
    TestServer.deleteTree(directory);
  }

  @Test
  void theKeysOfADeletedSiteAreNotHeldInMemory() throws InterruptedException {
    UUID deleted = sites.create("deleted").id();
    UUID kept = sites.create("kept").id();
    WeakReference<SiteKeys> keysOfDeleted = new WeakReference<>(sites.keys(deleted));
    WeakReference<SiteKeys> keysOfKept = new WeakReference<>(sites.keys(kept));

    sites.delete(deleted, tx -> {});

    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    while (keysOfDeleted.get() != null && Instant.now().isBefore(deadline)) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(keysOfDeleted.get()).as("the keys of the deleted site").isNull();
    assertThat(keysOfKept.get()).as("the keys of a site that is in use").isNotNull();
    assertThatThrownBy(() -> sites.keys(deleted)).isInstanceOf(NotFound.class);
  }
}
