package dev.coffer.velo.site;

import dev.coffer.velo.site.SiteDirectory.State;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the files of a site are saved. The sizes and times of the files tell, looked at every
 * second; the operating system's notices, where they come, only make that sooner. For one thread,
 * except that another may close it.
 */
public final class FileWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long SETTLE_MILLIS = 80;
  private static final int MOST_SETTLINGS = 25;

  private final SiteDirectory directory;
  private final Optional<WatchService> notices;
  private State seen;
  private volatile boolean closed;

  /** From the files as they are now. */
  public FileWatcher(SiteDirectory directory) {
    this.directory = directory;
    this.notices = notices(directory);
    this.seen = directory.state();
  }

  private static Optional<WatchService> notices(SiteDirectory directory) {
    try {
      return Optional.of(directory.path().getFileSystem().newWatchService());
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("the system gives no notice of saved files: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Blocks until the files differ from how they were when this returned last, and have come to
   * rest.
   *
   * @return false when this was closed instead
   */
  public boolean await() throws InterruptedException {
    while (!closed) {
      watchDirectories();
      State now = look();
      if (now.stamps().equals(seen.stamps())) {
        pause();
      } else {
        seen = settled(now);
        return true;
      }
    }
    return false;
  }

  /** An editor may write a file in several steps, and a checkout many files. */
  private State settled(State first) throws InterruptedException {
    State now = first;
    for (int i = 0; i < MOST_SETTLINGS; i++) {
      State before = now;
      Thread.sleep(SETTLE_MILLIS);
      now = look();
      if (now.stamps().equals(before.stamps())) {
        break;
      }
    }
    return now;
  }

  private State look() {
    try {
      return directory.state();
    } catch (UnreadableSite e) {
      LOG.debug("the site's files cannot be looked at: {}", e.getMessage());
      return seen;
    }
  }

  /** To watch a directory again that is watched already changes nothing. */
  private void watchDirectories() {
    if (notices.isEmpty()) {
      return;
    }
    try {
      for (Path path : look().directories()) {
        path.register(
            notices.get(),
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
    } catch (IOException | ClosedWatchServiceException e) {
      LOG.debug("the system gives no notice of saved files: {}", e.getMessage());
    }
  }

  private void pause() throws InterruptedException {
    if (notices.isEmpty()) {
      Thread.sleep(LOOK_EVERY_MILLIS);
      return;
    }
    try {
      WatchKey key = notices.get().poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("waiting for saved files has ended");
    }
  }

  /** Lets a waiting thread go. */
  @Override
  public void close() {
    closed = true;
    if (notices.isPresent()) {
      try {
        notices.get().close();
      } catch (IOException e) {
        LOG.debug("the system's notices could not be ended: {}", e.getMessage());
      }
    }
  }
}
