package dev.coffer.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.access.Principal;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.secrets.ListTurns.Limits;
import dev.coffer.server.secrets.ListTurns.Turn;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ListTurnsTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Principal one = new Principal.ApiKeyHolder(UUID.randomUUID());
  private final Principal other = new Principal.ApiKeyHolder(UUID.randomUUID());
  private final Principal third = new Principal.Operator();

  private static void assertRefused(Supplier<Turn> take, String why) {
    assertThatThrownBy(take::get)
        .isInstanceOfSatisfying(
            ResourceExhausted.class, refused -> assertThat(refused.retryAfterSeconds()).isPresent())
        .hasMessageContaining(why);
  }

  private static CompletableFuture<Turn> inBackground(Supplier<Turn> take) {
    CompletableFuture<Turn> taken = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            taken.complete(take.get());
          } catch (ResourceExhausted e) {
            taken.completeExceptionally(e);
          }
        });
    return taken;
  }

  @Test
  void oneCallerHasFewerThanAllTogether() {
    ListTurns turns = new ListTurns(new Limits(2, 3, 9, 9, Duration.ZERO));
    Turn first = turns.take(one);
    turns.take(one);
    assertRefused(() -> turns.take(one), "at most 2 are made at a time");
    turns.take(other);
    assertRefused(() -> turns.take(other), "as many lists of secrets as it can");
    first.close();
    first.close();
    turns.take(other);
    assertRefused(() -> turns.take(third), "as many lists of secrets as it can");
  }

  @Test
  void whoWaitsHasItsTurnWhenAnotherEnds() {
    ListTurns turns = new ListTurns(new Limits(1, 1, 9, 9, LONG));
    Turn first = turns.take(one);
    CompletableFuture<Turn> second = inBackground(() -> turns.take(one));
    CompletableFuture<Turn> foreign = inBackground(() -> turns.take(other));
    assertThat(second.isDone() || foreign.isDone()).isFalse();
    first.close();
    CompletableFuture.anyOf(second, foreign).join();
    assertThat(second.isDone() && foreign.isDone()).isFalse();
    (second.isDone() ? second : foreign).join().close();
    (second.isDone() ? foreign : second).join().close();
    second.join().close();
    foreign.join().close();
    assertThatCode(() -> turns.take(third).close()).doesNotThrowAnyException();
  }

  @Test
  void soManyMayWaitAndNoMore() {
    ListTurns turns = new ListTurns(new Limits(1, 2, 2, 3, LONG));
    Turn first = turns.take(one);
    Turn running = turns.take(other);
    CompletableFuture<Turn> waits = inBackground(() -> turns.take(one));
    while (turns.present() < 3) {
      Thread.onSpinWait();
    }
    assertRefused(() -> turns.take(one), "at most 1 are made at a time");
    assertRefused(() -> turns.take(third), "as many lists of secrets as it can");
    first.close();
    waits.join().close();
    running.close();
    assertThat(turns.present()).isZero();
  }

  @Test
  void aSearchOvertakesTheEarlierOnesOfItsCaller() {
    ListTurns turns = new ListTurns(new Limits(1, 9, 9, 9, LONG));
    Turn running = turns.takeForSearch(one);
    Turn foreign = turns.takeForSearch(other);
    CompletableFuture<Turn> waits = inBackground(() -> turns.takeForSearch(one));
    while (turns.present() < 3) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(running::requireCurrent).isInstanceOf(ResourceExhausted.class);
    CompletableFuture<Turn> newest = inBackground(() -> turns.takeForSearch(one));
    assertThatThrownBy(waits::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ResourceExhausted.class);
    foreign.requireCurrent();
    running.close();
    newest.join().requireCurrent();
    newest.join().close();
    foreign.close();
    assertThat(turns.present()).isZero();
  }

  @Test
  void whatIsNoSearchIsNotOvertaken() {
    ListTurns turns = new ListTurns(new Limits(9, 9, 9, 9, LONG));
    try (Turn page = turns.take(one);
        Turn search = turns.takeForSearch(one);
        Turn another = turns.take(one)) {
      page.requireCurrent();
      search.requireCurrent();
      another.requireCurrent();
    }
    assertThat(turns.present()).isZero();
  }
}
