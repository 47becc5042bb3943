package dev.coffer.velo.sandbox;

import dev.coffer.sandbox.protocol.ToChild;
import dev.coffer.velo.site.SiteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs functions of a site's backend code, in processes that hold no key and reach no network.
 * Threads may share it; calls run side by side.
 */
public final class Sandbox implements AutoCloseable {
  /** How long after its deadline code may take to be stopped; then it takes its process along. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** How much processor time, and how much waiting, the code at the top of a file may need. */
  private static final Duration LONGEST_LOADING = Duration.ofSeconds(5);

  /** How long a process may take until it can run code, on the slowest machine. */
  static final Duration LONGEST_START = Duration.ofMinutes(10);

  /** How often a load is begun anew that ended through no fault of a file. */
  private static final int MOST_LOADS = 3;

  private static final String NO_PROCESS = "The process that runs code cannot be started";

  private final SandboxOptions options;
  private final Path directory;
  private final ScriptCommand command;
  private final Semaphore calls;
  private final IsolatedRetry isolatedRetry = new IsolatedRetry(() -> newProcess(() -> {}));
  private final Object starting = new Object();
  private volatile Loaded loaded = Loaded.NOTHING;
  private volatile Optional<ScriptProcess> current = Optional.empty();
  private volatile boolean closed;

  /** What was loaded last, and before that. */
  private record Loaded(long number, SiteFiles files, SiteFiles before) {
    private static final Loaded NOTHING =
        new Loaded(0, new SiteFiles(Map.of()), new SiteFiles(Map.of()));

    Loaded then(SiteFiles next) {
      return new Loaded(number + 1, next, files);
    }

    /** Told by the very object, since what else is equal was loaded another time. */
    @SuppressWarnings("ReferenceEquality")
    Optional<Long> numberOf(SiteFiles some) {
      if (some == files) {
        return Optional.of(number);
      }
      return some == before ? Optional.of(number - 1) : Optional.empty();
    }
  }

  private Sandbox(SandboxOptions options, ScriptCommand command) {
    this.options = options;
    this.command = command;
    calls = new Semaphore(options.concurrentCalls());
    try {
      directory = Files.createTempDirectory("coffer-script");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the process that runs code; calls wait until files are loaded. */
  public static Sandbox start(SandboxOptions options) {
    return start(options, ScriptCommand.usual());
  }

  static Sandbox start(SandboxOptions options, ScriptCommand command) {
    Sandbox sandbox = new Sandbox(options, command);
    sandbox.process();
    return sandbox;
  }

  /**
   * Loads these files in place of the ones before; calls that run go on with those. Loading runs
   * the code at the top of each module.
   *
   * @return the files that are modules of backend code ({@code .js}, {@code .web.js}, {@code .jsw}
   *     under {@code backend/}), in the order of their paths
   * @throws CodeCannotRun if no process can load them, which says nothing about the files
   */
  public synchronized List<LoadedFile> load(SiteFiles files) {
    loaded = loaded.then(files);
    List<LoadedFile> modules = new ArrayList<>();
    Set<String> without = new TreeSet<>();
    LoadConsole console = new LoadConsole();
    int attempts = 0;
    while (true) {
      ScriptProcess process = process();
      RunningLoad load = process.begin(new RunningLoad(files.texts().size(), console));
      process.send(
          load(Optional.of(new ToChild.Survey(load.number(), without, LONGEST_LOADING.toNanos()))));
      RunningLoad.End end = await(load);
      process.end(load);
      modules.addAll(load.files());
      load.files().forEach(file -> without.add(file.path()));
      switch (end) {
        case RunningLoad.End.Done() -> {
          modules.sort(Comparator.comparing(LoadedFile::path));
          return List.copyOf(modules);
        }
        case RunningLoad.End.Failed(Optional<String> file, String reason) -> {
          retire(process);
          if (file.isPresent()) {
            String path = file.get();
            modules.add(
                new LoadedFile(path, List.of(), Optional.of(error(reason)), console.of(path)));
            without.add(path);
          } else if (closed || Thread.currentThread().isInterrupted() || ++attempts == MOST_LOADS) {
            throw new CodeCannotRun(reason);
          }
        }
      }
    }
  }

  /**
   * Runs one function of these files, of the last two that were loaded, to its end, which is at the
   * latest a little after the deadline. Its time begins when there is a process that can run it.
   * Whatever the code does, this returns, and other calls are answered too: when code uses up the
   * memory of all, or ends their process, the calls that end with it are run again, alone. Only
   * those that had asked for more than secrets and pages end with it.
   */
  public CallOutcome call(Call call, SiteFiles files, Host host) {
    return call(call, files, host, options.deadline());
  }

  private CallOutcome call(Call call, SiteFiles files, Host host, Duration longest) {
    Optional<Long> site = loaded.numberOf(files);
    if (site.isEmpty()) {
      return new CallOutcome.Died("The site was loaded anew before the call began");
    }
    try {
      if (!isProcessReady()) {
        return new CallOutcome.Died(NO_PROCESS);
      }
      long deadline = System.nanoTime() + longest.toNanos();
      if (!calls.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        return new CallOutcome.TimedOut();
      }
      return run(call, site.get(), host, deadline, longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CallOutcome.Died("The wait for the call was interrupted");
    }
  }

  /** Returns the same with the code that was loaded last. */
  CallOutcome call(Call call, Host host) {
    return call(call, host, options.deadline());
  }

  /** Returns the same with a deadline of its own. */
  CallOutcome call(Call call, Host host, Duration longest) {
    return call(call, loaded.files(), host, longest);
  }

  private boolean isProcessReady() throws InterruptedException {
    try {
      return process().awaitReady(LONGEST_START);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private CallOutcome run(Call call, long site, Host host, long deadline, Duration longest)
      throws InterruptedException {
    ScriptProcess process;
    RunningCall running;
    try {
      process = process();
      running = process.begin(new RunningCall(host, process.takeSlot(), calls::release));
    } catch (RuntimeException e) {
      calls.release();
      return new CallOutcome.Died(NO_PROCESS);
    }
    Optional<CallOutcome> outcome = Optional.empty();
    try {
      long end = deadline;
      if (!process.wasReady()) {
        if (!process.awaitReady(LONGEST_START)) {
          return new CallOutcome.Died(NO_PROCESS);
        }
        end = System.nanoTime() + longest.toNanos();
      }
      running.send(call, site, Math.max(0, end - System.nanoTime()));
      outcome = running.await(end + GRACE.toNanos());
      if (running.canRunAgain() && !closed) {
        return isolatedRetry.run(call, site, host, end - System.nanoTime(), GRACE);
      }
    } finally {
      if (outcome.isEmpty()) {
        // It cannot be stopped: other calls end in the old process, and begin in a new one.
        running.abandon();
        retire(process);
      }
    }
    return outcome.orElseGet(CallOutcome.TimedOut::new);
  }

  /** Ends the processes. */
  @Override
  public void close() {
    closed = true;
    synchronized (starting) {
      current.ifPresent(process -> process.kill("The runner ended"));
      current = Optional.empty();
    }
    isolatedRetry.close();
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // An empty directory among the system's temporary ones.
    }
  }

  /**
   * Ends the process as Java ends programs that are done, so that it can keep what it learned.
   *
   * @return whether it ended by itself
   */
  boolean closeWhenDone(Duration longest) throws InterruptedException {
    ScriptProcess process = process();
    closed = true;
    boolean ended = process.finish(longest.toMillis(), TimeUnit.MILLISECONDS);
    close();
    return ended;
  }

  private ScriptProcess process() {
    Optional<ScriptProcess> running = current.filter(ScriptProcess::isUsable);
    if (running.isPresent()) {
      return running.get();
    }
    synchronized (starting) {
      if (current.filter(ScriptProcess::isUsable).isEmpty()) {
        current = Optional.of(newProcess(this::startAnew));
      }
      return current.get();
    }
  }

  private ScriptProcess newProcess(Runnable afterEnd) {
    if (closed) {
      throw new IllegalStateException("the sandbox is closed");
    }
    ScriptProcess process = new ScriptProcess(command.start(options, directory), options, afterEnd);
    if (loaded.number() > 0) {
      process.send(load(Optional.empty()));
    }
    return process;
  }

  /** Starts the next process before somebody waits for it. */
  private void startAnew() {
    if (!closed) {
      try {
        process();
      } catch (IllegalStateException | UncheckedIOException e) {
        // The next call tells.
      }
    }
  }

  private void retire(ScriptProcess process) {
    process.retire();
    if (process.wasReady()) {
      startAnew();
    }
  }

  private ToChild load(Optional<ToChild.Survey> survey) {
    Loaded now = loaded;
    return new ToChild.Load(now.number(), now.files().texts(), survey);
  }

  private RunningLoad.End await(RunningLoad load) {
    try {
      return load.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RunningLoad.End.Failed(Optional.empty(), "The loading was interrupted");
    }
  }

  private static ScriptError error(String reason) {
    return new ScriptError("Error", reason, Optional.empty(), Optional.empty(), List.of());
  }
}
