package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is heard first when many log in at once, with a hash that ends when the test lets it. */
class LogInTurnsTest {
  private static final int STRANGERS = 24;
  private static final String BUSY = "Too many people are logging in at this moment";

  private final Gate gate = new Gate();
  private final List<CompletableFuture<Answer>> strangers = new ArrayList<>();
  private Passwords passwords;
  private TestServer server;

  /** Passwords that begin with "held" are compared when the test lets them be. */
  private static final class Gate implements Passwords.Hashing {
    private final Semaphore permits = new Semaphore(0);
    private final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();

    @Override
    public String hash(String password) {
      return "hash of " + password;
    }

    @Override
    public boolean matches(String password, String hash) {
      if (password.startsWith("held")) {
        begun.add(password);
        permits.acquireUninterruptibly();
      }
      return hash.equals(hash(password));
    }
  }

  @BeforeEach
  void startServer() {
    server =
        TestServer.start(
            Backend.SQLITE,
            Map.of("log-level", "warn"),
            new TestClock(),
            metrics -> {
              passwords = new Passwords(metrics, gate, Duration.ofMinutes(10));
              return passwords;
            });
  }

  @AfterEach
  void stopServer() {
    gate.permits.release(1_000);
    strangers.forEach(CompletableFuture::join);
    server.close();
  }

  @Test
  void anOwnerInAKnownBrowserIsHeardNextHoweverManyStrangersWait() {
    String email = People.newEmail();
    TestSite site = siteOfOwner(email, "held, the password of the owner");
    Browser owner = Browser.at(server);
    gate.permits.release();
    assertThat(owner.logIn(email, "held, the password of the owner").status()).isEqualTo(303);
    owner.post("/dashboard/log-out");
    gate.begun.clear();

    fillTheLine();
    Answer oneMore = Browser.at(server, "127.0.3.1").logIn("nobody@example.com", "held 41st");
    assertThat(oneMore.status()).isEqualTo(429);
    assertThat(oneMore.header("Retry-After")).contains("5");
    assertThat(oneMore.body()).contains(BUSY);
    Reply program = proveMember(site, email, "198.51.100.7");
    assertThat(program.code()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(program.http().headers().firstValue("Retry-After")).contains("5");

    CompletableFuture<Answer> answer =
        started(() -> owner.logIn(email, "held, the password of the owner"));
    await(() -> passwords.waiting() == STRANGERS + 1);
    gate.permits.release(2); // The stranger who is heard, and the next.
    assertThat(answer.join().status()).isEqualTo(303);
    assertThat(gate.begun.stream().skip(1).findFirst()).contains("held, the password of the owner");
  }

  @Test
  void whoIsRefusedBecauseTooManyWaitHasUsedUpNoAttempt() {
    fillTheLine();
    String email = People.newEmail();
    Browser patient = Browser.at(server, "127.0.3.2");
    for (int i = 0; i < 25; i++) {
      Answer answer = patient.logIn(email, "a wrong long password");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.body()).contains(BUSY);
    }
    gate.permits.release(1_000);
    strangers.forEach(stranger -> assertThat(stranger.join().status()).isEqualTo(422));
    assertThat(patient.logIn(email, "a wrong long password").status()).isEqualTo(422);
  }

  @Test
  void whoIsLoggedInGivesThePasswordAgainBeforeStrangersAreHeard() {
    String email = People.newEmail();
    siteOfOwner(email, "held, the password of the owner");
    Browser owner = Browser.at(server);
    gate.permits.release();
    owner.logIn(email, "held, the password of the owner");
    owner.csrfToken();
    gate.begun.clear();
    fillTheLine();
    CompletableFuture<Answer> answer =
        started(
            () -> owner.post("/dashboard/confirm", "password", "held, the password of the owner"));
    await(() -> passwords.waiting() == STRANGERS + 1);
    gate.permits.release(2);
    assertThat(answer.join().status()).isEqualTo(303);
    assertThat(gate.begun.stream().skip(1).findFirst()).contains("held, the password of the owner");
  }

  /** Otherwise whoever keeps the line full could guess as often as they like. */
  @Test
  void whoIsRefusedBetweenTheTwoFormsOfAPasswordHasUsedUpAnAttempt() {
    String email = People.newEmail();
    Browser guesser = Browser.at(server, "127.0.4.1");
    CompletableFuture<Answer> answer =
        started(() -> guesser.logIn(email, "held, a cafe\u0301 of the guesser"));
    await(() -> gate.begun.size() == 1);
    strangers.add(
        started(() -> Browser.at(server, "127.0.4.2").logIn(People.newEmail(), "held, another")));
    await(() -> passwords.waiting() == 1);
    for (int i = 0; i < 2; i++) { // As many as may wait at the guesser's address.
      String name = "stranger-" + i + "@example.com";
      strangers.add(started(() -> Browser.at(server, "127.0.4.1").logIn(name, "held, a third")));
    }
    await(() -> passwords.waiting() == 3);
    gate.permits.release();
    assertThat(answer.join().status()).isEqualTo(429);
    assertThat(answer.join().body()).contains(BUSY);
    gate.permits.release(1_000);
    strangers.forEach(stranger -> assertThat(stranger.join().status()).isEqualTo(422));
    for (int i = 0; i < 4; i++) {
      assertThat(guesser.logIn(email, "a wrong long password").status()).isEqualTo(422);
    }
    assertThat(guesser.logIn(email, "a wrong long password").body())
        .contains("many attempts to log in to this account");
  }

  private TestSite siteOfOwner(String email, String password) {
    TestSite site = TestSite.on(server);
    String owner = "{\"owner\":" + TestSite.object("email", email, "password", password) + "}";
    TestSite.succeeded(server.call("POST", site.administration() + "/members-area", owner));
    return site;
  }

  /** Has one stranger heard, and as many wait as may, each at an address of its own. */
  private void fillTheLine() {
    stranger(0);
    await(() -> gate.begun.size() == 1);
    for (int i = 1; i <= STRANGERS; i++) {
      stranger(i);
    }
    await(() -> passwords.waiting() == STRANGERS);
  }

  private void stranger(int number) {
    Browser browser = Browser.at(server, "127.0.2." + (number + 1));
    strangers.add(
        started(() -> browser.logIn("stranger-" + number + "@example.com", "held " + number)));
  }

  private Reply proveMember(TestSite site, String email, String address) {
    String member =
        TestSite.object("email", email, "password", "a wrong long password", "address", address);
    return server.call("POST", site.administration() + "/log-in", "{\"member\":" + member + "}");
  }

  private static CompletableFuture<Answer> started(Supplier<Answer> request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(request.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is awaited has come by now").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
