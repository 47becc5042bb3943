package dev.coffer.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowClientTest {
  @Test
  void aClientThatTakesNothingIsLeft() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket server = listener.accept()) {
      CompletableFuture<Boolean> left = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              SlowClient out = new SlowClient(server.getOutputStream(), Duration.ofMillis(50));
              while (true) {
                out.write(new byte[65_536]);
              }
            } catch (IOException e) {
              left.complete(server.isClosed());
            }
          });
      assertThat(left.get(120, TimeUnit.SECONDS)).isTrue();
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void whatIsTakenInTimeGoesThrough() throws IOException {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    try (SlowClient out = new SlowClient(taken, Duration.ofDays(1))) {
      out.write(new byte[] {1, 2, 3}, 1, 2);
      out.write(4);
    }
    assertThat(taken.toByteArray()).containsExactly(2, 3, 4);
  }
}
