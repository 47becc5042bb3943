package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.coffer.egress.EgressClient;
import dev.coffer.egress.EgressClient.Limits;
import dev.coffer.egress.EgressPolicy;
import dev.coffer.egress.NameResolver;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FetchTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final UnaryOperator<String> SHOWN = UnaryOperator.identity();
  private static final Limits SMALL = new Limits(5, 100_000, 10 << 20, Duration.ofMinutes(1));
  private static LocalHttps api;
  private static LocalHttps plain;

  /** What the test's names mean; asked of is what was looked up. */
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();

  private final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();
  private final String path = "/" + PATHS.incrementAndGet();

  @BeforeAll
  static void start() throws Exception {
    api = LocalHttps.start();
    plain = LocalHttps.startPlain();
  }

  @AfterAll
  static void stop() {
    api.close();
    plain.close();
  }

  private List<InetAddress> addressesOf(String host) throws UnknownHostException {
    lookedUp.add(host);
    if (names.containsKey(host)) {
      return names.get(host);
    }
    if (host.matches("[0-9.]+|\\[.*]|localhost")) {
      return List.of(InetAddress.getAllByName(host));
    }
    throw new UnknownHostException(host);
  }

  private Fetch fetch(String... openHosts) {
    return fetch(SMALL, openHosts);
  }

  private Fetch fetch(Limits limits, String... openHosts) {
    return new Fetch(
        new EgressClient(
            new EgressPolicy(Set.of(openHosts), api.trust()), this::addressesOf, limits));
  }

  private static String host() {
    return "api.example.com:" + api.port();
  }

  private String url() {
    return "https://" + host() + path;
  }

  private void apiIsOnLoopback() {
    names.put("api.example.com", List.of(InetAddress.getLoopbackAddress()));
  }

  private static ObjectNode get(String url) {
    return JSON.createObjectNode().put("url", url).put("method", "GET");
  }

  private static String body(JsonNode answer) {
    return new String(Base64.getDecoder().decode(answer.path("body").asText()), UTF_8);
  }

  private static HostCallException refusal(Fetch fetch, JsonNode argument) {
    HostCallException refusal =
        catchThrowableOfType(HostCallException.class, () -> fetch.perform(argument, SHOWN));
    assertThat(refusal).as("the refusal").isNotNull();
    return refusal;
  }

  @Test
  void anAnswerComesBackWhole() throws HostCallException {
    apiIsOnLoopback();
    api.when(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("X-Two", "1");
          exchange.getResponseHeaders().add("X-Two", "2");
          LocalHttps.answer(exchange, 404, "{\"é\":1}");
        });

    JsonNode answer = fetch(host()).perform(get(url() + "?a=b c"), SHOWN);

    assertThat(answer.path("status").asInt()).isEqualTo(404);
    assertThat(answer.path("statusText").asText()).isEqualTo("Not Found");
    assertThat(answer.path("url").asText()).isEqualTo(url() + "?a=b%20c");
    assertThat(answer.path("redirected").asBoolean()).isFalse();
    assertThat(answer.at("/headers/content-type").asText()).isEqualTo("application/json");
    assertThat(answer.at("/headers/x-two").asText()).isEqualTo("1, 2");
    assertThat(body(answer)).isEqualTo("{\"é\":1}");
    assertThat(api.requests()).contains("GET " + path + "?a=b%20c");
  }

  @Test
  void methodHeadersAndBodyAreSentWithoutThoseOfTheConnection() throws HostCallException {
    apiIsOnLoopback();
    Headers seen = new Headers();
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    api.when(
        path,
        exchange -> {
          seen.putAll(exchange.getRequestHeaders());
          bodies.add(
              exchange.getRequestMethod()
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          LocalHttps.answer(exchange, 200, "{}");
        });
    ObjectNode request = get(url()).put("method", "put");
    request.put("body", Base64.getEncoder().encodeToString("größe".getBytes(UTF_8)));
    request
        .putObject("headers")
        .put("Authorization", "Bearer x")
        .put("X-Number", 7)
        .put("Host", "other.example")
        .put("Content-Length", "1")
        .put("Transfer-Encoding", "chunked")
        .put("Connection", "close")
        .put("Proxy-Authorization", "x")
        .put("Content-Type", "text/plain");

    fetch(host()).perform(request, SHOWN);

    assertThat(bodies).containsExactly("PUTgröße");
    assertThat(seen.getFirst("Host")).isEqualTo(host());
    assertThat(seen.getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(seen.getFirst("X-Number")).isEqualTo("7");
    assertThat(seen.get("Content-Type")).containsExactly("text/plain");
    assertThat(seen.get("Content-Length")).containsExactly("7");
    assertThat(seen).doesNotContainKeys("Transfer-encoding", "Proxy-authorization", "Upgrade");
  }

  @Test
  void aCompressedAnswerIsUnpackedWithinTheLimit() throws HostCallException {
    apiIsOnLoopback();
    api.when(path, exchange -> answerZipped(exchange, 90_000));
    api.when(path + "/bomb", exchange -> answerZipped(exchange, 50_000_000));

    assertThat(body(fetch(host()).perform(get(url()), SHOWN))).hasSize(90_000);
    assertThat(refusal(fetch(host()), get(url() + "/bomb")).code()).isEqualTo("RESOURCE_EXHAUSTED");
  }

  private static void answerZipped(HttpExchange exchange, int size) throws IOException {
    exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream zipped = new GZIPOutputStream(exchange.getResponseBody())) {
      zipped.write(new byte[size]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://[64:ff9b::7f00:1]/"
      })
  void aPrivateAddressIsRefused(String url) {
    HostCallException refusal = refusal(fetch(), get(url));

    assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(refusal.getMessage()).contains("not on the public internet");
  }

  /** Each is one by the rules of browsers, of C's inet_aton, of IDNA, or of none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1.",
        "localhost.",
        "LOCALHOST",
        "127.000.000.001",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "0x7F.1",
        "017700000001",
        "127.0.1",
        "00000000000000000177.0.0.1",
        "0",
        "0.0.0.0",
        "169.254.43518",
        "0xa9fea9fe",
        "2852039166",
        "１２７.0.0.1",
        "127。0。0。1",
        "ⓛocalhost",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[64:ff9b::169.254.169.254]",
        "[fec0::1]",
        "[fe80::1]",
        "[ff02::1]",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
      })
  void noSpellingOfASpecialAddressIsConnectedTo(String host) {
    Fetch fetch =
        new Fetch(
            new EgressClient(
                new EgressPolicy(Set.of(), api.trust()), NameResolver.ofSystem(), SMALL));
    int before = api.requests().size();

    HostCallException refusal = refusal(fetch, get("https://" + host + ":" + api.port() + path));

    assertThat(refusal.getMessage())
        .containsAnyOf("not on the public internet", "no address is known", "needs a URL");
    assertThat(api.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({"a: b, true", "a: b, false"})
  void aHeadWithoutEndIsCutOff(String part, boolean inLines) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CountDownLatch left = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            try (Socket socket = server.accept()) {
              OutputStream out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
              byte[] more = (inLines ? part + "\r\n" : part).repeat(1_000).getBytes(UTF_8);
              while (true) {
                out.write(more);
                Thread.sleep(1); // So that a fetch without a limit does not fill the memory.
              }
            } catch (IOException | InterruptedException e) {
              left.countDown();
            }
          });
      String url = "http://localhost:" + server.getLocalPort() + "/";
      Limits limits = new Limits(5, 100_000, 10 << 20, Duration.ofMinutes(1));

      assertThat(refusal(fetch(limits, "localhost"), get(url)).code()).isEqualTo("UNAVAILABLE");
      assertThat(left.await(2, TimeUnit.MINUTES)).as("the connection was closed").isTrue();
    }
  }

  @Test
  void aNameThatLeadsToAPrivateAddressIsRefusedBeforeAnyConnection() throws Exception {
    apiIsOnLoopback();
    api.whenAskedAnswer(path, "{}");

    assertThat(refusal(fetch(), get(url())).code()).isEqualTo("PERMISSION_DENIED");
    assertThat(lookedUp).containsExactly("api.example.com");
    assertThat(api.requests()).noneMatch(it -> it.endsWith(path));
  }

  @Test
  void onePrivateAddressAmongPublicOnesIsEnough() throws Exception {
    names.put(
        "mixed.example",
        List.of(InetAddress.ofLiteral("1.1.1.1"), InetAddress.getLoopbackAddress()));

    assertThat(refusal(fetch(), get("https://mixed.example/")).code())
        .isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void aNameIsLookedUpOnceAndTheConnectionGoesToTheAddressThatWasChecked() throws Exception {
    AtomicInteger lookUps = new AtomicInteger();
    api.whenAskedAnswer(path, "{}");
    NameResolver rebinding =
        host ->
            lookUps.getAndIncrement() == 0
                ? List.of(InetAddress.getLoopbackAddress())
                : List.of(InetAddress.ofLiteral("192.0.2.1"));
    Fetch fetch =
        new Fetch(
            new EgressClient(new EgressPolicy(Set.of(host()), api.trust()), rebinding, SMALL));

    assertThat(fetch.perform(get(url()), SHOWN).path("status").asInt()).isEqualTo(200);
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void aRedirectToAPrivateAddressIsRefused() {
    apiIsOnLoopback();
    names.put("inside.example", List.of(InetAddress.getLoopbackAddress()));
    String inside = "https://inside.example:" + api.port() + path + "/inside";
    api.whenAskedRedirect(path, 302, inside);
    api.whenAskedAnswer(path + "/inside", "{}");

    assertThat(refusal(fetch(host()), get(url())).code()).isEqualTo("PERMISSION_DENIED");
    assertThat(api.requests()).noneMatch(it -> it.endsWith("/inside"));
  }

  @Test
  void plainHttpIsRefusedAlsoAfterARedirect() {
    apiIsOnLoopback();
    api.whenAskedRedirect(path, 302, "http://localhost:" + plain.port() + path);
    plain.whenAskedAnswer(path, "{}");

    assertThat(refusal(fetch(), get("http://api.example.com/")).getMessage())
        .contains("https only");
    HostCallException redirected = refusal(fetch(host()), get(url()));
    assertThat(redirected.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(redirected.getMessage())
        .as("names the host to open")
        .contains("--open-host localhost");
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void anOpenHostMayBePlainAndAnywhere() throws HostCallException {
    plain.whenAskedAnswer(path + "/open", "{}");
    String url = "http://localhost:" + plain.port() + path + "/open";

    assertThat(fetch("LocalHost").perform(get(url), SHOWN).path("status").asInt()).isEqualTo(200);
    assertThat(refusal(fetch("localhost:1"), get(url)).code()).isEqualTo("PERMISSION_DENIED");
    plain.requests().clear();
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    names.put("other.example", List.of(InetAddress.getLoopbackAddress()));

    HostCallException refusal =
        refusal(fetch("other.example"), get("https://other.example:" + api.port() + "/"));

    assertThat(refusal.code()).isEqualTo("UNAVAILABLE");
    assertThat(refusal.getMessage()).contains("certificate");
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefused() {
    apiIsOnLoopback();
    Fetch fetch =
        new Fetch(
            new EgressClient(
                new EgressPolicy(Set.of(host()), RunningCoffer.trust()), this::addressesOf, SMALL));

    assertThat(refusal(fetch, get(url())).getMessage()).contains("certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET",
    "302, POST, GET",
    "303, POST, GET",
    "303, PUT, GET",
    "301, PUT, PUT",
    "307, POST, POST",
    "308, POST, POST"
  })
  void aRedirectIsFollowedAsBrowsersDo(int status, String method, String then)
      throws HostCallException {
    apiIsOnLoopback();
    Queue<String> arrived = new ConcurrentLinkedQueue<>();
    api.whenAskedRedirect(path, status, path + "/there");
    api.when(
        path + "/there",
        exchange -> {
          arrived.add(
              exchange.getRequestMethod()
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          LocalHttps.answer(exchange, 200, "{}");
        });
    ObjectNode request = get(url()).put("method", method).put("body", "Ym9keQ==");
    request.putObject("headers").put("Authorization", "a");

    JsonNode answer = fetch(host()).perform(request, SHOWN);

    assertThat(arrived).containsExactly(then + (then.equals("GET") ? "" : "body") + "a");
    assertThat(answer.path("redirected").asBoolean()).isTrue();
    assertThat(answer.path("url").asText()).isEqualTo(url() + "/there");
  }

  @Test
  void credentialsDoNotFollowToAnotherServer() throws HostCallException {
    apiIsOnLoopback();
    Headers seen = new Headers();
    api.whenAskedRedirect(path, 307, "http://localhost:" + plain.port() + path + "/other");
    plain.when(
        path + "/other",
        exchange -> {
          seen.putAll(exchange.getRequestHeaders());
          LocalHttps.answer(exchange, 200, "{}");
        });
    ObjectNode request = get(url());
    request.putObject("headers").put("authorization", "a").put("COOKIE", "b").put("X-Kept", "c");

    fetch(host(), "localhost").perform(request, SHOWN);

    assertThat(seen).doesNotContainKeys("Authorization", "Cookie").containsKey("X-kept");
    plain.requests().clear();
  }

  @Test
  void redirectsEndAfterFive() {
    apiIsOnLoopback();
    api.whenAskedRedirect(path, 302, path);

    assertThat(refusal(fetch(host()), get(url())).getMessage()).contains("more than 5 times");
    assertThat(api.requests()).filteredOn(it -> it.equals("GET " + path)).hasSize(6);
  }

  @Test
  void anAnswerThatIsTooLargeIsRefused() {
    apiIsOnLoopback();
    api.whenAskedAnswer(path, "x".repeat(100_001));

    HostCallException refusal = refusal(fetch(host()), get(url()));

    assertThat(refusal.code()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(refusal.getMessage()).contains("larger than 100000 bytes");
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    String body = Base64.getEncoder().encodeToString(new byte[100_100]);

    assertThat(
            refusal(fetch(), get("https://a.example").put("method", "POST").put("body", body))
                .code())
        .isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void whatGoesOutAndComesInAtOnceIsBounded() throws Exception {
    apiIsOnLoopback();
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    api.when(
        path,
        exchange -> {
          arrived.countDown();
          awaited(refused);
          LocalHttps.answer(exchange, 200, "{}");
        });
    api.whenAskedAnswer(path + "/large", "x".repeat(50_000));
    Fetch fetch = fetch(new Limits(5, 100_000, 100_000, Duration.ofMinutes(1)), host());
    ObjectNode request = get(url()).put("method", "POST");
    request.put("body", Base64.getEncoder().encodeToString(new byte[60_000]));

    FutureTask<JsonNode> first = new FutureTask<>(() -> fetch.perform(request, SHOWN));
    Thread.ofVirtual().start(first);
    awaited(arrived);

    assertThat(refusal(fetch, request).getMessage()).isEqualTo("too much is fetched at once");
    assertThat(refusal(fetch, get(url() + "/large")).getMessage())
        .isEqualTo("too much is fetched at once");
    refused.countDown();
    assertThat(first.get(2, TimeUnit.MINUTES).path("status").asInt()).isEqualTo(200);
    assertThat(fetch.perform(get(url() + "/large"), SHOWN).path("status").asInt()).isEqualTo(200);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aServerThatNeverAnswersIsLeft() throws InterruptedException {
    apiIsOnLoopback();
    CountDownLatch left = new CountDownLatch(1);
    api.when(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
              Thread.sleep(20);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            left.countDown();
          }
        });
    Limits brief = new Limits(5, 100_000, 10 << 20, Duration.ofMillis(500));

    assertThat(refusal(fetch(brief, host()), get(url())).code()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(left.await(2, TimeUnit.MINUTES)).as("the connection was closed").isTrue();
  }

  @Test
  void aHostThatIsNotThereIsTold() {
    assertThat(refusal(fetch(), get("https://nowhere.example/?key=secret")).getMessage())
        .isEqualTo(
            "no address is known for nowhere.example: the name is wrong, or there is no network");
    assertThat(refusal(fetch("127.0.0.1"), get("https://127.0.0.1:1/?key=secret")).getMessage())
        .isEqualTo("127.0.0.1 cannot be reached, or broke off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "7",
        "{\"url\":7}",
        "{\"url\":\"nowhere\"}",
        "{\"url\":\"https://user:password@a.example/\"}",
        "{\"url\":\"https://a.example/\",\"method\":\"CONNECT\"}",
        "{\"url\":\"https://a.example/\",\"method\":\"G T\"}",
        "{\"url\":\"https://a.example/\",\"body\":\"YQ==\"}",
        "{\"url\":\"https://a.example/\",\"method\":\"POST\",\"body\":\"?\"}",
        "{\"url\":\"https://a.example/\",\"headers\":{\"a b\":\"c\"}}",
        "{\"url\":\"https://a.example/\",\"headers\":{\"a\":\"b\\r\\nc: d\"}}",
        "{\"url\":\"https://a.example/\",\"headers\":{\"a\":{}}}"
      })
  void whatCannotBeSentIsRefused(String argument) throws IOException {
    assertThat(refusal(fetch(), JSON.readTree(argument)).code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(lookedUp).isEmpty();
  }
}
