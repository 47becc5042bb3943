package dev.coffer.web;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of one listener, kept within its limits. Threads may share it. */
final class ClientConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

  /** So long a connection may bring its request before it can be closed for another. */
  private static final long CHANCE_NANOS = 100_000_000;

  private final ConnectionLimits limits;
  private final int enough;
  private final Map<SocketAddress, ClientConnection> byClient = new ConcurrentHashMap<>();

  /** For how long a connection had waited when that was looked at; it may go on meanwhile. */
  private record Waiting(SocketAddress client, ClientConnection connection, long nanos) {}

  ClientConnections(ConnectionLimits limits) {
    this.limits = limits;
    this.enough = limits.connections() - Math.max(1, limits.connections() / 16);
  }

  /** Takes note of a connection that was accepted, and makes room for the next one. */
  void accepted(SocketChannel channel) throws IOException {
    byClient.put(channel.getRemoteAddress(), new ClientConnection(channel));
    if (byClient.size() > enough) {
      makeRoom();
    }
  }

  Optional<ClientConnection> of(SocketAddress client) {
    return Optional.ofNullable(byClient.get(client));
  }

  void ended(SocketAddress client, ClientConnection connection) {
    byClient.remove(client, connection);
  }

  /**
   * Several at a time, because to find them means to look at all. As long as there are strangers,
   * waiting or being answered, whoever is known keeps their place.
   */
  private void makeRoom() {
    int several = byClient.size() - enough + limits.connections() / 16;
    boolean strangers = byClient.values().stream().anyMatch(client -> !client.isKnown());
    long now = System.nanoTime();
    List<Waiting> waiting = new ArrayList<>();
    byClient.forEach((client, connection) -> {
      if (connection.isWaiting() && !(strangers && connection.isKnown())) {
        waiting.add(new Waiting(client, connection, now - connection.since()));
      }
    });
    waiting.stream()
        .filter(one -> one.nanos() > CHANCE_NANOS)
        .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
        .limit(several)
        .forEach(one -> {
          ended(one.client(), one.connection());
          one.connection().cutOff();
        });
    LOG.debug("connections run short; some that waited were closed");
  }

  /** Cuts off all that have kept the server waiting for too long, and makes room if that is due. */
  void tidy() {
    long now = System.nanoTime();
    byClient.forEach((client, connection) -> {
      if (!connection.isOpen()) {
        byClient.remove(client, connection);
      } else if (connection.isOverdue(now, limits)) {
        connection.cutOff();
      }
    });
    if (byClient.size() > enough) {
      makeRoom();
    }
  }
}
