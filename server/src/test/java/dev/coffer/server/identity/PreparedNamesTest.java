package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.StoredRows;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Emails and passwords are the same however their characters are composed. */
@ParameterizedClass
@EnumSource(Backend.class)
class PreparedNamesTest {
  private static final String COMPOSED = "caf\u00E9 cr\u00E8me \u00E0 la carte";
  private static final String DECOMPOSED = "cafe\u0301 cre\u0300me a\u0300 la carte";

  @Parameter Backend backend;

  private final TestClock clock = new TestClock();
  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start(backend, Map.of("log-level", "warn"), clock);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private TestSite owned(String email, String password) {
    TestSite site = TestSite.on(server);
    TestSite.succeeded(setUp(site, email, password));
    return site;
  }

  private Reply setUp(TestSite site, String email, String password) {
    return server.call(
        "POST",
        site.administration() + "/members-area",
        "{\"owner\":" + TestSite.object("email", email, "password", password) + "}");
  }

  private int logIn(String email, String password) {
    return Browser.at(server).logIn(email, password).status();
  }

  private double hashes() {
    return server
        .call("GET", "/metrics")
        .http()
        .body()
        .lines()
        .filter(line -> line.startsWith("coffer_password_hashes_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  /** Stores what an older version would have stored. */
  private void store(String statement, Object... parameters) {
    server.server().close();
    try (StoredRows rows = StoredRows.of(server)) {
      rows.update(statement, parameters);
    }
    server.restart();
  }

  private static String hashAsItIs(String password) {
    return Password.hash(password)
        .addRandomSalt(16)
        .with(Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID))
        .getResult();
  }

  private void storePassword(String email, String password) {
    store("UPDATE account SET password_hash = ? WHERE email = ?", hashAsItIs(password), email);
  }

  @Test
  void aPasswordIsTheSameHoweverItIsComposed() {
    owned("one@example.com", COMPOSED);
    owned("other@example.com", DECOMPOSED.replace(' ', '\u00A0'));
    for (String email : List.of("one@example.com", "other@example.com")) {
      assertThat(logIn(email, COMPOSED)).isEqualTo(303);
      assertThat(logIn(email, DECOMPOSED)).isEqualTo(303);
      assertThat(logIn(email, COMPOSED.replace(' ', '\u3000'))).isEqualTo(303);
    }
  }

  @Test
  void aPasswordThatIsOlderThanTheRuleLetsInAsItWasTypedAndFromThenOnInEveryForm() {
    owned("me@example.com", People.PASSWORD);
    storePassword("me@example.com", DECOMPOSED);
    assertThat(logIn("me@example.com", COMPOSED)).as("before it was known").isEqualTo(422);
    assertThat(logIn("me@example.com", DECOMPOSED)).isEqualTo(303);
    assertThat(logIn("me@example.com", COMPOSED)).isEqualTo(303);
    assertThat(logIn("me@example.com", DECOMPOSED)).isEqualTo(303);
  }

  @Test
  void anOlderPasswordOpensAnInvitationTooAndThenInEveryForm() {
    TestSite site = owned("owner@example.com", People.PASSWORD);
    owned("me@example.com", People.PASSWORD);
    storePassword("me@example.com", DECOMPOSED);
    Browser owner = People.loggedIn(server, "owner@example.com");
    Browser guest = Browser.at(server);
    guest.get(People.invitation(owner, site.id(), Role.MEMBER));
    Answer joined =
        guest.post("/dashboard/invitation", "email", "me@example.com", "password", DECOMPOSED);
    assertThat(joined.status()).isEqualTo(303);
    assertThat(logIn("me@example.com", COMPOSED)).isEqualTo(303);
  }

  @Test
  void anOlderPasswordThatWouldBeRefusedTodayStillLetsIn() {
    owned("me@example.com", People.PASSWORD);
    String joined = "family \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 password";
    storePassword("me@example.com", joined);
    assertThat(logIn("me@example.com", joined)).isEqualTo(303);
    assertThat(logIn("me@example.com", joined)).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {COMPOSED, DECOMPOSED, "a\u200Dlong enough password", "all in plain ASCII"})
  void anUnknownAccountCostsAsManyHashesAsAnyOther(String wrong) {
    owned("me@example.com", People.PASSWORD);
    double before = hashes();
    assertThat(logIn("me@example.com", wrong)).isEqualTo(422);
    double between = hashes();
    assertThat(logIn("nobody@example.com", wrong)).isEqualTo(422);
    assertThat(hashes() - between)
        .as("hashes for an unknown account")
        .isEqualTo(between - before)
        .isEqualTo(wrong.equals(DECOMPOSED) ? 2 : 1);
  }

  @Test
  void oneAttemptMayCompareBothForms() {
    owned("me@example.com", People.PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("me@example.com", DECOMPOSED)).isEqualTo(422);
    }
    assertThat(logIn("me@example.com", People.PASSWORD)).isEqualTo(429);
    clock.pass(Duration.ofSeconds(31));
    assertThat(logIn("me@example.com", People.PASSWORD)).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u200Blong enough password",
        "a\tlong enough password",
        "a\uE000 long enough one"
      })
  void aNewPasswordOfCharactersThatAreNotSeenIsRefused(String password) {
    assertThat(Violations.of(setUp(TestSite.on(server), "me@example.com", password)))
        .containsExactly("owner.password FORMAT");
  }

  @Test
  void theLengthOfAPasswordIsThatOfItsPreparedForm() {
    TestSite site = TestSite.on(server);
    assertThat(Violations.of(setUp(site, "me@example.com", "e\u0301".repeat(11))))
        .containsExactly("owner.password MIN_LENGTH");
    TestSite.succeeded(setUp(site, "me@example.com", "e\u0301".repeat(1_024)));
  }

  @Test
  void anEmailIsStoredComposedAndFoundInEveryForm() {
    TestSite site = TestSite.on(server);
    Reply made = TestSite.succeeded(setUp(site, "Jose\u0301@Example.com", People.PASSWORD));
    assertThat(made.json().at("/owner/email").asText()).isEqualTo("jos\u00E9@example.com");
    for (String typed :
        List.of("jos\u00E9@example.com", "jose\u0301@example.com", "JOS\u00C9@example.com")) {
      assertThat(logIn(typed, People.PASSWORD)).as(typed).isEqualTo(303);
    }
    assertThat(setUp(TestSite.on(server), "jose\u0301@example.com", "another long password").code())
        .as("the same address with another password")
        .isEqualTo("INVALID_ARGUMENT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ow\u200Bner@example.com",
        "\u202Eowner@example.com",
        "owner@exam\u00ADple.com",
        "owner\u2066@example.com",
        "owner@example.com\uFEFF",
        "ow\u00A0ner@example.com"
      })
  void aNewEmailWithCharactersThatAreNotSeenIsRefused(String email) {
    TestSite site = owned("owner@example.com", People.PASSWORD);
    assertThat(Violations.of(setUp(TestSite.on(server), email, People.PASSWORD)))
        .containsExactly("owner.email FORMAT");
    Browser guest = Browser.at(server);
    guest.get(
        People.invitation(People.loggedIn(server, "owner@example.com"), site.id(), Role.MEMBER));
    Answer refused =
        guest.post("/dashboard/invitation", "email", email, "password", People.PASSWORD);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fault("email")).startsWith("This field must");
  }

  @Test
  void anOlderEmailStaysUsableAsItIs() {
    for (String older : List.of("o\u200Bwner@example.com", "jose\u0301@example.com")) {
      owned("new@example.com", People.PASSWORD);
      store("UPDATE account SET email = ? WHERE email = ?", older, "new@example.com");
      assertThat(logIn(older.toUpperCase(Locale.ROOT), People.PASSWORD)).isEqualTo(303);
    }
    assertThat(logIn("jos\u00E9@example.com", People.PASSWORD))
        .as("what an older email is composed to")
        .isEqualTo(303);
    assertThat(logIn("owner@example.com", People.PASSWORD)).isEqualTo(422);
  }

  @Test
  void anEmailHasNoMoreAttemptsForBeingTypedInTwoForms() {
    owned("jos\u00E9@example.com", People.PASSWORD);
    for (String known : List.of("jos\u00E9@example.com", "ren\u00E9@example.com")) {
      for (int i = 0; i < 5; i++) {
        assertThat(logIn(known, "a wrong long password")).isEqualTo(422);
      }
      assertThat(logIn(known.replace("\u00E9", "e\u0301"), People.PASSWORD)).isEqualTo(429);
    }
  }

  @Test
  void twoOlderEmailsThatDifferInFormAloneStayTwoAndAreReportedWithoutBeingNamed() {
    TestSite site = owned("jos\u00E9@example.com", People.PASSWORD);
    People.invited(
        server,
        People.loggedIn(server, "jos\u00E9@example.com"),
        site.id(),
        Role.MEMBER,
        "other@example.com");
    String printed;
    try (StandardError error = StandardError.capture()) {
      store(
          "UPDATE account SET email = ? WHERE email = ?",
          "jose\u0301@example.com",
          "other@example.com");
      printed = error.text();
    }
    assertThat(printed)
        .contains("differ only in how their characters are composed")
        .doesNotContain("@example.com");
    Browser owner = Browser.at(server);
    owner.logIn("jos\u00E9@example.com", People.PASSWORD);
    assertThat(owner.get("/dashboard/sites").text()).contains("Owner");
    assertThat(owner.get(People.path(site.id()) + "/members").text())
        .contains("differs in how its characters are composed alone");
    Browser other = Browser.at(server);
    other.logIn("jose\u0301@example.com", People.PASSWORD);
    assertThat(other.get("/dashboard/sites").text()).contains("Member").doesNotContain("Owner");
  }
}
