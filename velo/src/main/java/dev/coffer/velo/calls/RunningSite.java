package dev.coffer.velo.calls;

import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CallContext;
import dev.coffer.velo.host.CallContextFactory;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.velo.sandbox.CodeCannotRun;
import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.sandbox.Sandbox;
import dev.coffer.velo.sandbox.SandboxOptions;
import dev.coffer.velo.site.FileWatcher;
import dev.coffer.velo.site.JswPermissions;
import dev.coffer.velo.site.SiteDirectory;
import dev.coffer.velo.site.SiteFiles;
import dev.coffer.velo.site.UnreadableSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site that runs: its files as they are now, loaded anew when they are saved, and calls of its
 * functions. Threads may share it.
 */
public final class RunningSite implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningSite.class);

  private final SiteDirectory directory;
  private final FileWatcher watcher;
  private final CallContextFactory contextFactory;
  private final Sandbox sandbox;
  private final Thread reloader;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final FutureTask<LoadedSite> firstLoading = new FutureTask<>(this::loadFirst);
  private volatile Optional<LoadedSite> loaded = Optional.empty();

  private RunningSite(SiteDirectory directory, Sandbox sandbox, CallContextFactory contextFactory) {
    this.directory = directory;
    this.sandbox = sandbox;
    this.contextFactory = contextFactory;
    this.watcher = new FileWatcher(directory);
    this.reloader = Thread.ofVirtual().name("reloader").unstarted(this::reloadAfterSaves);
  }

  /**
   * Begins to load the files of a directory, and then watches it.
   *
   * @throws SiteUnusable if it is no directory, or has no {@code backend}
   */
  public static RunningSite open(
      Path directory, SandboxOptions options, CallContextFactory contextFactory) {
    SiteDirectory files = readable(directory);
    RunningSite site = new RunningSite(files, Sandbox.start(options), contextFactory);
    Thread.ofVirtual().name("loader").start(site.firstLoading);
    return site;
  }

  /**
   * Waits until the files are loaded for the first time.
   *
   * @throws SiteUnusable if they cannot be read, or no process can run code
   */
  public void awaitLoaded() {
    try {
      firstLoading.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause(), "a failed task has a cause");
      throw switch (cause) {
        case UnreadableSite unreadable -> new SiteUnusable(unreadable.getMessage());
        case CodeCannotRun failed -> new SiteUnusable(failed.getMessage());
        default -> new IllegalStateException("the site could not be loaded", cause);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the loading was interrupted", e);
    }
  }

  private static SiteDirectory readable(Path directory) {
    try {
      SiteDirectory files = SiteDirectory.of(directory);
      files.read();
      return files;
    } catch (UnreadableSite e) {
      throw new SiteUnusable(e.getMessage());
    }
  }

  private LoadedSite loadFirst() {
    LoadedSite first = load(1);
    loaded = Optional.of(first);
    reloader.start();
    return first;
  }

  /** Returns the files that are loaded at this moment; waits for the first. */
  public LoadedSite loaded() {
    if (loaded.isEmpty()) {
      awaitLoaded();
    }
    return loaded.orElseThrow();
  }

  /** Runs something after each loading, on a thread of the site's; quick things only. */
  public void whenLoaded(Runnable listener) {
    listeners.add(listener);
  }

  private void reloadAfterSaves() {
    try {
      while (watcher.await()) {
        reload();
      }
    } catch (InterruptedException e) {
      LOG.debug("no more saves are waited for");
    }
  }

  private void reload() {
    try {
      loaded = Optional.of(load(loaded().generation() + 1));
      listeners.forEach(Runnable::run);
    } catch (UnreadableSite | CodeCannotRun e) {
      LOG.error("{}; what was loaded before runs on", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the saved files could not be loaded; what was loaded before runs on", e);
    }
  }

  private LoadedSite load(long generation) {
    long start = System.nanoTime();
    SiteFiles files = directory.read();
    List<LoadedFile> modules = sandbox.load(files);
    JswPermissions permissions = JswPermissions.of(files);
    modules.forEach(CallConsole::log);
    modules.forEach(RunningSite::logFault);
    permissions
        .fault()
        .ifPresent(fault -> LOG.error("{}; so no .jsw function can be called", fault));
    permissions
        .withoutFile()
        .forEach(file -> LOG.warn("{} names {}, which is not there", JswPermissions.FILE, file));
    LOG.atInfo()
        .addKeyValue("files", files.texts().size())
        .addKeyValue("milliseconds", since(start).toMillis())
        .log(generation == 1 ? "the site is loaded" : "the site is loaded anew");
    return new LoadedSite(generation, files, modules, permissions);
  }

  private static void logFault(LoadedFile module) {
    module
        .error()
        .ifPresent(error ->
            LOG.error(
                "{} could not be loaded: {}",
                module.path(),
                LogSanitizer.text(error, UnaryOperator.identity())));
  }

  /**
   * Runs one function, whatever its permission says: that is asked before.
   *
   * @param site what {@link #loaded} was when that was asked: this is the code that runs
   * @param fromBrowser whether the answer goes to a visitor's browser
   */
  public CompletedCall run(LoadedSite site, Call call, Audience audience, boolean fromBrowser) {
    long start = System.nanoTime();
    CallConsole console = new CallConsole(call);
    CallContext callContext = contextFactory.open(audience, fromBrowser, console);
    try {
      CallOutcome outcome = sandbox.call(call, site.files(), callContext);
      Duration took = since(start);
      log(call, outcome, took, callContext);
      return new CompletedCall(outcome, console.lines(), took, callContext);
    } catch (RuntimeException e) {
      callContext.close();
      throw e;
    }
  }

  private static void log(Call call, CallOutcome outcome, Duration took, CallContext callContext) {
    String ended =
        switch (outcome) {
          case CallOutcome.Returned returned -> "returned";
          case CallOutcome.Threw threw ->
              "threw " + LogSanitizer.text(threw.error(), callContext::masked);
          case CallOutcome.TimedOut timedOut -> "took too long and was stopped";
          case CallOutcome.Died died -> "did not complete: " + died.reason();
        };
    (outcome instanceof CallOutcome.Returned ? LOG.atDebug() : LOG.atWarn())
        .addKeyValue("milliseconds", took.toMillis())
        .log("{} {} {}", call.file(), call.function(), ended);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Ends the process that runs code, and with it the calls that still run. */
  @Override
  public void close() {
    watcher.close();
    sandbox.close();
    if (reloader.isAlive()) {
      try {
        reloader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
