package dev.coffer.cli;

import dev.coffer.wire.DataDirectoryFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The server that runs on this machine on a data directory, found by the files it keeps there:
 * {@code coffer.lock}, which names the process that holds it, and {@code server.url}.
 *
 * <p>Its address is believed only while that process lives. A server that was killed leaves both
 * files behind, and something else may listen at the address by now, to which no key must go. The
 * lock itself is never tried: a client that held it for a moment could keep the server from
 * starting.
 */
final class LocalServer {
  private static final Duration UNTIL_IT_BEGINS_TO_START = Duration.ofSeconds(10);
  private static final Duration UNTIL_IT_ANSWERS = Duration.ofMinutes(2);
  private static final Duration BEFORE_SAYING_SO = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);

  /** A process may seem a little younger than the file it wrote: clocks are coarse. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  private final Path dataDirectory;

  LocalServer(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** Returns the file with the operator key. */
  Path operatorKeyFile() {
    return dataDirectory.resolve(DataDirectoryFiles.OPERATOR_KEY);
  }

  /**
   * Returns the address of the server, as soon as it takes connections.
   *
   * <p>Waits 10 s for a server to begin to start and 2 minutes for one that is starting, so that
   * {@code coffer serve & coffer secret list} works, and after a second says on the console that it
   * waits.
   *
   * @throws CommandFailure when there is none by then
   */
  URI address(Console console) {
    Instant beginning = Instant.now();
    Instant lastStarting = beginning;
    boolean said = false;
    while (true) {
      Optional<ProcessHandle> holder = lockHolder();
      Optional<URI> address = holder.flatMap(alive -> writtenAddress());
      if (address.isPresent() && takesConnections(address.get())) {
        return address.get();
      }
      boolean starting = holder.filter(this::couldHaveWrittenTheLock).isPresent();
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
      return "the server on " + dataDirectory + " takes no connections; its log says why";
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

  private Optional<URI> writtenAddress() {
    return content(DataDirectoryFiles.SERVER_URL)
        .filter(text -> !text.isEmpty())
        .map(ServerUrl::parse)
        .map(LocalServer::reachableFromHere);
  }

  /** A server that listens on every address is reached over loopback. */
  private static URI reachableFromHere(URI address) {
    return switch (address.getHost()) {
      case "0.0.0.0" -> ServerUrl.withHost(address, "127.0.0.1");
      case "[::]", "[0:0:0:0:0:0:0:0]" -> ServerUrl.withHost(address, "[::1]");
      default -> address;
    };
  }

  private static boolean takesConnections(URI address) {
    try (Socket socket = new Socket()) {
      InetAddress host = InetAddress.getByName(address.getHost());
      socket.connect(
          new InetSocketAddress(host, ServerUrl.port(address)), (int) TO_CONNECT.toMillis());
      return true;
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
