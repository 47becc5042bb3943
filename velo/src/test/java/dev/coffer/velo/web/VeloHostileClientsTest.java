package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LiveHeap;
import dev.coffer.velo.host.RunningCoffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The runner of a site, with a heap of 128 MB and 256 file descriptors, goes on answering visitors
 * while strangers at other addresses do their worst.
 */
class VeloHostileClientsTest {
  private static final boolean LONG = Boolean.getBoolean("coffer.long");
  private static final Duration TIME = Duration.ofSeconds(LONG ? 60 : 3);
  private static final int CONNECTIONS_OF_AN_ADDRESS = 8;

  /** A test that runs beside others may wait for the processor alone. */
  private static final Duration LATEST = Duration.ofSeconds(LONG ? 5 : 20);

  /** So many megabytes of heap may be cached after an attack that were not before all of them. */
  private static final long GROWTH = 16;

  /** So many bytes may be logged because of an attack. */
  private static final long LOG = 50_000;

  private static final String CALL =
      "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/a.web.js/";

  private static final Map<String, String> SITE =
      Map.of(
          "backend/a.web.js",
          """
          import { Permissions, webMethod } from 'wix-web-module';
          export const quick = webMethod(Permissions.Anyone, () => 'at once');
          export const slow = webMethod(Permissions.Anyone, async () => {
            await new Promise((done) => setTimeout(done, 1000));
          });
          """,
          "public/index.html",
          "<p>welcome</p>");

  private static final AtomicInteger answers = new AtomicInteger();
  private static final Set<Socket> attacking = ConcurrentHashMap.newKeySet();
  private static Path directory;
  private static RunningCoffer coffer;
  private static RunnerProcess runner;
  private static long heapBefore;

  /** What a stranger does with one connection, again and again. */
  private enum Attack {
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
            "POST /_log-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
                + "x".repeat(15_000));
        awaitEnd(socket);
      }
    },
    /** Sends arguments of a web method that have no end. */
    ARGUMENTS {
      @Override
      void with(Socket socket) throws IOException {
        send(socket, call("quick", 400_000) + "[\"" + "x".repeat(390_000));
        awaitEnd(socket);
      }
    },
    /** Calls what takes long, from as many addresses as there are places for. */
    SLOW_CALLS {
      @Override
      int addresses() {
        return 9;
      }

      @Override
      void with(Socket socket) throws IOException {
        while (true) {
          send(socket, call("slow", 2) + "[]");
          if (socket.getInputStream().read(new byte[50_000]) < 0) {
            return;
          }
        }
      }
    },
    /** Asks for a large file, and reads it slowly. */
    FILES {
      @Override
      void with(Socket socket) throws IOException {
        send(socket, "GET /film.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
        while (socket.getInputStream().read(new byte[20_000]) >= 0) {
          pause(20);
        }
      }
    },
    /** Asks for a large file, and reads nothing. */
    UNREAD_FILES {
      @Override
      void with(Socket socket) throws IOException {
        while (true) {
          send(socket, "GET /film.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
      }
    },
    /** Asks for a page again and again, and reads each. */
    KEPT_CONNECTIONS {
      @Override
      void with(Socket socket) throws IOException {
        while (true) {
          send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
          if (socket.getInputStream().read(new byte[50_000]) < 0) {
            return;
          }
        }
      }
    };

    abstract void with(Socket socket) throws IOException;

    int addresses() {
      return 40;
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

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String call(String function, int length, String... headers) {
    return "POST "
        + CALL
        + function
        + ".ajax HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        + "Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n"
        + String.join("", headers)
        + "\r\n";
  }

  @BeforeAll
  static void start() throws IOException {
    directory = Files.createTempDirectory("coffer-velo-hostile-");
    for (Map.Entry<String, String> file : SITE.entrySet()) {
      Path path = directory.resolve("site").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Path film = directory.resolve("site/public/film.bin");
    try (RandomAccessFile file = new RandomAccessFile(film.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    coffer = RunningCoffer.start();
    runner =
        RunnerProcess.start(
            directory.resolve("site"),
            coffer,
            coffer.newSiteWithMembersArea(),
            directory.resolve("log"));
    visit();
    heapBefore = LiveHeap.megabytes(runner.pid());
  }

  @AfterAll
  static void stop() throws IOException {
    runner.close();
    coffer.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void visitorsAreAnsweredWhileStrangers(Attack attack) throws Exception {
    long end = System.nanoTime() + TIME.toNanos();
    long slowest = 0;
    answers.set(0);
    long logged = Files.size(directory.resolve("log"));
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int address = 1; address <= attack.addresses(); address++) {
        InetAddress from = InetAddress.getByName("127.0.1." + address);
        for (int i = 0; i < CONNECTIONS_OF_AN_ADDRESS; i++) {
          people.execute(() -> attackUntil(end, from, attack));
        }
      }
      Future<Long> first = people.submit(() -> visitUntil(end));
      Future<Long> second = people.submit(() -> visitUntil(end));
      slowest = Math.max(first.get(), second.get());
      endAttack();
    }

    assertThat(runner.isAlive()).as("the same process still runs").isTrue();
    assertThat(Files.size(directory.resolve("log")) - logged).as("bytes of log").isLessThan(LOG);
    assertThat(Duration.ofNanos(slowest)).as("the slowest good answer").isLessThan(LATEST);
    assertThat(LiveHeap.fallsTo(heapBefore + GROWTH, runner.pid()))
        .as("no more than %d MB of heap and %d MB are needed", heapBefore, GROWTH)
        .isTrue();
    if (LONG) {
      System.out.printf(
          "%s: %d good answers, the slowest after %d ms; heap %d MB before, %d MB after; %s%n",
          attack,
          answers.get(),
          slowest / 1_000_000,
          heapBefore,
          LiveHeap.megabytes(runner.pid()),
          LiveHeap.resident(runner.pid()));
    }
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
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), runner.address().getPort()),
            1_000);
        attack.with(socket);
      } catch (IOException e) {
        // It was cut off, or refused.
      } finally {
        attacking.remove(socket);
      }
    }
  }

  private static long visitUntil(long end) throws InterruptedException {
    long slowest = 0;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      visit();
      slowest = Math.max(slowest, System.nanoTime() - start);
      answers.incrementAndGet();
      Thread.sleep(50); // A visitor may make 5,000 calls in a minute.
    }
    return slowest;
  }

  /** Calls a web method and gets a page, each on a new connection, as somebody does who is new. */
  private static void visit() {
    assertThat(answer(call("quick", 2, "Connection: close\r\n") + "[]")).contains("at once");
    assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .contains("welcome");
  }

  /** Comes again if the connection had to make room, or there was no place for the call. */
  private static String answer(String request) {
    while (true) {
      String answer = "";
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), runner.address().getPort())) {
        socket.setSoTimeout(120_000);
        send(socket, request);
        answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (SocketTimeoutException e) {
        throw new UncheckedIOException(e);
      } catch (IOException e) {
        // It had to make room for another.
      }
      if (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 503 ")) {
        return answer;
      }
    }
  }
}
