package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.settings.Network;
import dev.coffer.settings.TrustedProxies;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request comes over a real connection from 127.0.0.1. */
class ClientAddressesTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpListener trusting;
  private static HttpListener trustingOthers;

  @BeforeAll
  static void listen() {
    trusting = listener("127.0.0.1", "10.1.0.0/16", "2001:db8:1::/48");
    trustingOthers = listener("10.1.0.0/16");
  }

  @AfterAll
  static void close() {
    trusting.close();
    trustingOthers.close();
  }

  private static HttpListener listener(String... networks) {
    Set<Network> trusted =
        Arrays.stream(networks)
            .map(text -> Network.parse(text).orElseThrow())
            .collect(Collectors.toSet());
    RequestFilter filter =
        new RequestFilter(
            new InFlightRequests(),
            new ClientAddresses(new TrustedProxies(trusted, "X-Forwarded-For")),
            Optional.empty(),
            (route, method, status, nanoseconds) -> {});
    return HttpListener.start(
        "127.0.0.1",
        0,
        Optional.empty(),
        ConnectionLimits.usual(16),
        (request, event, status, headers, message) -> {
          throw new AssertionError("the request is well-formed");
        },
        config ->
            config.routing(
                HttpRouting.builder()
                    .addFilter(filter)
                    .get(
                        "/",
                        (request, response) ->
                            response.send(CurrentRequest.get().client().getHostAddress()))));
  }

  private static String client(HttpListener listener, String... lines) {
    HttpRequest.Builder request = HttpRequest.newBuilder(listener.uri().resolve("/"));
    for (String line : lines) {
      request.header("X-Forwarded-For", line);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7                           | 192.0.2.7",
        "198.51.100.9, 192.0.2.7             | 192.0.2.7",
        "198.51.100.9, 192.0.2.7, 10.1.2.3   | 192.0.2.7",
        "192.0.2.7,10.1.2.3,2001:db8:1:2::3  | 192.0.2.7",
        "192.0.2.7:4711                      | 192.0.2.7",
        "[2001:db8:2::1]:4711                | 2001:db8:2:0:0:0:0:1",
        "[2001:db8:2::1]                     | 2001:db8:2:0:0:0:0:1",
        "2001:db8:2::1                       | 2001:db8:2:0:0:0:0:1",
        "::ffff:192.0.2.7                    | 192.0.2.7",
        "192.0.2.7, ::ffff:10.1.2.3          | 192.0.2.7",
        "192.0.2.7, ::ffff:a01:203           | 192.0.2.7",
        "10.1.2.3                            | 10.1.2.3",
        "10.1.9.9, 10.1.2.3                  | 10.1.9.9",
      })
  void aTrustedProxyTellsWhoItsClientIs(String header, String client) {
    assertThat(client(trusting, header)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown                          | 127.0.0.1",
        "_hidden                          | 127.0.0.1",
        "192.0.2.7, unknown               | 127.0.0.1",
        "192.0.2.7, unknown, 10.1.2.3     | 10.1.2.3",
        "192.0.2.7,                       | 127.0.0.1",
        "192.0.2.7,,10.1.2.3              | 10.1.2.3",
        "localhost                        | 127.0.0.1",
        "client.example.com               | 127.0.0.1",
        "3221225991                       | 127.0.0.1",
        "192.0.519                        | 127.0.0.1",
        "192.0.2.007                      | 127.0.0.1",
        "0xc0000207                       | 127.0.0.1",
        "192.0.2.256                      | 127.0.0.1",
        "fe80::1%lo                       | 127.0.0.1",
        "[192.0.2.7]:80                   | 127.0.0.1",
        "2001:db8:2::1]:80                | 127.0.0.1",
        "192.0.2.7:http                   | 127.0.0.1",
        "for=192.0.2.7                    | 127.0.0.1",
      })
  void atWhatIsNoAddressTheLastBelievedProxyCounts(String header, String client) {
    assertThat(client(trusting, header)).isEqualTo(client);
  }

  @Test
  void linesAreOneListInTheirOrder() {
    assertThat(client(trusting, "192.0.2.7", "10.1.2.3, 10.1.2.4")).isEqualTo("192.0.2.7");
    assertThat(client(trusting, "10.1.2.3, 10.1.2.4", "192.0.2.7")).isEqualTo("192.0.2.7");
  }

  @Test
  void noHeaderMeansTheProxyItself() {
    assertThat(client(trusting)).isEqualTo("127.0.0.1");
  }

  @Test
  void anUntrustedPeerCannotSayWhoItIs() {
    assertThat(client(trustingOthers, "192.0.2.7")).isEqualTo("127.0.0.1");
    assertThat(client(trustingOthers, "192.0.2.7, 10.1.2.3")).isEqualTo("127.0.0.1");
  }

  @Test
  void theReadingEndsBehind32Proxies() {
    List<String> proxies = Collections.nCopies(32, "10.1.2.3");
    assertThat(client(trusting, "192.0.2.7," + String.join(",", proxies.subList(0, 31))))
        .isEqualTo("192.0.2.7");
    assertThat(client(trusting, "192.0.2.7," + String.join(",", proxies))).isEqualTo("10.1.2.3");
  }

  @Test
  void aLongTextIsNoAddress() {
    String padded = "0".repeat(100) + "::1";
    assertThat(client(trusting, Stream.of("192.0.2.7", padded).collect(Collectors.joining(","))))
        .isEqualTo("127.0.0.1");
  }
}
