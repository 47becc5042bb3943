package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.coffer.server.Domain;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Principal;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.identity.LogIn.LoggedIn;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.testing.TestDomain;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a password or a session still does that ends while it is being used: nothing. */
class ChangedMeanwhileTest {
  private static final String EMAIL = "owner@example.com";
  private static final String PASSWORD = "a long enough password";
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final MeanwhileClock clock = new MeanwhileClock();
  private TestDomain opened;
  private Domain domain;
  private LogIn logIn;
  private Site site;

  /** A clock that lets something happen when it is asked next, which an attempt to log in does. */
  private static final class MeanwhileClock implements InstantSource {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Optional<Runnable> meanwhile = Optional.empty();

    @Override
    public Instant instant() {
      Optional<Runnable> due = meanwhile;
      meanwhile = Optional.empty();
      due.ifPresent(Runnable::run);
      return now;
    }
  }

  @BeforeEach
  void openDatabase(@TempDir Path directory) {
    opened = TestDomain.in(directory, clock);
    domain = opened.domain();
    logIn = domain.logIn();
    site = domain.sites().create("site");
    domain.membersArea().setUp(site, EMAIL, PASSWORD);
  }

  @AfterEach
  void closeDatabase() {
    opened.close();
  }

  @Test
  void aSessionIsNotConfirmedWithAPasswordThatIsChangedMeanwhile() {
    Session session = loggedIn();
    Session another = loggedIn();
    clock.now = clock.now.plus(Duration.ofMinutes(16));
    clock.meanwhile = Optional.of(() -> changePassword(another));
    assertThatThrownBy(() -> logIn.confirm(session, PASSWORD, Optional.empty(), HERE))
        .isInstanceOf(Unauthenticated.class);
  }

  @Test
  void nobodyIsProvenAMemberWithAPasswordThatIsChangedMeanwhile() {
    Session another = loggedIn();
    assertThat(provenEmail()).isEqualTo(EMAIL);
    clock.meanwhile = Optional.of(() -> changePassword(another));
    assertThatThrownBy(this::provenEmail).isInstanceOf(Unauthenticated.class);
  }

  private String provenEmail() {
    Caller program = new Caller(new Principal.Operator(), site, Set.of());
    return logIn.proveMember(program, EMAIL, PASSWORD, Optional.empty(), HERE).email();
  }

  @Test
  void nobodyEntersWithAPasswordThatWasChangedSinceItWasGiven() {
    VerifiedAccount verified =
        new VerifiedAccount(
            opened.database().read(tx -> new AccountTable().find(tx, EMAIL)).orElseThrow());
    changePassword(loggedIn());
    assertThatThrownBy(() -> logIn.enter(verified, Optional.empty(), "browser", HERE))
        .isInstanceOf(Unauthenticated.class);
  }

  @Test
  void aSessionThatHasEndedEndsNoOther() {
    Session ended = loggedIn();
    Session other = loggedIn();
    domain.sessions().end(ended, ended.id());
    assertThatThrownBy(() -> domain.sessions().end(ended, other.id()))
        .isInstanceOf(Unauthenticated.class);
    assertThatThrownBy(() -> domain.sessions().endAll(ended)).isInstanceOf(Unauthenticated.class);
    assertThat(domain.sessions().all(other)).extracting(Session::id).containsExactly(other.id());
  }

  @Test
  void anAccountIsChangedNeitherWithAnOldPasswordNorInASessionThatHasEnded() {
    Session ended = loggedIn();
    VerifiedAccount verified = logIn.prove(ended, PASSWORD, Optional.empty(), HERE);
    domain.sessions().end(ended, ended.id());
    refusesToChangeTheAccount(ended, verified);
    changePassword(loggedIn());
    refusesToChangeTheAccount(loggedIn("another long password"), verified);
  }

  private void refusesToChangeTheAccount(Session session, VerifiedAccount verified) {
    assertThatThrownBy(() -> domain.emailChanges().ask(session, verified, "new@example.com"))
        .isInstanceOf(Unauthenticated.class);
    assertThatThrownBy(() -> domain.accountDeletion().delete(session, verified))
        .isInstanceOf(Unauthenticated.class);
    assertThat(domain.emailChanges().asked(session)).isEmpty();
  }

  @Test
  void anOlderPasswordIsNotStoredAnewOnceItWasChanged() {
    Session another = loggedIn();
    String older = "cafe\u0301, a long enough password";
    Argon2Function argon2 = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
    String hash = Password.hash(older).addRandomSalt(16).with(argon2).getResult();
    AccountTable table = new AccountTable();
    opened
        .database()
        .write(tx -> {
          String before = table.find(tx, EMAIL).orElseThrow().passwordHash();
          return table.changePassword(tx, another.account(), before, hash);
        });
    clock.meanwhile =
        Optional.of(() ->
            logIn.changePassword(
                another, older, "another long password", Optional.empty(), "browser", HERE));
    assertThatThrownBy(() -> logIn.logIn(EMAIL, older, Optional.empty(), "browser", HERE))
        .isInstanceOf(Unauthenticated.class);
    assertThat(loggedIn("another long password").email()).isEqualTo(EMAIL);
  }

  private Session loggedIn() {
    return loggedIn(PASSWORD);
  }

  private Session loggedIn(String password) {
    LoggedIn entered = logIn.logIn(EMAIL, password, Optional.empty(), "browser", HERE);
    return domain.sessions().find(entered.session()).orElseThrow();
  }

  private void changePassword(Session session) {
    logIn.changePassword(
        session, PASSWORD, "another long password", Optional.empty(), "browser", HERE);
  }
}
