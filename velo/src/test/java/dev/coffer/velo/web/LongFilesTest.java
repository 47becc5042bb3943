package dev.coffer.velo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.RawConnection;
import dev.coffer.velo.web.Client.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files under {@code public} are sent a little at a time, also parts of them. */
class LongFilesTest {
  private static final long LONG = 64L << 20;

  /** So long that whoever reads it to the end does not come back. */
  private static final long ENDLESS = 1L << 40;

  private static TestVelo velo;

  @BeforeAll
  static void start() throws IOException {
    velo =
        TestVelo.start(
            Map.of("public/digits.txt", "0123456789", "public/empty.txt", "", "backend/a.js", ""));
    makeSparse("film.bin", LONG);
    makeSparse("endless.bin", ENDLESS);
    makeSparse("endless.html", ENDLESS);
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static Path makeSparse(String name, long length) throws IOException {
    Path path = velo.directory().resolve("public").resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
    return path;
  }

  private static Reply send(String method, String path, String... headers) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return velo.anonymous().send(method, path, Optional.empty(), all);
  }

  private static String tag(String path) throws InterruptedException {
    String tag = "";
    while (tag.isEmpty()) { // A file has it when it was left alone for a moment.
      Thread.sleep(100);
      tag = send("GET", path, "Range", "bytes=0-0").header("ETag");
    }
    return tag;
  }

  /** A client that has asked for a file and reads no faster than the test says. */
  private static final class SlowClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    SlowClient(String path) throws IOException {
      socket = new Socket(velo.address().getHost(), velo.address().getPort());
      socket.setSoTimeout(120_000);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 10);
      ask(path);
    }

    void ask(String path) throws IOException {
      String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
    }

    String head() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
        int b = in.read();
        assertThat(b).as("the next byte of the head").isNotNegative();
        head.write(b);
      }
      return head.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void manyWhoReadSlowlyHoldLittle() throws IOException {
    List<SlowClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) { // 6.4 GB, if it were held.
        clients.add(new SlowClient("/film.bin"));
      }
      for (SlowClient client : clients) {
        assertThat(client.head())
            .startsWith("HTTP/1.1 200 ")
            .containsIgnoringCase("\r\nContent-Length: " + LONG + "\r\n");
      }
      assertThat(send("GET", "/digits.txt").body()).isEqualTo("0123456789");
      SlowClient one = clients.getFirst();
      one.in.skipNBytes(LONG);
      one.ask("/digits.txt");
      assertThat(one.head()).startsWith("HTTP/1.1 200 ");
      assertThat(one.in.readNBytes(10)).isEqualTo("0123456789".getBytes(UTF_8));
    } finally {
      for (SlowClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aFileThatBecomesShorterEndsTheConnection() throws IOException {
    Path path = makeSparse("shrinking.bin", LONG);
    try (SlowClient client = new SlowClient("/shrinking.bin")) {
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(1);
      }
      client.ask("/digits.txt");
      assertThat(bytesToTheEnd(client.in)).isLessThan(LONG);
    }
  }

  private static long bytesToTheEnd(InputStream in) {
    long count = 0;
    try {
      byte[] some = new byte[1 << 16];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        count += read;
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection stays open", e);
    } catch (IOException e) {
      // It was reset, because a request on it was not read.
    }
    return count;
  }

  @Test
  void aFileThatBecomesLongerIsSentAsLongAsWasPromised() throws IOException {
    Path path = makeSparse("growing.bin", LONG);
    try (SlowClient client = new SlowClient("/growing.bin")) {
      assertThat(client.head()).containsIgnoringCase("\r\nContent-Length: " + LONG + "\r\n");
      Files.writeString(path, "more", StandardOpenOption.APPEND);
      client.in.skipNBytes(LONG);
      client.ask("/digits.txt");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,       bytes 0-0/10, 0",
    "bytes=2-4,       bytes 2-4/10, 234",
    "bytes=7-,        bytes 7-9/10, 789",
    "bytes=-3,        bytes 7-9/10, 789",
    "bytes=-30,       bytes 0-9/10, 0123456789",
    "bytes=8-99,      bytes 8-9/10, 89",
    "BYTES= 9-9,      bytes 9-9/10, 9",
    "bytes=0-99999999999999999999, bytes 0-9/10, 0123456789",
    "bytes=-99999999999999999999, bytes 0-9/10, 0123456789",
  })
  void aRangeIsSent(String range, String contentRange, String body) {
    Reply reply = send("GET", "/digits.txt", "Range", range);
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("Content-Range")).isEqualTo(contentRange);
    assertThat(reply.header("Content-Length")).isEqualTo(String.valueOf(body.length()));
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(reply.body()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999-"})
  void aRangeInWhichNothingLiesIsRefused(String range) {
    Reply reply = send("GET", "/digits.txt", "Range", range);
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */10");
    assertThat(reply.code()).isEqualTo("OUT_OF_RANGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=4-2",
        "bytes=-",
        "bytes=a-b",
        "bytes",
        "lines=1-2",
        "bytes=0-1,4-5",
        "bytes=1 - 2"
      })
  void whatIsNotOneRangeIsAnsweredWithTheWholeFile(String range) {
    Reply reply = send("GET", "/digits.txt", "Range", range);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(reply.body()).isEqualTo("0123456789");
  }

  @Test
  void anEmptyFileHasNoRange() {
    Reply reply = send("GET", "/empty.txt", "Range", "bytes=0-");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("Content-Length")).isEqualTo("0");
  }

  @Test
  void aRangeOfAnotherVersionIsAnsweredWithTheWholeFile() throws InterruptedException {
    String tag = tag("/digits.txt");
    for (String other : List.of("\"other\"", "W/" + tag, "Mon, 30 Nov 2026 10:00:00 GMT")) {
      Reply whole = send("GET", "/digits.txt", "Range", "bytes=2-4", "If-Range", other);
      assertThat(whole.status()).as(other).isEqualTo(200);
      assertThat(whole.body()).isEqualTo("0123456789");
    }
    Reply part = send("GET", "/digits.txt", "Range", "bytes=2-4", "If-Range", tag);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    Reply known = send("GET", "/digits.txt", "Range", "bytes=99-", "If-None-Match", tag);
    assertThat(known.status()).isEqualTo(304);
  }

  @Test
  void headTellsTheLengthAndKnowsNoRange() {
    Reply reply = send("HEAD", "/endless.bin", "Range", "bytes=0-1");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo(String.valueOf(ENDLESS));
    assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
    try (RawConnection connection = RawConnection.to(velo.address())) {
      connection.sendHead("HEAD /digits.txt HTTP/1.1", "Host: localhost");
      connection.sendHead("HEAD /film.bin HTTP/1.1", "Host: localhost", "Connection: close");
      String answers = connection.toTheEnd();
      assertThat(answers.split("HTTP/1.1 200 OK", -1)).as(answers).hasSize(3);
      assertThat(answers).endsWith("\r\n\r\n").doesNotContain("0123456789");
    }
  }

  @Test
  void nothingIsReadThatIsNotSent() throws InterruptedException {
    assertThat(send("GET", "/endless.html", "If-None-Match", "*").status()).isEqualTo(304);
    Reply end = send("GET", "/endless.bin", "Range", "bytes=-3");
    assertThat(end.body()).isEqualTo("\0\0\0");
    String tag = tag("/endless.bin");
    Reply known = send("GET", "/endless.bin", "If-None-Match", tag);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("ETag")).isEqualTo(tag);
  }
}
