package dev.coffer.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.client.errors.CallInterruptedException;
import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.InvalidArgumentException;
import dev.coffer.client.errors.RejectedCallException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.client.errors.UnexpectedAnswerException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the client makes of servers that break off, say nothing, or say what Coffer never says,
 * whether it reaches them by a URL or by a socket.
 */
@ParameterizedClass
@EnumSource
class HostileAnswersTest {
  enum Way {
    BY_URL,
    BY_SOCKET
  }

  @Parameter private Way way;

  private static final String MARKER = "mkValue-Fm8OfflH6bJOwWjenqAtLurLbk";
  private static final Duration SHORT = Duration.ofMillis(300);

  /** Longer than any machine needs for what is expected before it. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final CofferKey KEY = CofferKey.of("coffer_" + MARKER);

  private static CofferClient.Builder client(URI server) {
    return CofferClient.builder(server, KEY).answerTimeout(LONG);
  }

  private CofferClient.Builder client(HostileServer server) {
    return switch (way) {
      case BY_URL -> client(server.uri());
      case BY_SOCKET ->
          CofferClient.builderOfServerOn(server.dataDirectory(), KEY).answerTimeout(LONG);
    };
  }

  private static <T extends CofferException> T refusal(Class<T> type, Runnable call) {
    T refusal = catchThrowableOfType(type, call::run);
    assertThat(refusal).as("the refusal").isNotNull();
    assertThat(refusal.toString()).doesNotContain(MARKER);
    return refusal;
  }

  private static void breakOff(int number, OutputStream out) throws IOException {
    out.close();
  }

  @Test
  void aReadThatBrokeIsMadeTwiceMore() throws IOException {
    try (HostileServer server = HostileServer.doing(HostileAnswersTest::breakOff);
        CofferClient client = client(server).build()) {
      UnavailableException refusal =
          refusal(UnavailableException.class, () -> client.readSecret("a"));

      assertThat(refusal.reason()).isEqualTo(Reason.BROKEN);
      assertThat(refusal.mayBeDone()).isFalse();
      assertThat(refusal.status()).isZero();
      // Java itself asks once more for each of the three.
      assertThat(server.requests()).hasSizeBetween(3, 6);
      assertThat(server.requests()).allMatch("GET /api/v1/secrets/name/a?name=a HTTP/1.1"::equals);
    }
  }

  @Test
  void aReadSucceedsAfterTwoFailures() throws IOException {
    String busy =
        "{\"message\":\"m\",\"details\":{\"applicationError\":{\"code\":\"UNAVAILABLE\"}}}";
    try (HostileServer server =
            HostileServer.doing((number, out) ->
                HostileServer.write(
                    out, number < 3 ? 503 : 200, number < 3 ? busy : "{\"value\":\"v\"}"));
        CofferClient client = client(server).build()) {
      assertThat(client.readSecret("a").revealAsString()).isEqualTo("v");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aServerThatStaysBusyIsAskedThreeTimes() throws IOException {
    String busy =
        "{\"message\":\"m\",\"details\":{\"applicationError\":{\"code\":\"UNAVAILABLE\"}}}";
    try (HostileServer server = HostileServer.answering(503, busy);
        CofferClient client = client(server).build()) {
      UnavailableException refusal = refusal(UnavailableException.class, client::listSecrets);

      assertThat(refusal.reason()).isEqualTo(Reason.SERVER_SAID_SO);
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aChangeIsSentOnce() throws IOException {
    try (HostileServer server = HostileServer.doing(HostileAnswersTest::breakOff);
        CofferClient client = client(server).build()) {
      UnavailableException created =
          refusal(
              UnavailableException.class, () -> client.createSecret("a", SecretText.of(MARKER)));
      assertThat(created.mayBeDone()).isTrue();
      assertThat(created).hasMessageEndingWith("the change may have been made, or not");
      refusal(UnavailableException.class, () -> client.deleteSecret("a"));
      refusal(
          UnavailableException.class,
          () -> client.updateSecret("a", SecretEdit.none().withDescription("d")));

      assertThat(server.requests())
          .containsExactly(
              "POST /api/v1/secrets HTTP/1.1",
              "DELETE /api/v1/secrets/a HTTP/1.1",
              "PATCH /api/v1/secrets/a HTTP/1.1");
    }
  }

  @Test
  void aChangeThatABusyServerRefusedIsSentOnce() throws IOException {
    String busy =
        "{\"message\":\"m\",\"details\":{\"applicationError\":{\"code\":\"UNAVAILABLE\"}}}";
    try (HostileServer server = HostileServer.answering(503, busy);
        CofferClient client = client(server).build()) {
      assertThat(refusal(UnavailableException.class, () -> client.deleteSecret("a")).mayBeDone())
          .isFalse();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void nobodyWhoListensIsToldApart() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI nowhere = URI.create("http://127.0.0.1:" + port);
    try (CofferClient client = client(nowhere).build()) {
      UnavailableException refusal =
          refusal(UnavailableException.class, () -> client.deleteSecret("a"));

      assertThat(refusal.reason()).isEqualTo(Reason.NOT_CONNECTED);
      assertThat(refusal.mayBeDone()).isFalse();
      assertThat(refusal).hasMessage("no server can be reached at " + nowhere);
    }
  }

  @Test
  void aHostThatDoesNotExistIsNotReached() {
    try (CofferClient client = client(URI.create("http://no-such-host.invalid")).build()) {
      assertThat(refusal(UnavailableException.class, client::listSecrets).reason())
          .isEqualTo(Reason.NOT_CONNECTED);
    }
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForLonger() throws IOException {
    try (HostileServer server = HostileServer.doing((number, out) -> Thread.sleep(LONG));
        CofferClient client = client(server).answerTimeout(SHORT).build()) {
      UnavailableException read = refusal(UnavailableException.class, client::listSecrets);
      UnavailableException change =
          refusal(UnavailableException.class, () -> client.deleteSecret("a"));

      assertThat(read.reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(read.mayBeDone()).isFalse();
      assertThat(change.reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(change.mayBeDone()).isTrue();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void anAnswerThatComesDropByDropIsNotWaitedForLonger() throws IOException {
    try (HostileServer server =
            HostileServer.doing((number, out) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n".getBytes(UTF_8));
              while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
              }
            });
        CofferClient client = client(server).answerTimeout(SHORT).build()) {
      assertThat(refusal(UnavailableException.class, client::listSecrets).reason())
          .isEqualTo(Reason.TIMED_OUT);
    }
  }

  @Test
  void anInterruptedCallEndsAndSaysSo() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (HostileServer server =
            HostileServer.doing((number, out) -> {
              asked.countDown();
              Thread.sleep(LONG);
            });
        CofferClient client = client(server).build()) {
      Thread caller = Thread.currentThread();
      Thread.ofVirtual()
          .start(() -> {
            try {
              asked.await();
            } catch (InterruptedException e) {
              return;
            }
            caller.interrupt();
          });

      CallInterruptedException refusal =
          refusal(CallInterruptedException.class, client::listSecrets);
      assertThat(refusal.code()).isEqualTo("CANCELLED");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerThatIsTooLargeIsNotTaken(boolean toldBefore) throws IOException {
    String length = toldBefore ? "Content-Length: 9999999999\r\n" : "";
    try (HostileServer server =
            HostileServer.doing((number, out) -> {
              out.write(("HTTP/1.1 200 OK\r\n" + length + "\r\n").getBytes(UTF_8));
              while (true) {
                out.write(new byte[8192]);
              }
            });
        CofferClient client = client(server).largestAnswer(100_000).build()) {
      UnexpectedAnswerException refusal =
          refusal(UnexpectedAnswerException.class, client::listSecrets);

      assertThat(refusal).hasMessage("the answer is larger than 100000 bytes");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anAnswerOfTheLargestSizeIsTaken() throws IOException {
    String answer = "{\"value\":\"" + "v".repeat(4988) + "\"}";
    try (HostileServer server = HostileServer.answering(200, answer);
        CofferClient client = client(server).largestAnswer(5000).build()) {
      assertThat(answer).hasSize(5000);
      assertThat(client.readSecret("a").length()).isEqualTo(4988);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>It works!</html>",
        "[]",
        "null",
        "{}",
        "{\"value\":7}",
        "{\"value\":null}",
        "{\"value\":{\"value\":\"v\"}}",
        "{\"other\":{\"value\":\"v\"}}",
        "{\"value\":\"v\"",
        "{\"value\":\"v\"} {}",
        "{\"value\":\"v\"} junk",
        "{\"value\":\"\\ud800",
      })
  void aSuccessThatIsNotCoffersIsNotBelieved(String body) throws IOException {
    try (HostileServer server = HostileServer.answering(200, body);
        CofferClient client = client(server).build()) {
      refusal(UnexpectedAnswerException.class, () -> client.readSecret("a"));
      refusal(UnexpectedAnswerException.class, client::requireKnownKey);
      refusal(UnexpectedAnswerException.class, client::listSecrets);
      refusal(UnexpectedAnswerException.class, client::isReady);
      refusal(UnexpectedAnswerException.class, () -> client.administration().listSites());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"secrets\":7,\"sites\":7}",
        "{\"secrets\":[7],\"sites\":[{}]}",
        "{\"secrets\":[{\"id\":1}],\"sites\":[{\"id\":\"i\",\"name\":\"n\"}]}",
        "{\"secrets\":[{\"id\":\"i\",\"name\":\"n\",\"createdDate\":\"d\",\"updatedDate\":\"d\"}],"
            + "\"sites\":[null, {}]}",
      })
  void aListOfTheWrongShapeHasNoSecretsAndNoSites(String body) throws IOException {
    try (HostileServer server = HostileServer.answering(200, body);
        CofferClient client = client(server).build()) {
      refusal(UnexpectedAnswerException.class, client::listSecrets);
      refusal(UnexpectedAnswerException.class, () -> client.administration().listSites());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404})
  void anAnswerThatIsNestedDeeplyIsNotRead(int status) throws IOException {
    String deep = "[".repeat(1_000_000);
    String body = "{\"value\":\"v\",\"details\":" + deep;
    try (HostileServer server = HostileServer.answering(status, body);
        CofferClient client = client(server).build()) {
      refusal(UnexpectedAnswerException.class, client::listSecrets);
      refusal(UnexpectedAnswerException.class, () -> client.deleteSecret("a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"error\":\"gone\"}",
        "{\"details\":[]}",
        "{\"details\":{\"validationError\":{\"fieldViolations\":{}}}}",
      })
  void anErrorThatIsNotCoffersIsToldApart(String body) throws IOException {
    for (int status : new int[] {302, 404, 500}) {
      try (HostileServer server = HostileServer.answering(status, body);
          CofferClient client = client(server).build()) {
        UnexpectedAnswerException refusal =
            refusal(UnexpectedAnswerException.class, () -> client.readSecret("a"));

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(server.requests()).as("redirects are not followed").hasSize(1);
      }
    }
  }

  @Test
  void anErrorOfAServerThatIsNewerKeepsItsCode() throws IOException {
    String body =
        "{\"later\":[1,{}],\"message\":\"m\",\"details\":{\"applicationError\":"
            + "{\"code\":\"TEAPOT\",\"data\":{\"n\":1.5,\"b\":null}}}}";
    try (HostileServer server = HostileServer.answering(418, body);
        CofferClient client = client(server).build()) {
      RejectedCallException refusal =
          refusal(RejectedCallException.class, () -> client.readSecret("a"));

      assertThat(refusal.code()).isEqualTo("TEAPOT");
      assertThat(refusal).hasMessage("m");
      assertThat(refusal.details())
          .contains("{\"applicationError\":{\"code\":\"TEAPOT\",\"data\":{\"n\":1.5,\"b\":null}}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"details\":{}}",
        "{\"message\":7,\"details\":{\"validationError\":{\"fieldViolations\":[{}]}}}",
        "{\"details\":{\"applicationError\":{\"code\":7}}}",
      })
  void anErrorThatSaysLittleIsStillOne(String body) throws IOException {
    try (HostileServer server = HostileServer.answering(400, body);
        CofferClient client = client(server).build()) {
      InvalidArgumentException refusal =
          refusal(InvalidArgumentException.class, () -> client.readSecret("a"));

      assertThat(refusal).hasMessage("the server refused, and does not say why");
    }
  }

  @Test
  void timeoutsAndSizesOfNothingAreRefused() {
    CofferClient.Builder builder = client(URI.create("http://127.0.0.1:1"));
    assertThatThrownBy(() -> builder.answerTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.largestAnswer(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.siteId("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
  }
}
