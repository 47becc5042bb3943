package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import dev.coffer.testing.LiveHeap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A small server, with a heap of 128 MB and 256 file descriptors, goes on answering those who may
 * ask while strangers at 40 addresses do their worst.
 */
class HostileClientsTest {
  private static final boolean LONG = Boolean.getBoolean("coffer.long");
  private static final Duration TIME = Duration.ofSeconds(LONG ? 60 : 3);
  private static final int SECRETS = LONG ? 20_000 : 2_000;
  private static final int ADDRESSES = 40;
  private static final int CONNECTIONS_OF_AN_ADDRESS = 8;

  /** A test that runs beside others may wait for the processor alone. */
  private static final Duration LATEST = Duration.ofSeconds(LONG ? 5 : 20);

  /** So many megabytes of heap may be cached after an attack that were not before all of them. */
  private static final long GROWTH = 16;

  /** So many bytes may be logged because of an attack. */
  private static final long LOG = 50_000;

  private static final String EMAIL = "owner@example.com";
  private static final String PASSWORD = "a long enough password";
  private static final JsonMapper JSON = new JsonMapper();

  private static final Path directory = TestServer.temporaryDirectory();
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final AtomicInteger answers = new AtomicInteger();
  private static final Set<Socket> attacking = ConcurrentHashMap.newKeySet();
  private static ServerProcess server;
  private static URI uri;
  private static String readKey;
  private static String listKey;
  private static String device;
  private static String asset;
  private static long heapBefore;

  /** What a stranger does with one connection, again and again. */
  private enum Attack {
    /** Opens it and closes it. */
    CONNECTIONS {
      @Override
      void with(Socket socket) {}
    },
    /** Says nothing. */
    SILENCE {
      @Override
      void with(Socket socket) throws IOException {
        awaitEnd(socket);
      }
    },
    /** Sends a head that has no end. */
    HEADS {
      @Override
      void with(Socket socket) throws IOException {
        send(socket, "GET / HTTP/1.1\r\nHost: x\r\nCookie: " + "x".repeat(15_000));
        awaitEnd(socket);
      }
    },
    /** Sends a form that has no end. */
    FORMS {
      @Override
      void with(Socket socket) throws IOException {
        send(
            socket,
            "POST /dashboard/log-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
                + "x".repeat(390_000));
        awaitEnd(socket);
      }
    },
    /** Hides another request behind chunks that are none. */
    CHUNKS {
      @Override
      void with(Socket socket) throws IOException {
        String hidden = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
        send(
            socket,
            "POST /api/v1/secrets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        send(socket, "zz\r\n\r\n" + hidden);
        awaitEnd(socket);
      }
    },
    /** Tries passwords. */
    PASSWORDS {
      @Override
      void with(Socket socket) throws IOException {
        String form = "email=owner%40example.com&password=guessed-" + System.nanoTime();
        send(
            socket,
            "POST /dashboard/log-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length()
                + "\r\n\r\n"
                + form);
        awaitEnd(socket);
      }
    },
    /** Lists all secrets with a key that may do nothing else, and reads slowly. */
    LISTS {
      @Override
      void with(Socket socket) throws IOException {
        send(
            socket,
            "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                + listKey
                + "\r\n\r\n");
        awaitEnd(socket);
      }
    },
    /** Asks for a page again and again, and reads no answer. */
    PIPELINES {
      @Override
      void with(Socket socket) throws IOException {
        while (true) {
          send(socket, LOG_IN_PAGE.repeat(100));
        }
      }
    },
    /** Asks for a page again and again, and reads each. */
    KEPT_CONNECTIONS {
      @Override
      void with(Socket socket) throws IOException {
        while (true) {
          send(socket, LOG_IN_PAGE);
          if (socket.getInputStream().read(new byte[50_000]) < 0) {
            return;
          }
        }
      }
    },
    /** Asks for the dashboard's files, and reads them slowly. */
    ASSETS {
      @Override
      void with(Socket socket) throws IOException {
        socket.setReceiveBufferSize(2_048);
        send(socket, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(asset).repeat(50));
        while (socket.getInputStream().read(new byte[200]) >= 0) {
          pause(50);
        }
      }
    };

    private static final String LOG_IN_PAGE =
        "GET /dashboard/log-in HTTP/1.1\r\nHost: localhost\r\n\r\n";

    abstract void with(Socket socket) throws IOException;

    private static void send(Socket socket, String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    private static void pause(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static void awaitEnd(Socket socket) throws IOException {
      InputStream in = socket.getInputStream();
      in.skipNBytes(Long.MAX_VALUE);
    }
  }

  @BeforeAll
  static void startServer() throws Exception {
    server =
        ServerProcess.startSmall(
            Map.of("data", directory.resolve("data").toString(), "port", "0", "log-level", "info"),
            directory.resolve("log"),
            128,
            256);
    uri = server.awaitReady();
    String operator = Files.readString(directory.resolve("data/operator.key")).strip();
    JsonNode sites = call(operator, "GET", "/admin/v1/sites", "");
    String site = "/admin/v1/sites/" + sites.at("/sites/0/id").asText();
    call(
        operator,
        "POST",
        site + "/members-area",
        "{\"owner\":{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}}");
    String keys = "{\"apiKey\":{\"name\":\"%s\",\"permissions\":[\"SECRETS_VAULT.%s\"]}}";
    readKey =
        call(operator, "POST", site + "/api-keys", keys.formatted("read", "SECRET_READ"))
            .path("key")
            .asText();
    listKey =
        call(operator, "POST", site + "/api-keys", keys.formatted("list", "SECRET_METADATA_READ"))
            .path("key")
            .asText();
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Future<?>> created = new ArrayList<>();
      for (int i = 0; i < SECRETS; i++) {
        String secret =
            "{\"secret\":{\"name\":\"s%d\",\"value\":\"value of %d\",\"description\":\"%s\"}}"
                .formatted(i, i, "d".repeat(200));
        created.add(callers.submit(() -> call(operator, "POST", "/api/v1/secrets", secret)));
      }
      for (Future<?> each : created) {
        each.get();
      }
    }
    device = logIn("");
    asset = assetOf(http.send(request("/dashboard/log-in"), BodyHandlers.ofString()).body());
    heapBefore = LiveHeap.megabytes(server.pid());
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(uri.resolve(path)).build();
  }

  private static String assetOf(String page) {
    Matcher script = Pattern.compile("src=\"(/dashboard/assets/[^\"]*)\"").matcher(page);
    assertThat(script.find()).as("the page has a script").isTrue();
    return script.group(1);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
    http.close();
    TestServer.deleteTree(directory);
  }

  @ParameterizedTest
  @EnumSource
  void goodClientsAreAnsweredWhileStrangers(Attack attack) throws Exception {
    long end = System.nanoTime() + TIME.toNanos();
    long slowest = 0;
    answers.set(0);
    long logged = Files.size(directory.resolve("log"));
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int address = 1; address <= ADDRESSES; address++) {
        InetAddress from = InetAddress.getByName("127.0.1." + address);
        for (int i = 0; i < CONNECTIONS_OF_AN_ADDRESS; i++) {
          people.execute(() -> attackUntil(end, from, attack));
        }
      }
      List<Future<Long>> good = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        int first = reader * 100;
        good.add(people.submit(() -> readUntil(end, first)));
      }
      good.add(people.submit(() -> timed(() -> logIn(device))));
      good.add(people.submit(() -> comeUntil(end)));
      for (Future<Long> each : good) {
        slowest = Math.max(slowest, each.get());
      }
      endAttack();
    }

    assertThat(server.isAlive()).as("the same process still runs").isTrue();
    assertThat(Files.size(directory.resolve("log")) - logged).as("bytes of log").isLessThan(LOG);
    assertThat(Duration.ofNanos(slowest)).as("the slowest good answer").isLessThan(LATEST);
    assertThat(readOnce(7)).isEqualTo("value of 7");
    assertThat(LiveHeap.fallsTo(heapBefore + GROWTH, server.pid()))
        .as("no more than %d MB of heap and %d MB are needed", heapBefore, GROWTH)
        .isTrue();
    if (LONG) {
      System.out.printf(
          "%s: %d good answers, the slowest after %d ms; heap %d MB before, %d MB after; %s%n",
          attack,
          answers.get(),
          slowest / 1_000_000,
          heapBefore,
          LiveHeap.megabytes(server.pid()),
          LiveHeap.resident(server.pid()));
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static long timed(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  /** Some wait for their own requests to be taken. */
  private static void endAttack() throws IOException {
    for (Socket socket : attacking) {
      socket.close();
    }
  }

  private static void attackUntil(long end, InetAddress from, Attack attack) {
    while (System.nanoTime() < end) {
      Socket socket = new Socket();
      attacking.add(socket);
      try (socket) {
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 1_000);
        attack.with(socket);
      } catch (IOException e) {
        // It was cut off, or refused.
      } finally {
        attacking.remove(socket);
      }
    }
  }

  private static long readUntil(long end, int first) throws Exception {
    long slowest = 0;
    for (int i = 0; System.nanoTime() < end; i++) {
      int number = first + i % 100;
      slowest =
          Math.max(
              slowest, timed(() -> assertThat(readOnce(number)).isEqualTo("value of " + number)));
      answers.incrementAndGet();
    }
    return slowest;
  }

  /** Reads on a connection of its own each time, as somebody does who was not there before. */
  private static long comeUntil(long end) throws Exception {
    long slowest = 0;
    while (System.nanoTime() < end) {
      slowest = Math.max(slowest, timed(HostileClientsTest::readOnNewConnection));
      answers.incrementAndGet();
    }
    return slowest;
  }

  /** Comes again if the connection had to make room. */
  private static void readOnNewConnection() throws IOException {
    while (true) {
      try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
        socket.setSoTimeout(120_000);
        Attack.send(
            socket,
            "GET /api/v1/secrets/name/s7 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: "
                + readKey
                + "\r\n\r\n");
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!answer.isEmpty()) {
          assertThat(answer).contains("value of 7");
          return;
        }
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        // It had to make room for another.
      }
    }
  }

  private static String readOnce(int number) throws Exception {
    return call(readKey, "GET", "/api/v1/secrets/name/s" + number, "").path("value").asText();
  }

  private static JsonNode call(String key, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Authorization", key)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Logs the owner in, and gives the cookie that makes the browser known. */
  private static String logIn(String deviceCookie) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve("/dashboard/log-in"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "email=owner%40example.com&password=" + PASSWORD.replace(' ', '+')));
    if (!deviceCookie.isEmpty()) {
      request.header("Cookie", deviceCookie);
    }
    HttpResponse<String> answer = sendAsBrowsersDo(request.build());
    assertThat(answer.statusCode()).as("logging in: " + answer.body()).isEqualTo(303);
    return answer.headers().allValues("set-cookie").stream()
        .filter(cookie -> cookie.startsWith("coffer-device="))
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .findFirst()
        .orElse(deviceCookie);
  }

  /** On a new connection if the kept one had been closed meanwhile. */
  private static HttpResponse<String> sendAsBrowsersDo(HttpRequest request) throws Exception {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
