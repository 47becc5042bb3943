package dev.coffer.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.ManySecrets;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.testing.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists that fail on their way, and lists with records that do not open. */
class CutListTest {
  private static final int MANY = 9_000;
  private static final int AT_ONCE = 4;
  private static final int LONGEST_WAIT_MILLIS = 120_000;

  /** Each of its characters is six in JSON, so that a list is larger than all buffers. */
  private static final String LONG_IN_JSON = "\u0001".repeat(200);

  /** As many clients as one key may have, each of which takes hardly anything of its list. */
  @Test
  void aListThatFailsInItsMiddleHasNoProperEnd() throws Exception {
    Path data = TestServer.temporaryDirectory();
    String key = ManySecrets.fill(data, MANY, LONG_IN_JSON);
    List<Socket> clients = new ArrayList<>();
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("data", data.toString()));
        LogLines log = LogLines.begin()) {
      for (int i = 0; i < AT_ONCE; i++) {
        clients.add(listing(server.uri(), key));
      }
      Reply oneMore = list(server, key);
      assertThat(oneMore.status()).isEqualTo(429);
      assertThat(oneMore.code()).isEqualTo("RESOURCE_EXHAUSTED");
      assertThat(oneMore.http().headers().firstValueAsLong("Retry-After").orElseThrow())
          .isPositive();
      loseTable(data); // The server waits for these clients, some pages further on.
      for (Socket client : clients) {
        assertThat(toTheEnd(client.getInputStream()))
            .contains("transfer-encoding: chunked")
            .doesNotContain("}]}")
            .doesNotEndWith("0\r\n\r\n");
      }
      assertThat(log.of(Level.ERROR)).isNotEmpty();
      assertThat(list(server, key).status())
          .as("a list that fails before its first byte, when the others have ended")
          .isEqualTo(500);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Reply list(TestServer server, String key) {
    return server.call(key, "GET", "/api/v1/secrets", Optional.empty(), Map.of());
  }

  /** Asks for a list, and reads the first line of the answer alone. */
  private static Socket listing(URI server, String key) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4_096);
    client.setSoTimeout(LONGEST_WAIT_MILLIS);
    client.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    client
        .getOutputStream()
        .write(
            ("GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nAuthorization: " + key + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(client.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200 OK");
    return client;
  }

  private static void loseTable(Path data) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coffer.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE secret RENAME TO lost");
    }
  }

  /** Reads until the connection ends, in whatever way. */
  private static String toTheEnd(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[65_536];
    try {
      int length = in.read(buffer);
      while (length >= 0) {
        read.write(buffer, 0, length);
        length = in.read(buffer);
      }
    } catch (SocketException e) {
      // It was reset.
    }
    return read.toString(StandardCharsets.UTF_8).replace("Transfer-Encoding", "transfer-encoding");
  }

  @Test
  void contentThatFailsLeavesATextThatIsNotWhole() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() ->
            Json.write(
                out,
                json -> {
                  json.writeArrayFieldStart("secrets");
                  json.writeString("a");
                  json.flush();
                  throw new IllegalStateException("the rest is lost");
                }))
        .hasMessage("the rest is lost");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"secrets\":[\"a\"");
  }

  /**
   * SQLite stores a text in a column for numbers, and a blob of any length as an id. A list whose
   * parts end behind such rows goes on behind them, and comes to its end.
   */
  @Test
  void whatDoesNotBelongIntoAColumnStopsNoList() throws Exception {
    Path data = TestServer.temporaryDirectory();
    String key = ManySecrets.fill(data, 1_204, "");
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("data", data.toString()))) {
      List<String> ids =
          server.call("GET", "/api/v1/secrets").json().path("secrets").findValuesAsText("id");
      server.server().close();
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coffer.db"));
          Statement statement = connection.createStatement()) {
        statement.execute(
            "UPDATE secret SET created_at = 'never' WHERE rowid IN"
                + " (SELECT rowid FROM secret ORDER BY created_at, id LIMIT 600)");
        statement.execute(
            "UPDATE secret SET created_at = 1.5 WHERE rowid IN (SELECT rowid FROM secret WHERE"
                + " typeof(created_at) = 'integer' ORDER BY created_at, id LIMIT 600)");
        statement.execute(
            "UPDATE secret SET id = x'010203' WHERE rowid IN (SELECT rowid FROM secret WHERE"
                + " typeof(created_at) = 'integer' ORDER BY created_at, id LIMIT 1)");
      }
      server.restart();
      var list = server.call(key, "GET", "/api/v1/secrets", Optional.empty(), Map.of()).json();
      assertThat(list.path("secrets").findValuesAsText("id"))
          .containsExactlyElementsOf(ids.subList(1_201, 1_204));
      assertThat(list.path("corruptedSecretIds")).hasSize(1_201);
      Set<String> walked = new HashSet<>();
      Optional<String> next = Optional.of("");
      while (next.isPresent()) {
        var part =
            server
                .call(
                    key,
                    "GET",
                    "/api/v1/secrets?paging.limit=1" + next.get(),
                    Optional.empty(),
                    Map.of())
                .json();
        part.path("secrets")
            .findValuesAsText("id")
            .forEach(id -> {
              assertThat(walked.add(id)).as("is told once").isTrue();
            });
        next =
            Optional.ofNullable(part.at("/pagingMetadata/cursors/next").textValue())
                .map(cursor -> "&paging.cursor=" + cursor);
      }
      assertThat(walked).containsExactlyInAnyOrderElementsOf(ids.subList(1_201, 1_204));
    }
  }
}
