package dev.coffer.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A listener at the socket of a data directory. Alone, because other tests break listeners. */
@Isolated
class OwnSocketListenerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path directory;
  private LocalSocket socket;
  private Optional<HttpListener> listener = Optional.empty();
  private final List<SocketChannel> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    socket = LocalSocket.in(directory);
    start(Duration.ofSeconds(3));
  }

  private void start(Duration silence) {
    ConnectionLimits limits =
        new ConnectionLimits(16, silence, LONG, LONG, LONG, LONG, LONG, Duration.ofSeconds(2));
    listener =
        Optional.of(
            HttpListener.start(
                socket, limits, DirectHandler.defaultHandler(), OwnSocketListenerTest::routes));
  }

  private static void routes(WebServerConfig.Builder config) {
    config.routing(
        HttpRouting.builder().get("/", (request, response) -> response.send("answered")));
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    listener.ifPresent(HttpListener::close);
  }

  private SocketChannel client() throws IOException {
    SocketChannel client = socket.connect().orElseThrow();
    clients.add(client);
    client.configureBlocking(true);
    return client;
  }

  private static void ask(SocketChannel client) throws IOException {
    client.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII)));
  }

  /** Returns what came, up to the end or the answer's. */
  private static String answer(SocketChannel client) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    String text = "";
    while (!text.contains("answered") && client.read(bytes) >= 0) {
      text = new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }
    return text;
  }

  private boolean answers() {
    try {
      SocketChannel client = client();
      ask(client);
      return answer(client).contains("answered");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void severalClientsAreAnsweredAndEachAgain() throws IOException {
    SocketChannel one = client();
    SocketChannel other = client();

    for (int i = 0; i < 3; i++) {
      ask(one);
      ask(other);
      assertThat(answer(one)).startsWith("HTTP/1.1 200").contains("answered");
      assertThat(answer(other)).startsWith("HTTP/1.1 200").contains("answered");
    }
  }

  @Test
  void aClientThatSaysNothingIsCutOffAndNoOther() throws IOException {
    SocketChannel talking = client();
    ask(talking);
    SocketChannel silent = client();

    assertThat(silent.read(ByteBuffer.allocate(1))).as("the end").isNegative();
    assertThat(answer(talking)).contains("answered");
    ask(talking);
    assertThat(answer(talking)).contains("answered");
  }

  @Test
  void clientsThatWaitMakeRoomForMore() throws IOException {
    for (int i = 0; i < 100; i++) {
      client();
    }

    assertThat(answers()).isTrue();
  }

  @Test
  void itIsForItsOwnerAloneAndGoneAfterTheStop() throws IOException {
    Path path = directory.resolve(DataDirectoryFiles.SOCKET);
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    listener.orElseThrow().close();

    assertThat(directory).isEmptyDirectory();
    assertThatThrownBy(this::client).isInstanceOf(IOException.class);
  }

  @Test
  void aSocketThatWasDeletedIsMadeAgain() throws IOException {
    Files.delete(socket.path());

    Instant limit = Instant.now().plus(LONG);
    while (!answers()) {
      assertThat(Instant.now()).isBefore(limit);
    }
  }

  @Test
  void aDirectoryThatCanHaveNoSocketIsNamed() {
    LocalSocket nowhere = LocalSocket.in(directory.resolve("missing"));

    assertThatThrownBy(() ->
            HttpListener.start(
                nowhere,
                ConnectionLimits.ofOwnSocket(),
                DirectHandler.defaultHandler(),
                OwnSocketListenerTest::routes))
        .isInstanceOf(CannotListenException.class)
        .hasMessageStartingWith("cannot make the socket " + nowhere + ": ");
  }
}
