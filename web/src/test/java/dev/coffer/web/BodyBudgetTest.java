package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.DirectHandler;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What bodies take of a budget, at a real web server that reads bodies of up to 100,000 bytes. */
class BodyBudgetTest {
  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger WEB_SERVER = Logger.getLogger("io.helidon");

  private static final int MEMORY_PER_BYTE = 8;
  private static final int LIMIT = 100_000;

  @BeforeAll
  static void logFaultsAlone() {
    WEB_SERVER.setLevel(Level.WARNING);
  }

  @Test
  void aBodyTakesWhatItNeedsAsItArrivesAndGivesItBack() throws IOException {
    try (Server server = new Server(10_000_000);
        Client client = server.client()) {
      client.send(head("/", 50_000));
      client.send("x".repeat(10));
      await(() -> server.budget.taken() == MEMORY_PER_BYTE * 1024);
      client.send("x".repeat(20_000));
      await(() -> server.budget.taken() > MEMORY_PER_BYTE * 20_010);
      client.send("x".repeat(29_990));
      assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("50000");
      await(() -> server.budget.taken() == 0);
    }
  }

  @Test
  void aBodyThatFindsNoRoomIsRefusedBeforeItIsSentAndTakenOnceThereIsRoom() throws IOException {
    try (Server server = new Server(100_000);
        Client first = server.client();
        Client second = server.client();
        Client third = server.client()) {
      first.send(head("/", 5_000));
      first.send("x".repeat(4_999));
      await(() -> server.budget.taken() == MEMORY_PER_BYTE * 5_000);
      second.send(head("/", 10_000));
      assertThat(second.answer()).startsWith("HTTP/1.1 503").endsWith("NO_ROOM");
      first.send("x");
      assertThat(first.answer()).startsWith("HTTP/1.1 200").endsWith("5000");
      await(() -> server.budget.taken() == 0);
      third.send(head("/", 10_000));
      third.send("x".repeat(10_000));
      assertThat(third.answer()).startsWith("HTTP/1.1 200").endsWith("10000");
    }
  }

  @Test
  void aBodyWithoutALengthIsRefusedWhenItHasGrownBeyondTheRoom() throws IOException {
    try (Server server = new Server(100_000);
        Client first = server.client();
        Client second = server.client()) {
      first.send(head("/", 5_000));
      first.send("x".repeat(4_999));
      await(() -> server.budget.taken() == MEMORY_PER_BYTE * 5_000);
      second.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      second.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
      await(() -> server.budget.taken() > MEMORY_PER_BYTE * 9_000);
      second.send("1000\r\n" + "x".repeat(0x1000) + "\r\n0\r\n\r\n");
      assertThat(second.answer()).startsWith("HTTP/1.1 503").endsWith("NO_ROOM");
      await(() -> server.budget.taken() == MEMORY_PER_BYTE * 5_000);
    }
  }

  @Test
  void theOnlyBodyIsTakenHoweverSmallTheBudgetIs() throws IOException {
    try (Server server = new Server(1);
        Client client = server.client()) {
      client.send(head("/", LIMIT));
      client.send("x".repeat(LIMIT));
      assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("100000");
    }
  }

  @Test
  void formsOfStrangersLeaveHalfOfTheBudgetToOthers() throws IOException {
    try (Server server = new Server(100_000);
        Client first = server.client();
        Client stranger = server.client();
        Client known = server.client()) {
      first.send(head("/stranger", 5_000));
      first.send("x".repeat(4_999));
      await(() -> server.budget.taken() == MEMORY_PER_BYTE * 5_000);
      stranger.send(head("/stranger", 2_000));
      assertThat(stranger.answer()).startsWith("HTTP/1.1 503").endsWith("NO_ROOM");
      known.send(head("/", 2_000));
      known.send("x".repeat(2_000));
      assertThat(known.answer()).startsWith("HTTP/1.1 200").endsWith("2000");
    }
  }

  @Test
  void aBodyOfOneByteMoreThanTheLimitIsTooLargeWhetherItsLengthIsToldOrNot() throws IOException {
    try (Server server = new Server(10_000_000);
        Client declared = server.client();
        Client chunked = server.client()) {
      declared.send(head("/", LIMIT + 1));
      assertThat(declared.answer()).startsWith("HTTP/1.1 503").endsWith("TOO_LARGE");
      chunked.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int sent = 0; sent < LIMIT; sent += 10_000) {
        chunked.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
      }
      chunked.send("1\r\nx\r\n0\r\n\r\n");
      assertThat(chunked.answer()).startsWith("HTTP/1.1 503").endsWith("TOO_LARGE");
    }
  }

  @Test
  void aFormMayHaveAHundredFieldsAndNoMore() throws IOException {
    try (Server server = new Server(10_000_000);
        Client hundred = server.client();
        Client more = server.client()) {
      String fields = "a=&".repeat(99);
      hundred.send(head("/stranger", fields.length() + 3));
      hundred.send(fields + "b=c");
      assertThat(hundred.answer()).startsWith("HTTP/1.1 200");
      more.send(head("/stranger", fields.length() + 6));
      more.send(fields + "a=&b=c");
      assertThat(more.answer()).startsWith("HTTP/1.1 503").endsWith("TOO_LARGE");
    }
  }

  private static String head(String path, int length) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is awaited has come by now").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Tells how long a body is, or with 503 why it cannot be read. */
  private static final class Server implements AutoCloseable {
    private final BodyBudget budget;
    private final HttpListener listener;

    Server(long bytes) {
      budget = new BodyBudget(bytes);
      listener =
          HttpListener.start(
              "127.0.0.1",
              0,
              Optional.empty(),
              ConnectionLimits.usual(1_000),
              (request, event, status, headers, message) ->
                  DirectHandler.TransportResponse.builder().status(status).headers(headers).build(),
              config ->
                  config.routing(
                      HttpRouting.builder()
                          .addFilter(budget)
                          .post("/", told(request -> RequestBody.read(request, LIMIT).length))
                          .post(
                              "/stranger",
                              told(request ->
                                  SubmittedForm.readFromStranger(request, LIMIT)
                                      .field("b")
                                      .length()))),
              () -> {});
    }

    private interface Reader {
      int read(ServerRequest request);
    }

    private static Handler told(Reader reader) {
      return (request, response) -> {
        try {
          response.send(Integer.toString(reader.read(request)));
        } catch (BodyException e) {
          response.status(Status.SERVICE_UNAVAILABLE_503).send(e.reason().name());
        }
      };
    }

    Client client() throws IOException {
      return new Client(listener.uri().getPort());
    }

    @Override
    public void close() {
      listener.close();
    }
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket = new Socket();

    Client(int port) throws IOException {
      socket.setSoTimeout(120_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 120_000);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }

    /** Returns the whole answer, which must tell its length. */
    String answer() throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).as("a byte of the answer after: %s", answer).isNotNegative();
        answer.append((char) next);
      }
      String length =
          answer
              .toString()
              .lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
              .findFirst()
              .orElseThrow();
      int bytes = Integer.parseInt(length.substring(length.indexOf(':') + 1).strip());
      return answer + new String(in.readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
