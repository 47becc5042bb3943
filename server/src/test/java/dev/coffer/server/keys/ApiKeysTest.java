package dev.coffer.server.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.server.Domain;
import dev.coffer.server.access.Access.Credentials;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.sites.Site;
import dev.coffer.server.testing.TestDomain;
import dev.coffer.testing.TestClock;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API keys, on a database and without a web server. */
class ApiKeysTest {
  private static final Principal OPERATOR = new Principal.Operator();
  private static final Set<Permission> READ = Set.of(Permission.SECRET_READ);
  private static final String NOTE = "\uD834\uDD1E";

  private final TestClock clock = new TestClock();
  private TestDomain opened;
  private Domain domain;
  private ApiKeys keys;
  private Site site;

  @BeforeEach
  void openDatabase(@TempDir Path directory) {
    opened = TestDomain.in(directory, clock);
    domain = opened.domain();
    keys = domain.apiKeys();
    site = domain.sites().create("site");
  }

  @AfterEach
  void closeDatabase() {
    opened.close();
  }

  @Test
  void aKeyIsListedAsItWasMade() {
    Instant expiry = clock.instant().plus(Duration.ofDays(1));
    NewApiKey forever =
        keys.create(
            OPERATOR,
            site,
            "forever",
            Set.of(Permission.SECRET_DELETE, Permission.SECRET_READ),
            Optional.empty());
    clock.pass(Duration.ofSeconds(1));
    NewApiKey ending = keys.create(OPERATOR, site, "ending", READ, Optional.of(expiry));

    assertThat(keys.list(site)).containsExactly(forever.apiKey(), ending.apiKey());
    assertThat(forever.apiKey().name()).isEqualTo("forever");
    assertThat(forever.apiKey().permissions())
        .containsExactlyInAnyOrder(Permission.SECRET_DELETE, Permission.SECRET_READ);
    assertThat(forever.apiKey().expiry()).isEmpty();
    assertThat(ending.apiKey().expiry()).contains(expiry);
    assertThat(ending.apiKey().created()).isEqualTo(clock.instant());
    assertThat(keys.list(domain.sites().create("another"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, REQUIRED_FIELD", "1, ", "100, ", "101, MAX_LENGTH"})
  void aNameHasOneToAHundredCodePoints(int length, Violation.Rule broken) {
    if (broken == null) {
      assertThat(named(NOTE.repeat(length)).apiKey().name()).hasSize(2 * length);
    } else {
      assertThatThrownBy(() -> named(NOTE.repeat(length)))
          .isInstanceOfSatisfying(
              InvalidArgument.class,
              refusal ->
                  assertThat(refusal.violations())
                      .extracting(Violation::field, Violation::rule)
                      .containsExactly(tuple("apiKey.name", broken)));
    }
  }

  @Test
  void aNameHasNoControlCharacters() {
    assertRefused("apiKey.name", () -> named("a\u0085b"));
  }

  @Test
  void aKeyMayDoAtLeastOneThing() {
    assertRefused(
        "apiKey.permissions",
        () -> keys.create(OPERATOR, site, "idle", Set.of(), Optional.empty()));
  }

  @Test
  void aKeyEndsInTheFuture() {
    Instant now = clock.instant();
    assertRefused(
        "apiKey.expiryDate", () -> keys.create(OPERATOR, site, "k", READ, Optional.of(now)));
    keys.create(OPERATOR, site, "k", READ, Optional.of(now.plusMillis(1)));
  }

  @Test
  void aKeyIsGoodUntilTheMillisecondInWhichItEnds() throws Exception {
    String key =
        keys.create(OPERATOR, site, "k", READ, Optional.of(clock.instant().plusMillis(2))).key();
    Credentials credentials =
        new Credentials(Optional.of(key), Optional.empty(), InetAddress.getByName("192.0.2.1"));
    clock.pass(Duration.ofMillis(1));
    assertThat(domain.access().caller(credentials).permissions()).isEqualTo(READ);
    clock.pass(Duration.ofMillis(1));
    assertThatThrownBy(() -> domain.access().caller(credentials))
        .isInstanceOf(Unauthenticated.class);
  }

  @Test
  void aKeyMakesAndRevokesNoKey() {
    ApiKey made = named("k").apiKey();
    Principal holder = new Principal.ApiKeyHolder(made.id());
    assertThatThrownBy(() -> keys.create(holder, site, "another", READ, Optional.empty()))
        .isInstanceOf(PermissionDenied.class);
    assertThatThrownBy(() -> keys.revoke(holder, site, made.id()))
        .isInstanceOf(PermissionDenied.class);
    assertThat(keys.list(site)).containsExactly(made);
  }

  @Test
  void aKeyIsRevokedOnceAndInItsOwnSiteAlone() {
    UUID id = named("k").apiKey().id();
    Site another = domain.sites().create("another");
    assertThatThrownBy(() -> keys.revoke(OPERATOR, another, id)).isInstanceOf(NotFound.class);
    keys.revoke(OPERATOR, site, id);
    assertThat(keys.list(site)).isEmpty();
    assertThatThrownBy(() -> keys.revoke(OPERATOR, site, id)).isInstanceOf(NotFound.class);
  }

  @Test
  void aDeletedSiteGetsNoKey() {
    domain.sites().delete(site.id(), tx -> {});
    assertThatThrownBy(() -> named("late")).isInstanceOf(NotFound.class);
  }

  private NewApiKey named(String name) {
    return keys.create(OPERATOR, site, name, READ, Optional.empty());
  }

  private static void assertRefused(String field, ThrowingCallable making) {
    assertThatThrownBy(making)
        .isInstanceOfSatisfying(
            InvalidArgument.class,
            refusal ->
                assertThat(refusal.violations())
                    .extracting(Violation::field)
                    .containsExactly(field));
  }
}
