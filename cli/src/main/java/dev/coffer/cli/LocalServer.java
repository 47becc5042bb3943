package dev.coffer.cli;

import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import dev.coffer.wire.local.TrustedPath;
import dev.coffer.wire.local.UntrustedPathException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The server that runs on this machine on a data directory. It is reached by the socket in that
 * directory, where nobody but the directory's owner and root can listen; so whatever else runs
 * where a server once did gets no key. The address in {@code server.url} is never looked at.
 *
 * <p>{@code coffer.lock}, which names the process that holds the directory, tells a server that
 * starts from none. The lock itself is never tried: a client that held it for a moment could keep
 * the server from starting.
 */
final class LocalServer {
  private static final Duration UNTIL_IT_BEGINS_TO_START = Duration.ofSeconds(10);
  private static final Duration UNTIL_IT_ANSWERS = Duration.ofMinutes(2);
  private static final Duration BEFORE_SAYING_SO = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

  /** A process may seem a little younger than the file it wrote: clocks are coarse. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  private final Path dataDirectory;
  private final LocalSocket socket;

  LocalServer(Path given) {
    this.dataDirectory = given.toAbsolutePath().normalize();
    this.socket = LocalSocket.in(dataDirectory);
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  /** Returns where it is, for messages. */
  String name() {
    return socket.toString();
  }

  /**
   * Reads the operator key.
   *
   * @throws CommandFailure if there is none, or others could have made it
   */
  Key operatorKey() {
    Path file = dataDirectory.resolve(DataDirectoryFiles.OPERATOR_KEY);
    try {
      TrustedPath rule = TrustedPath.ofThisProcess();
      rule.requireOwnDirectory(dataDirectory);
      rule.requireOwnFile(file);
    } catch (UntrustedPathException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "no key was read: " + e.getMessage());
    } catch (IOException e) {
      // Reading it tells what is wrong with it.
    }
    return Key.readFrom(file);
  }

  /**
   * Returns as soon as the server takes connections.
   *
   * <p>Waits 10 s for a server to begin to start and 2 minutes for one that is starting, so that
   * {@code coffer serve & coffer secret list} works, and after a second says on the console that it
   * waits.
   *
   * @throws CommandFailure when there is none by then, or others could listen there
   */
  void await(Console console) {
    Instant beginning = Instant.now();
    Instant lastStarting = beginning;
    boolean said = false;
    while (true) {
      if (takesConnections()) {
        return;
      }
      boolean starting = lockHolder().filter(this::couldHaveWrittenTheLock).isPresent();
      Instant now = Instant.now();
      Duration waited = Duration.between(beginning, now);
      if (starting) {
        lastStarting = now;
      }
      // A lock is empty for the moment in which a server writes its number into it.
      Duration absent = Duration.between(lastStarting, now);
      if (starting
          ? waited.compareTo(UNTIL_IT_ANSWERS) > 0
          : absent.compareTo(UNTIL_IT_BEGINS_TO_START) > 0) {
        throw new CommandFailure(ExitCode.NO_SERVER, absence(starting));
      }
      if (!said && waited.compareTo(BEFORE_SAYING_SO) > 0) {
        console.say("Waiting for a server to start on " + dataDirectory + " …");
        said = true;
      }
      pause();
    }
  }

  private String absence(boolean starting) {
    if (starting) {
      return "the server on "
          + dataDirectory
          + " takes no connections at its socket; its log says why";
    }
    return "no server is running on "
        + dataDirectory
        + "; start one with 'coffer serve', or name another with --data or --url";
  }

  private Optional<ProcessHandle> lockHolder() {
    return content(DataDirectoryFiles.LOCK)
        .filter(pid -> pid.matches("[0-9]{1,18}"))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .filter(ProcessHandle::isAlive);
  }

  /** Not so when the number of a server that was killed has been given to a younger process. */
  private boolean couldHaveWrittenTheLock(ProcessHandle process) {
    try {
      Instant written =
          Files.getLastModifiedTime(dataDirectory.resolve(DataDirectoryFiles.LOCK)).toInstant();
      return process
          .info()
          .startInstant()
          .map(started -> started.isBefore(written.plus(CLOCK_SLACK)))
          .orElse(true);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean takesConnections() {
    try {
      socket.requireTrusted();
      Optional<SocketChannel> connected = socket.connect();
      if (connected.isPresent()) {
        connected.get().close();
      }
      return true;
    } catch (UntrustedPathException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "nothing was sent: " + e.getMessage());
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<String> content(String file) {
    try {
      return Optional.of(Files.readString(dataDirectory.resolve(file)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted");
    }
  }
}
