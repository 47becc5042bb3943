package dev.coffer.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of one listener, kept within its limits. Threads may share it. */
final class ClientConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

  private final ConnectionLimits limits;
  private final int enough;
  private final Map<Client, ClientConnection> byClient = new ConcurrentHashMap<>();

  /**
   * How the two ends of the web server's way with a connection know it for the same.
   *
   * @param address of the other end, which over a Unix-domain socket has none
   * @param channel how the web server calls the channel where the address does not tell; else empty
   */
  record Client(SocketAddress address, String channel) {
    static Client of(SocketAddress address, String channel) {
      return new Client(address, address instanceof UnixDomainSocketAddress ? channel : "");
    }
  }

  /** Has every connection that has a file descriptor, and some that had one. */
  private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();

  /**
   * For how long a connection had kept the server waiting when that was looked at; it may go on
   * meanwhile.
   *
   * @param ofAddress how many connections its address has
   */
  private record Waiting(Client client, ClientConnection connection, long nanos, int ofAddress) {}

  ClientConnections(ConnectionLimits limits) {
    this.limits = limits;
    this.enough = limits.connections() - Math.max(1, limits.connections() / 16);
  }

  /**
   * Takes note of a connection that was accepted, and makes room for the next one.
   *
   * @throws IOException if it cannot be told from another that is open
   */
  void accepted(SocketChannel channel) throws IOException {
    Client client = Client.of(channel.getRemoteAddress(), nameOf(channel));
    ClientConnection other = byClient.put(client, new ClientConnection(channel));
    if (other != null && other.isOpen() && !client.channel().isEmpty()) {
      byClient.put(client, other);
      throw new IOException("another connection has the same name");
    }
    if (areShort()) {
      makeRoom();
    }
    channels.add(channel);
    awaitDescriptors();
  }

  /**
   * Waits until there are no more descriptors than connections may be open. The web server (4.5.0)
   * counts a connection as ended before it closes it; where many end at once, more are accepted
   * meanwhile than the process has descriptors for, and then the web server stops listening.
   */
  private void awaitDescriptors() {
    while (channels.size() > limits.connections()) {
      channels.removeIf(channel -> !channel.isOpen());
      if (channels.size() > limits.connections()) {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Tells whether there are so many that some have to make room for others. */
  boolean areShort() {
    return byClient.size() > enough;
  }

  /** As the web server (4.5.0) makes it: it shows the channel here, and later only its name. */
  private static String nameOf(SocketChannel channel) {
    return "0x" + HexFormat.of().toHexDigits(System.identityHashCode(channel));
  }

  Optional<ClientConnection> of(Client client) {
    return Optional.ofNullable(byClient.get(client));
  }

  void ended(Client client, ClientConnection connection) {
    byClient.remove(client, connection);
  }

  /**
   * Several at a time, because to find them means to look at all. As long as there are strangers,
   * waiting or being answered, whoever is known keeps their place. Addresses with many connections
   * give them up first, so that whoever has one is not pushed out by whoever opens hundreds.
   */
  private void makeRoom() {
    int several = byClient.size() - enough + limits.connections() / 16;
    boolean strangers = byClient.values().stream().anyMatch(client -> !client.isKnown());
    long now = System.nanoTime();
    Map<Object, Integer> ofAddress = new HashMap<>();
    byClient.keySet().forEach(client -> ofAddress.merge(host(client), 1, Integer::sum));
    List<Waiting> waiting = new ArrayList<>();
    byClient.forEach((client, connection) -> {
      long nanos = connection.overstayed(now);
      if (nanos > 0 && !(strangers && connection.isKnown())) {
        waiting.add(
            new Waiting(client, connection, nanos, ofAddress.getOrDefault(host(client), 1)));
      }
    });
    waiting.stream()
        .sorted(
            Comparator.comparingInt(Waiting::ofAddress)
                .thenComparingLong(Waiting::nanos)
                .reversed())
        .limit(several)
        .forEach(one -> {
          ended(one.client(), one.connection());
          one.connection().cutOff();
        });
    LOG.debug("connections run short; some that waited were closed");
  }

  private static Object host(Client client) {
    return client.address() instanceof InetSocketAddress socket ? socket.getAddress() : client;
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
    if (areShort()) {
      makeRoom();
    }
  }
}
