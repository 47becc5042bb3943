package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.testing.TestClock;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CofferSite.Member;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.velo.web.VisitorSessions.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorSessionsTest {
  private static final Member OWNER = new Member("1", "owner@example.com", "owner");

  private final TestClock clock = new TestClock();
  private final VisitorSessions sessions = new VisitorSessions(clock, id -> Optional.of(OWNER));

  @ParameterizedTest
  @CsvSource({
    "owner, ADMIN",
    "admin, ADMIN",
    "website-manager, ADMIN",
    "member, SITE_MEMBER",
    "something new, ANYONE",
  })
  void aRoleSaysWhatAMemberMayDo(String role, Audience audience) {
    String token = sessions.begin(new Member("1", "someone@example.com", role));
    assertThat(sessions.find(token).orElseThrow().audience()).isEqualTo(audience);
  }

  @Test
  void aSessionEndsAnHourAfterItWasLastUsed() {
    String token = sessions.begin(OWNER);
    for (int i = 0; i < 3; i++) {
      clock.pass(Duration.ofMinutes(59));
      assertThat(sessions.find(token)).as("within an hour").isPresent();
    }
    clock.pass(Duration.ofMinutes(60));
    assertThat(sessions.find(token)).as("after an hour").isEmpty();
  }

  @Test
  void aSessionEndsTwelveHoursAfterItBeganHoweverMuchItIsUsed() {
    String token = sessions.begin(OWNER);
    for (int i = 0; i < 23; i++) {
      clock.pass(Duration.ofMinutes(30));
      assertThat(sessions.find(token)).isPresent();
    }
    clock.pass(Duration.ofMinutes(30));
    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void eachSessionHasTokensOfItsOwnAndTheEndOfOneIsTold() {
    List<String> ended = new ArrayList<>();
    sessions.whenEnded(ended::add);
    String first = sessions.begin(OWNER);
    String second = sessions.begin(OWNER);
    assertThat(first).isNotEqualTo(second).hasSizeGreaterThan(40);
    String id = sessions.find(first).orElseThrow().id();
    assertThat(sessions.find(second).orElseThrow().csrfToken())
        .isNotEqualTo(sessions.find(first).orElseThrow().csrfToken());
    sessions.end(first);
    assertThat(sessions.find(first)).isEmpty();
    assertThat(sessions.find(second)).isPresent();
    assertThat(ended).containsExactly(id);
    clock.pass(Duration.ofHours(2));
    sessions.begin(OWNER);
    assertThat(ended).as("sessions that ended, and are told when another begins").hasSize(2);
  }

  @Test
  void aSessionIsWhatItsMemberIsNow() {
    Session session = sessions.find(sessions.begin(OWNER)).orElseThrow();
    Member plain = new Member("1", "owner@example.com", "member");

    Session now =
        new VisitorSessions(clock, id -> Optional.of(plain)).current(session).orElseThrow();

    assertThat(now.audience()).isEqualTo(Audience.SITE_MEMBER);
    assertThat(now.csrfToken()).isEqualTo(session.csrfToken());
    assertThat(new VisitorSessions(clock, id -> Optional.empty()).current(session)).isEmpty();
  }

  @Test
  void nobodyIsBelievedToBeAMemberWhileTheServerDoesNotAnswer() {
    Session session = sessions.find(sessions.begin(OWNER)).orElseThrow();
    VisitorSessions lost =
        new VisitorSessions(
            clock,
            id -> {
              throw new HostCallException("no answer", "UNAVAILABLE", Optional.empty());
            });

    assertThatThrownBy(() -> lost.current(session))
        .isInstanceOfSatisfying(
            WebRequestException.class,
            refusal -> assertThat(refusal.answer().status().code()).isEqualTo(503));
  }

  @Test
  void ofVeryManySessionsTheOnesLongUnusedEnd() {
    String first = sessions.begin(OWNER);
    clock.pass(Duration.ofSeconds(1));
    String second = sessions.begin(OWNER);
    clock.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 9_999; i++) {
      sessions.begin(OWNER);
    }
    assertThat(sessions.find(first)).isEmpty();
    assertThat(sessions.find(second)).isPresent();
  }
}
