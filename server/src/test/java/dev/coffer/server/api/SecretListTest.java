package dev.coffer.server.api;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of more secrets than fit into one page, whole and in parts. */
class SecretListTest extends OnEachDatabase {
  private static void create(int count) {
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Callable<String>> creations = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String name = "secret-%04d".formatted(i);
        creations.add(() -> site.created(name, "v"));
      }
      callers.invokeAll(creations).forEach(Future::resultNow);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(JsonNode list) {
    return list.path("secrets").findValuesAsText("name");
  }

  private static JsonNode part(String query) {
    return TestSite.succeeded(site.call("GET", SECRETS + "?" + query)).json();
  }

  private static Optional<String> next(JsonNode part) {
    JsonNode paging = part.path("pagingMetadata");
    Optional<String> next = Optional.ofNullable(paging.at("/cursors/next").textValue());
    assertThat(paging.path("hasNext").isBoolean()).isTrue();
    assertThat(paging.path("hasNext").asBoolean()).isEqualTo(next.isPresent());
    assertThat(paging.path("count").asInt()).isEqualTo(part.path("secrets").size());
    return next;
  }

  @Test
  void aListOfSeveralPagesIsWholeAndInOrder() {
    create(1_001);
    Reply reply = site.call("GET", SECRETS);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(reply.http().headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(reply.json().has("pagingMetadata")).isFalse();
    assertThat(names(reply.json()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 1_001).mapToObj("secret-%04d"::formatted).toList());
    assertThat(reply.json().path("secrets").findValuesAsText("createdDate")).isSorted();

    JsonNode most = part("paging.limit=1000");
    assertThat(names(most)).isEqualTo(names(reply.json()).subList(0, 1_000));
    JsonNode last = part("paging.limit=1000&paging.cursor=" + next(most).orElseThrow());
    assertThat(names(last)).isEqualTo(names(reply.json()).subList(1_000, 1_001));
    assertThat(next(last)).isEmpty();
    assertThat(names(part("paging.cursor=" + next(most).orElseThrow()))).isEqualTo(names(last));
  }

  @Test
  void aListThatFitsIntoAPageHasALength() {
    site.created("only", "v");
    Reply reply = site.call("GET", SECRETS);
    assertThat(reply.http().headers().firstValueAsLong("Content-Length"))
        .hasValue(reply.http().body().length());
  }

  @Test
  void partsTogetherAreTheWhole() {
    create(20);
    List<String> walked = new ArrayList<>();
    Optional<String> next = Optional.of("");
    int parts = 0;
    while (next.isPresent()) {
      JsonNode part = part("paging.limit=7" + next.get());
      walked.addAll(names(part));
      next = next(part).map(cursor -> "&paging.cursor=" + cursor);
      parts++;
    }
    assertThat(parts).isEqualTo(3);
    assertThat(walked).isEqualTo(site.list().findValuesAsText("name"));
  }

  @Test
  void aPartThatEndsWithTheListHasNoNext() {
    create(7);
    assertThat(next(part("paging.limit=7"))).isEmpty();
    assertThat(next(part("paging.limit=8"))).isEmpty();
    site.empty();
    JsonNode empty = part("paging.limit=1");
    assertThat(empty.path("secrets")).isEmpty();
    assertThat(next(empty)).isEmpty();
  }

  @Test
  void withoutALimitAPartHasAHundred() {
    create(101);
    String first = next(part("paging.limit=1")).orElseThrow();
    JsonNode part = part("paging.cursor=" + first);
    assertThat(part.path("secrets")).hasSize(100);
    assertThat(next(part)).isEmpty();
  }

  @Test
  void changesBetweenPartsNeitherRepeatNorHideWhatWasThereAllTheTime() {
    create(20);
    List<String> before = site.list().findValuesAsText("name");
    List<String> ids = site.list().findValuesAsText("id");
    JsonNode first = part("paging.limit=10");
    TestSite.succeeded(site.delete(ids.get(0)));
    TestSite.succeeded(site.delete(ids.get(9))); // The one that the cursor is behind.
    TestSite.succeeded(site.delete(ids.get(15)));
    TestSite.succeeded(site.update(ids.get(3), "value", "w"));
    TestSite.succeeded(site.update(ids.get(12), "name", "renamed"));
    site.created("new", "v");
    JsonNode rest = part("paging.limit=1000&paging.cursor=" + next(first).orElseThrow());
    List<String> expected = new ArrayList<>(before.subList(10, 20));
    expected.set(2, "renamed");
    expected.remove(before.get(15));
    expected.add("new");
    assertThat(names(rest)).containsExactlyInAnyOrderElementsOf(expected);
    List<String> all = new ArrayList<>(first.path("secrets").findValuesAsText("id"));
    all.addAll(rest.path("secrets").findValuesAsText("id"));
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "x", "", "1.5", "10000000000", "%2B1", "١"})
  void aLimitThatIsNoneIsRefused(String limit) {
    String sent = limit.equals("١") ? "%D9%A1" : limit;
    Reply reply = site.call("GET", SECRETS + "?paging.limit=" + sent);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Violations.of(reply)).containsExactly("paging.limit FORMAT");
  }

  @Test
  void aCursorThatIsNoneOfTheSitesIsRefused() {
    create(3);
    String cursor = next(part("paging.limit=1")).orElseThrow();
    TestSite other = TestSite.on(server).withMembersArea();
    for (String wrong :
        List.of(
            "",
            "x",
            "%20",
            cursor + "A",
            cursor + "==",
            cursor.substring(1),
            "AAAA" + cursor.substring(4),
            "A".repeat(cursor.length()))) {
      Reply reply = site.call("GET", SECRETS + "?paging.cursor=" + wrong);
      assertThat(reply.status()).as(wrong).isEqualTo(400);
      assertThat(Violations.of(reply)).containsExactly("paging.cursor FORMAT");
    }
    Reply elsewhere = other.call("GET", SECRETS + "?paging.cursor=" + cursor);
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(Violations.of(elsewhere)).containsExactly("paging.cursor FORMAT");
    Reply both = site.call("GET", SECRETS + "?paging.limit=0&paging.cursor=x");
    assertThat(Violations.of(both)).containsExactly("paging.limit FORMAT", "paging.cursor FORMAT");
    Reply twice = site.call("GET", SECRETS + "?paging.limit=1&paging.limit=2");
    assertThat(twice.status()).isEqualTo(400);
  }

  @Test
  void aCursorNeedsThePermissionAsTheListDoes() {
    create(2);
    String cursor = next(part("paging.limit=1")).orElseThrow();
    String reader = site.newApiKey("SECRET_READ");
    assertThat(site.callAs(reader, "GET", SECRETS + "?paging.cursor=" + cursor).status())
        .isEqualTo(403);
    String lister = site.newApiKey("SECRET_METADATA_READ");
    assertThat(names(site.callAs(lister, "GET", SECRETS + "?paging.cursor=" + cursor).json()))
        .hasSize(1);
  }
}
