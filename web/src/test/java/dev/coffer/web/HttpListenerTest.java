package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.RawConnection;
import dev.coffer.testing.RawConnection.RawAnswer;
import io.helidon.http.DirectHandler;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a listener does with clients that are slow, many, or unclear. Alone, because it breaks every
 * listener of the process.
 */
@Isolated
class HttpListenerTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String GET = "GET /fast HTTP/1.1\r\nHost: x\r\n\r\n";

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<RawConnection> clients = new ArrayList<>();
  private Optional<HttpListener> listener = Optional.empty();

  @AfterEach
  void stop() {
    release.countDown();
    clients.forEach(RawConnection::close);
    listener.ifPresent(HttpListener::close);
  }

  @Test
  void aClientThatSaysNothingIsCutOff() {
    start(limits(100, Duration.ofSeconds(1), LONG, LONG));

    assertThat(client().isClosedByServer()).isTrue();
  }

  @Test
  void aHeadThatDoesNotComeToItsEndIsCutOffHoweverItDrips() {
    start(limits(100, LONG, Duration.ofSeconds(1), LONG));
    RawConnection client = client();
    client.send("GET / HTTP/1.1\r\n");

    for (int i = 0; i < 4; i++) {
      client.send("A: b\r\n");
      sleep(300);
    }

    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsCutOff() {
    start(limits(100, LONG, LONG, Duration.ofSeconds(1)));
    RawConnection client = client();
    client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");

    for (int i = 0; i < 4; i++) {
      client.send("drip");
      sleep(300);
    }

    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void aRequestThatTheServerTakesItsTimeForIsNotCutOff() {
    start(limits(100, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    RawConnection client = client();
    client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");

    sleep(3_000);
    release.countDown();

    assertThat(client.answer()).map(RawAnswer::body).contains("at last");
  }

  @Test
  void aClientThatTakesNoAnswerIsCutOff() {
    start(
        new ConnectionLimits(
            100, LONG, LONG, LONG, LONG, LONG, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    RawConnection client = client();
    client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");

    await(ended);
  }

  @Test
  void strangersMakeRoomForMoreAndWhoeverIsKnownStays() {
    start(limits(32, LONG, LONG, LONG));
    RawConnection known = client();
    known.send("GET /known HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(known.answer()).isPresent();

    for (int i = 0; i < 200; i++) {
      client();
    }
    RawConnection late = client();
    late.send(GET);

    assertThat(late.answer()).map(RawAnswer::status).contains(200);
    known.send(GET);
    assertThat(known.answer()).map(RawAnswer::status).contains(200);
  }

  @Test
  void whoeverOpensManyConnectionsGivesThemUpFirst() {
    start(limits(32, LONG, LONG, LONG));
    RawConnection first = client();

    for (int i = 0; i < 60; i++) {
      clients.add(RawConnection.from("127.0.0.2", listener.orElseThrow().uri()));
      sleep(10);
    }
    first.send(GET);

    assertThat(first.answer()).map(RawAnswer::status).contains(200);
  }

  @Test
  void strangersThatTakeNoAnswerMakeRoomForOthers() {
    start(limits(32, LONG, LONG, LONG));
    for (int i = 0; i < 200; i++) {
      client().send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    waitUntil(this::answers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fast", "/endless"})
  void strangersThatAreAnsweredWithoutEndMakeRoomForOthers(String path) {
    start(limits(32, LONG, LONG, LONG));
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        threads.execute(() -> {
          while (!enough.get()) {
            askAndRead(path, enough, answers);
          }
        });
      }
      try {
        waitUntil(() -> answers.get() > 1_000);
        waitUntil(this::answers);
      } finally {
        enough.set(true);
      }
    }
  }

  /** Asks again and again on one connection, and reads what comes a little at a time. */
  private void askAndRead(String path, AtomicBoolean enough, AtomicInteger answers) {
    URI uri = listener.orElseThrow().uri();
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(1_000);
      while (!enough.get()) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read(new byte[20_000]) < 0) {
          return;
        }
        answers.incrementAndGet();
        sleep(5);
      }
    } catch (IOException e) {
      // It had to make room, or waits for a place.
    }
  }

  @Test
  void aConnectionThatIsGoneBeforeItIsLookedAtIsNoFault() {
    start(limits(32, LONG, LONG, LONG));
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    Logger log = Logger.getLogger("io.helidon.webserver");
    Handler handler = new FaultHandler(faults);
    log.addHandler(handler);
    try {
      keepProcessorsBusyWhile(() -> {
        for (int i = 0; i < 40; i++) {
          client();
        }
        sleep(1_000); // Connections run short, and those that nobody could look at are closed.
      });
      waitUntil(this::answers);
    } finally {
      log.removeHandler(handler);
    }

    assertThat(faults).isEmpty();
  }

  /** Keeps what the web server logs as thrown. */
  private static final class FaultHandler extends Handler {
    private final Queue<Throwable> faults;

    FaultHandler(Queue<Throwable> faults) {
      this.faults = faults;
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getThrown() != null) {
        faults.add(line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** No connection is looked at meanwhile, because virtual threads give way only when they wait. */
  private static void keepProcessorsBusyWhile(Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService spinning = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        spinning.execute(() -> {
          while (!done.get()) {
            Thread.onSpinWait();
          }
        });
      }
      try {
        work.run();
      } finally {
        done.set(true);
      }
    }
  }

  @Test
  void aListenerThatBrokeIsBroughtBackOnItsPort() {
    start(limits(100, LONG, LONG, LONG));
    breakListener();

    waitUntil(() -> !answers());
    waitUntil(this::answers);

    assertThat(givenUp.getCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n",
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n",
        "GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /last HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /fast HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "nonsense\r\n\r\n",
      })
  void anAnswerThatIsTheLastSaysSoAndNothingIsReadBehindIt(String request) {
    start(limits(100, LONG, LONG, LONG));
    RawConnection client = client();
    client.send(request + GET);

    RawAnswer answer = client.answer().orElseThrow();

    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.toTheEnd()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /fast HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
        "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
        """
        POST /body HTTP/1.1\r
        Host: x\r
        Transfer-Encoding: chunked\r
        \r
        3;a\r
        abc\r
        0\r
        B: c\r
        \r
        """,
      })
  void everyOtherAnswerIsFollowedByTheNext(String request) {
    start(limits(100, LONG, LONG, LONG));
    RawConnection client = client();
    client.send(request + GET);

    assertThat(client.answer().orElseThrow().header("connection")).isEqualTo("keep-alive");
    assertThat(client.answer()).map(RawAnswer::body).contains("fast");
  }

  @Test
  void aClientThatSendsAllOfATooLargeBodyFirstIsToldAndNotCutOff() {
    start(limits(100, LONG, LONG, LONG));
    RawConnection client = client();
    client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
    client.send(new byte[3_000_000]);

    assertThat(client.answer()).map(RawAnswer::status).contains(413);
  }

  @Test
  void thereIsNoHttp2() {
    start(limits(100, LONG, LONG, LONG));

    RawConnection client = client();
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertThat(client.answer()).isPresent();
    assertThat(client.toTheEnd()).isEmpty();

    RawConnection upgrading = client();
    upgrading.sendHead(
        "GET /fast HTTP/1.1",
        "Host: x",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
    assertThat(upgrading.answer()).map(RawAnswer::status).contains(200);
  }

  private static ConnectionLimits limits(
      int connections, Duration silence, Duration head, Duration body) {
    return new ConnectionLimits(
        connections, silence, head, body, LONG, LONG, LONG, Duration.ofSeconds(2));
  }

  private void start(ConnectionLimits limits) {
    listener =
        Optional.of(
            HttpListener.start(
                "127.0.0.1",
                0,
                Optional.empty(),
                limits,
                HttpListenerTest::malformed,
                this::routes,
                givenUp::countDown));
  }

  private static DirectHandler.TransportResponse malformed(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType event,
      io.helidon.http.Status status,
      ServerResponseHeaders headers,
      String message) {
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(event.keepAlive())
        .entity("malformed")
        .build();
  }

  private void routes(WebServerConfig.Builder config) {
    config
        .maxPayloadSize(1 << 20)
        .routing(
            HttpRouting.builder()
                .get("/fast", (request, response) -> response.send("fast"))
                .get(
                    "/last",
                    (request, response) -> response.header("Connection", "close").send("last"))
                .get(
                    "/known",
                    (request, response) -> {
                      ClientConnection.known();
                      response.send("known");
                    })
                .get("/endless", (request, response) -> sendEndlessly(response))
                .get(
                    "/slow",
                    (request, response) -> {
                      await(release);
                      response.send("at last");
                    })
                .post("/unread", (request, response) -> response.status(401).send("who?"))
                .post(
                    "/body",
                    (request, response) -> {
                      try {
                        response.send(RequestBody.read(request, 100_000).length + " bytes");
                      } catch (BodyException e) {
                        response
                            .status(e.reason() == BodyException.Reason.TOO_LARGE ? 413 : 400)
                            .send(e.reason().name());
                      }
                    }));
  }

  private void sendEndlessly(ServerResponse response) throws IOException {
    try (OutputStream out = response.outputStream()) {
      while (true) {
        out.write(new byte[65_536]);
      }
    } finally {
      ended.countDown();
    }
  }

  private RawConnection client() {
    RawConnection client = RawConnection.to(listener.orElseThrow().uri());
    clients.add(client);
    return client;
  }

  private boolean answers() {
    URI uri = listener.orElseThrow().uri();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(2_000);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 2_000);
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  /** The web server takes the interruption of its accepting thread as it takes any failure. */
  private void breakListener() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("-listener"))
        .forEach(Thread::interrupt);
  }

  private static void waitUntil(BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(120);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(limit);
      sleep(20);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
