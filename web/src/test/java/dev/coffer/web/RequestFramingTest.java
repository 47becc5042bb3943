package dev.coffer.web;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.testing.Property;
import io.helidon.http.RequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request at a time leaves the framing, whatever the client sends and however it is cut. */
class RequestFramingTest {
  private static final String GET = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String CHUNKED =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void theNextRequestIsGivenAfterTheEndOfThisOneAlone() {
    RequestFraming framing = framing(GET + post("abc") + GET);

    assertThat(next(framing)).isEqualTo(GET);
    assertThat(next(framing)).isEqualTo("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
    assertThat(next(framing)).isEqualTo("abc");
    assertThat(next(framing)).isEqualTo(GET);
    assertThat(framing.get()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabc\r\n0\r\n\r\n",
        "0003\r\nabc\r\n000\r\n\r\n",
        "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        "3;name\r\nabc\r\n0\r\n\r\n",
        "3;name=value\r\nabc\r\n0;last\r\n\r\n",
        "3 ; name = \"a ; b\"\r\nabc\r\n0\r\n\r\n",
        "3\r\nabc\r\n0\r\nTrailer: one\r\nOther:\r\n\r\n",
      })
  void chunksAreReadInEveryFormAndGivenOnInThePlainest(String body) {
    RequestFraming framing = framing(CHUNKED + body + GET);

    assertThat(next(framing)).isEqualTo(CHUNKED);
    assertThat(plainContent(framing)).isEqualTo("abc");
    assertThat(next(framing)).isEqualTo(GET);
  }

  @Test
  void aChunkMayHaveCapitalDigitsAndBytesOfAnyKind() {
    String content = "\r\n0\r\n\r\nGET";
    RequestFraming framing = framing(CHUNKED + "A\r\n" + content + "\r\n0\r\n\r\n" + GET);

    assertThat(next(framing)).isEqualTo(CHUNKED);
    assertThat(plainContent(framing)).isEqualTo(content);
    assertThat(next(framing)).isEqualTo(GET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n\r\n",
        "\r\n",
        "-1\r\n",
        "+3\r\nabc\r\n",
        "0x3\r\nabc\r\n",
        " 3\r\nabc\r\n",
        "3 4\r\nabc\r\n",
        "3\nabc\r\n",
        "3\r\nabcd\r\n",
        "3\r\nabc\n",
        "3\r\nab\r\n0\r\n\r\n",
        "3;a\u0001b\r\nabc\r\n",
        "0\r\nno header\r\n\r\n",
        "0\r\n folded: line\r\n\r\n",
        "0\r\n: nameless\r\n\r\n",
      })
  void nothingIsGivenAfterChunksThatAreNotValid(String body) {
    RequestFraming framing = framing(CHUNKED + body + GET);
    next(framing);

    assertThatThrownBy(() -> readToTheEnd(framing))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(400));
    assertThat(framing.get()).isNull();
    assertThat(framing.isNearlyRead(1_000)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'Transfer-Encoding: chunked\r\nContent-Length: 3', 400",
    "'Transfer-Encoding: gzip', 400",
    "'Transfer-Encoding: chunked, chunked', 400",
    "'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', 400",
    "'Transfer-Encoding: gzip, chunked', 501",
    "'Content-Length: 3\r\nContent-Length: 3', 400",
    "'Content-Length: 3, 3', 400",
    "'Content-Length: +3', 400",
    "'Content-Length: -3', 400",
    "'Content-Length: 0x3', 400",
    "'Content-Length:', 400",
    "'Content-Length: 9999999999999999999999', 413",
    "'Content-Encoding: gzip\r\nContent-Length: 3', 415",
    "'Content-Encoding: br\r\nTransfer-Encoding: chunked', 415",
  })
  void aBodyWhoseEndIsNotSureIsRefused(String headers, int status) {
    RequestFraming framing = framing("POST /a HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\nabc");

    assertThatThrownBy(framing::get)
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(status));
    assertThat(framing.get()).isNull();
  }

  @Test
  void aChunkLargerThanAnyBodyMayBeIsRefusedBeforeItComes() {
    RequestFraming framing = framing(CHUNKED + "3e9\r\n");
    next(framing);

    assertThatThrownBy(framing::get)
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(413));
  }

  @Test
  void theNamesOfHeadersAreReadInAnyCase() {
    RequestFraming framing =
        framing("POST /a HTTP/1.1\r\ntRaNsFeR-eNcOdInG:CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    next(framing);

    assertThat(plainContent(framing)).isEqualTo("abc");
  }

  @Test
  void headsAreBounded() {
    String line = "x".repeat(RequestFraming.LONGEST_REQUEST_LINE);
    String cookie = "Cookie: " + "x".repeat(3_900) + "\r\n";

    assertRefused("GET /" + line + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
    assertRefused("GET / HTTP/1.1\r\n" + cookie.repeat(5) + "\r\n", 431);
    assertRefused("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(201) + "\r\n", 431);
    assertRefused("GET / HTTP/1.1\r\nA: " + line, 431);
    assertThat(next(framing("GET / HTTP/1.1\r\n" + cookie.repeat(4) + "\r\n"))).contains("Cookie");
  }

  @Test
  void aLineThatDoesNotEndAsHttpHasItIsLeftToTheServerAndIsTheLast() {
    for (String broken :
        List.of("GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nA: \rb\r\n\r\n")) {
      RequestFraming framing = framing(broken + GET);

      assertThat(next(framing)).startsWith("GET / HTTP/1.1");
      assertThat(framing.get()).isNull();
    }
  }

  @Test
  void whatCutsItIntoPiecesChangesNothing() {
    Property.holds(
        List.of(),
        2_000,
        RequestFramingTest::cutRequests,
        requests -> {
          List<String> whole =
              read(new RequestFraming(pieces(List.of(requests.bytes())), 1_000, connection()));
          List<String> cut = read(new RequestFraming(pieces(requests.cut()), 1_000, connection()));
          assertThat(cut).isEqualTo(whole);
        });
  }

  @Test
  void theTimeForABodyBeginsAnewWithARequestThatCameBeforeTheLastWasAnswered() {
    ClientConnection connection = connection();
    Deque<byte[]> left = new ArrayDeque<>();
    String head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n";
    for (String piece : List.of(head, "abc" + head, "abc")) {
      left.add(piece.getBytes(StandardCharsets.ISO_8859_1));
    }
    List<Long> waitingSince = new ArrayList<>();
    RequestFraming framing =
        new RequestFraming(
            () -> {
              waitingSince.add(connection.since());
              return left.poll();
            },
            1_000,
            connection);

    List<String> pieces = List.of(next(framing), next(framing), next(framing), next(framing));

    assertThat(pieces).containsExactly(head, "abc", head, "abc");
    assertThat(waitingSince).hasSize(3).doesNotHaveDuplicates();
  }

  private record CutRequests(byte[] bytes, List<byte[]> cut) {}

  private static CutRequests cutRequests(RandomGenerator random) {
    List<String> parts =
        List.of(
            GET,
            post("abc"),
            post("defghi"),
            CHUNKED,
            "3\r\nabc\r\n",
            "0\r\n\r\n",
            "5;a=\"b\"\r\n12345\r\n",
            "0\r\nA: b\r\n\r\n",
            "zz\r\n\r\n",
            "\r\n",
            "\n");
    String text =
        IntStream.range(0, 1 + random.nextInt(8))
            .mapToObj(i -> Property.oneOf(random, parts))
            .collect(joining());
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    List<byte[]> cut = new ArrayList<>();
    for (int begin = 0; begin < bytes.length; ) {
      int end = Math.min(bytes.length, begin + 1 + random.nextInt(20));
      cut.add(Arrays.copyOfRange(bytes, begin, end));
      begin = end;
    }
    return new CutRequests(bytes, cut);
  }

  /** Heads as they are, bodies as their content: how many pieces a body has may differ. */
  private static List<String> read(RequestFraming framing) {
    List<String> read = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    try {
      for (byte[] piece = framing.get(); piece != null; piece = framing.get()) {
        String text = text(piece);
        if (text.contains(" HTTP/1.1\r\n")) {
          read.add(body.toString());
          body.setLength(0);
          read.add(text);
        } else if (!text.equals("0\r\n\r\n") && text.matches("(?s)[0-9a-f]+\r\n.*\r\n")) {
          body.append(text, text.indexOf('\n') + 1, text.length() - 2);
        } else {
          body.append(text);
        }
      }
    } catch (RequestException e) {
      read.add("refused with " + e.status().code());
      body.setLength(0); // How much of it was given before is a matter of pieces.
    }
    read.add(body.toString());
    return read;
  }

  private static void assertRefused(String request, int status) {
    assertThatThrownBy(framing(request)::get)
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(status));
  }

  private static String post(String body) {
    return "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String plainContent(RequestFraming framing) {
    StringBuilder content = new StringBuilder();
    for (String chunk = next(framing); !chunk.equals("0\r\n\r\n"); chunk = next(framing)) {
      int size = Integer.parseInt(chunk.substring(0, chunk.indexOf('\r')), 16);
      int begin = chunk.indexOf('\n') + 1;
      assertThat(chunk).hasSize(begin + size + 2).endsWith("\r\n");
      content.append(chunk, begin, begin + size);
    }
    return content.toString();
  }

  private static byte[] readToTheEnd(RequestFraming framing) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece = framing.get(); piece != null; piece = framing.get()) {
      all.write(piece);
    }
    return all.toByteArray();
  }

  private static String next(RequestFraming framing) {
    byte[] piece = framing.get();
    assertThat(piece).as("the next piece").isNotNull();
    return text(piece);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static RequestFraming framing(String sent) {
    byte[] bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
    return new RequestFraming(pieces(List.of(bytes)), 1_000, connection());
  }

  private static RequestFraming.Input pieces(List<byte[]> pieces) {
    Deque<byte[]> left = new ArrayDeque<>(pieces);
    return left::poll;
  }

  private static ClientConnection connection() {
    try {
      SocketChannel unused = SocketChannel.open();
      unused.close();
      return new ClientConnection(unused);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
