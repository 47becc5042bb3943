package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.egress.EgressPolicy;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.IOException;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CallContextTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VALUE = "a secret value, é";
  private static RunningCoffer coffer;

  private final CallContextFactory host =
      new CallContextFactory(
          coffer.site(coffer.newSiteWithMembersArea()),
          new EgressPolicy(Set.of(), RunningCoffer.trust()));
  private final Queue<ConsoleLine> console = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    coffer = RunningCoffer.start();
  }

  @AfterAll
  static void stop() {
    coffer.close();
  }

  private CallContext open(Audience audience, boolean fromBrowser) {
    return host.open(audience, fromBrowser, console::add);
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  private void store(String name) throws Exception {
    try (CallContext call = open(Audience.ADMIN, false)) {
      call.perform(
          "secrets.create", json("{'secret':{'name':'%s','value':'%s'}}".formatted(name, VALUE)));
    }
  }

  private static HostCallException refusal(CallContext call, String operation) throws IOException {
    JsonNode nothing = json("{}");
    HostCallException refusal =
        catchThrowableOfType(HostCallException.class, () -> call.perform(operation, nothing));
    assertThat(refusal).as("the refusal").isNotNull();
    return refusal;
  }

  @Test
  void aValueThatWasReadIsKnownUntilTheEndOfTheCall() throws Exception {
    store("token");
    CallContext call = open(Audience.ANYONE, true);
    assertThat(call.secretIn(VALUE)).as("before it was read").isEmpty();

    call.perform("secrets.get", json("{'name':'token'}"));

    assertThat(call.secretIn(VALUE)).contains("token");
    assertThat(call.secretIn(JSON.createArrayNode().add("x " + VALUE))).contains("token");
    assertThat(call.masked("x " + VALUE)).isEqualTo("x ‹secret token›");
    call.close();
    assertThat(call.secretIn(VALUE)).as("after the call").isEmpty();
  }

  @Test
  void aValueThatWasStoredIsKnownAlsoIfItWasRefused() throws Exception {
    try (CallContext call = open(Audience.ADMIN, false)) {
      String id =
          call.perform("secrets.create", json("{'secret':{'name':'one','value':'first-value'}}"))
              .path("id")
              .asText();
      call.perform(
          "secrets.update", json("{'id':'%s','secret':{'value':'second-value'}}".formatted(id)));
      JsonNode again = json("{'secret':{'name':'one','value':'third-value'}}");
      assertThatThrownBy(() -> call.perform("secrets.create", again))
          .isInstanceOf(HostCallException.class);

      assertThat(call.secretIn("first-value")).contains("one");
      assertThat(call.secretIn("second-value")).contains(id);
      assertThat(call.secretIn("third-value")).contains("one");
    }
  }

  @Test
  void oneCallDoesNotKnowTheValuesOfAnother() throws Exception {
    store("token");
    try (CallContext one = open(Audience.ANYONE, true);
        CallContext other = open(Audience.ANYONE, true)) {
      one.perform("secrets.get", json("{'name':'token'}"));

      assertThat(other.secretIn(VALUE)).isEmpty();
    }
  }

  @Test
  void whatWasFetchedIsNoSecretUnlessItIsOneThatWasGiven() throws Exception {
    store("token");
    try (LocalHttps api = LocalHttps.startPlain()) {
      api.when(
          "/",
          exchange ->
              LocalHttps.answer(
                  exchange, 200, "{\"theirs\":\"a value of theirs\",\"echo\":\"" + VALUE + "\"}"));
      String address = "localhost:" + api.port();
      CallContextFactory opened =
          new CallContextFactory(
              coffer.site(coffer.newSite()),
              new EgressPolicy(Set.of(address), RunningCoffer.trust()));
      try (CallContext call = opened.open(Audience.ANYONE, true, console::add)) {
        String answer =
            call.perform("fetch", JSON.createObjectNode().put("url", "http://" + address + "/"))
                .path("body")
                .asText();

        assertThat(new String(Base64.getDecoder().decode(answer), UTF_8)).contains(VALUE);
        assertThat(call.secretIn(answer)).isEmpty();
        assertThat(call.secretIn("a value of theirs")).isEmpty();
      }
    }
  }

  @Test
  void theFileOfALineOfTheConsoleIsMaskedToo() throws Exception {
    store("token");
    try (CallContext call = open(Audience.ANYONE, true)) {
      call.perform("secrets.get", json("{'name':'token'}"));
      call.say(new ConsoleLine("log", "x", "backend/" + VALUE, 7));
    }

    assertThat(console).containsExactly(new ConsoleLine("log", "x", "backend/‹secret token›", 7));
  }

  @Test
  void theConsoleIsMasked() throws Exception {
    store("token");
    try (CallContext call = open(Audience.ANYONE, true)) {
      call.perform("secrets.get", json("{'name':'token'}"));
      String encoded = Base64.getEncoder().encodeToString(VALUE.getBytes(UTF_8));
      call.say(new ConsoleLine("log", VALUE + " and " + encoded, "backend/a.web.js", 7));
    }

    assertThat(console)
        .containsExactly(
            new ConsoleLine("log", "‹secret token› and ‹secret token›", "backend/a.web.js", 7));
  }

  @Test
  void anAnonymousBrowserMayNotList() throws IOException {
    try (CallContext call = open(Audience.ANYONE, true)) {
      HostCallException refusal = refusal(call, "secrets.list");

      assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
      assertThat(refusal.getMessage()).contains("listSecretInfo()", "Permissions.Admin");
      assertThat(refusal.details().orElseThrow().at("/applicationError/code").asText())
          .isEqualTo("PERMISSION_DENIED");
    }
  }

  @ParameterizedTest
  @EnumSource(Audience.class)
  void anyoneElseMayList(Audience audience) throws Exception {
    boolean fromBrowser = audience != Audience.ANYONE;
    try (CallContext call = open(audience, fromBrowser)) {
      assertThat(call.perform("secrets.list", json("{}")).path("secrets")).isEmpty();
    }
  }

  @Test
  void afterItsEndACallIsDoneNothingMoreFor() throws IOException {
    CallContext call = open(Audience.ADMIN, false);
    call.close();

    assertThat(refusal(call, "secrets.list").code()).isEqualTo("CANCELLED");
  }

  @Test
  void anUnknownOperationIsRefused() throws IOException {
    try (CallContext call = open(Audience.ADMIN, false)) {
      assertThat(refusal(call, "").code()).isEqualTo("UNIMPLEMENTED");
      assertThat(refusal(call, "fetch").code()).isEqualTo("INVALID_ARGUMENT");
    }
  }
}
