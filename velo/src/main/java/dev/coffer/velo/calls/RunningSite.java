package dev.coffer.velo.calls;

import dev.coffer.velo.host.SiteHost;
import dev.coffer.velo.host.Visitor;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.SandboxOptions;
import java.nio.file.Path;

/**
 * A site that runs: its files as they are now, loaded anew when they are saved, and calls of its
 * functions. Threads may share it.
 */
public final class RunningSite implements AutoCloseable {
  private RunningSite() {}

  /**
   * Loads the files of a directory, and watches it.
   *
   * @throws SiteUnusable if it is no directory, or has no {@code backend}
   */
  public static RunningSite open(Path directory, SandboxOptions options, SiteHost host) {
    throw new UnsupportedOperationException();
  }

  /** The files that are loaded at this moment. */
  public LoadedSite loaded() {
    throw new UnsupportedOperationException();
  }

  /** Runs something after each loading, on a thread of the site's; quick things only. */
  public void whenLoaded(Runnable listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs one function, whatever its permission says: that is asked before.
   *
   * @param fromBrowser whether the answer goes to a visitor's browser
   */
  public FinishedCall run(Call call, Visitor visitor, boolean fromBrowser) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
