package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.web.ClientConnections.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that ended are counted until they are closed. */
class ClientConnectionsTest {
  private static final int MOST = 8;

  @Test
  void noMoreAreAcceptedThanMayBeOpenUntilThoseThatEndedAreClosed() throws Exception {
    ClientConnections connections = new ClientConnections(ConnectionLimits.usual(MOST));
    List<SocketChannel> opened = new ArrayList<>();
    List<SocketChannel> accepted = new ArrayList<>();
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      for (int i = 0; i <= MOST; i++) {
        opened.add(SocketChannel.open(server.getLocalAddress()));
        accepted.add(server.accept());
      }
      for (SocketChannel channel : accepted.subList(0, MOST)) {
        connections.accepted(channel);
        Client client = Client.of(channel.getRemoteAddress(), "");
        connections.ended(client, connections.of(client).orElseThrow());
      }
      Thread accepting = Thread.ofPlatform().start(() -> accept(connections, accepted.getLast()));
      while (accepting.getState() != Thread.State.TIMED_WAITING) {
        assertThat(accepting.isAlive()).as("it waits").isTrue();
        Thread.onSpinWait();
      }

      accepted.getFirst().close();
      accepting.join();
    } finally {
      for (SocketChannel channel : opened) {
        channel.close();
      }
      for (SocketChannel channel : accepted) {
        channel.close();
      }
    }
  }

  private static void accept(ClientConnections connections, SocketChannel channel) {
    try {
      connections.accepted(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
