package dev.coffer.velo.sandbox;

import dev.coffer.velo.site.SiteFiles;
import java.util.List;

/**
 * Runs functions of a site's backend code, in processes that hold no key and reach no network.
 * Threads may share it; calls run side by side.
 */
public final class Sandbox implements AutoCloseable {
  private Sandbox() {}

  /** Starts the process that runs code, with no files loaded. */
  public static Sandbox start(SandboxOptions options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Loads these files in place of the ones before; calls that run go on with those. Loading runs the
   * code at the top of each module.
   *
   * @return the files that are modules of backend code ({@code .js}, {@code .web.js}, {@code .jsw}
   *     under {@code backend/}), in the order of their paths
   */
  public List<LoadedFile> load(SiteFiles files) {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs one function to its end, which is at the latest a little after the deadline. Whatever the
   * code does, this returns, and other calls are answered too.
   */
  public Outcome call(Call call, Host host) {
    throw new UnsupportedOperationException();
  }

  /** Ends the process. */
  @Override
  public void close() {}
}
