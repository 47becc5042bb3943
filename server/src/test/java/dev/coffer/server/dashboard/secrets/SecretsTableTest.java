package dev.coffer.server.dashboard.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searching, sorting and paging the table of secrets. */
class SecretsTableTest {
  private static final TestClock CLOCK = new TestClock();

  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]*)\"");

  private static TestServer server;
  private static Browser owner;
  private static TestSite site;
  private static String secrets;

  @BeforeAll
  static void fillServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), CLOCK);
    site = People.siteOf(server, "owner@example.com");
    owner = People.loggedIn(server, "owner@example.com");
    secrets = People.path(site.id()) + "/secrets";
    for (int i = 1; i <= 120; i++) {
      CLOCK.pass(Duration.ofSeconds(1));
      site.create("name", "key-%03d".formatted(i), "value", "v", "description", "number " + i);
    }
    CLOCK.pass(Duration.ofSeconds(1));
    site.create("name", "Zebra", "value", "v", "description", "with 100% & <stripes>");
    CLOCK.pass(Duration.ofSeconds(1));
    site.create("name", "apple", "value", "v");
    CLOCK.pass(Duration.ofSeconds(1));
    site.update(site.listed("key-060").path("id").asText(), "value", "w");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static List<String> rows(String query) {
    return rows(owner.get(secrets + query));
  }

  private static List<String> rows(Answer page) {
    assertThat(page.status()).isEqualTo(200);
    return Pattern.compile("scope=\"row\"><a href=\"[^\"]*\">([^<]*)</a>")
        .matcher(page.text())
        .results()
        .map((MatchResult row) -> row.group(1))
        .toList();
  }

  @Test
  void namesAreSortedWithoutRegardToLetterCaseAndTwentyFiveAreOnAPage() {
    assertThat(rows("")).hasSize(25).startsWith("apple", "key-001", "key-002").endsWith("key-024");
    assertThat(rows("?page=2")).hasSize(25).startsWith("key-025");
    assertThat(rows("?page=5")).hasSize(22).endsWith("key-120", "Zebra");
    assertThat(owner.get(secrets).text()).contains("122 secrets").contains("Page 1 of 5");
  }

  @ParameterizedTest
  @CsvSource({
    "?page=0, apple",
    "?page=-7, apple",
    "?page=x, apple",
    "?page=99999999999, apple",
    "?page=6, key-100",
    "?sort=-name, Zebra",
    "?sort=created, key-001",
    "?sort=-created, apple",
    "?sort=updated, key-001",
    "?sort=-updated, key-060",
    "?sort=value, apple",
    "?sort=--name, apple",
    "?sort=, apple"
  })
  void aPageOrSortThatIsNoneLeadsToOneThatIs(String query, String first) {
    assertThat(rows(query).getFirst()).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "?query=key-11, 10",
    "?query=KEY-11, 10",
    "?query=number+120, 1",
    "?query=%20key-11%20, 10",
    "?query=100%25, 1",
    "?query=stripes, 1",
    "?query=zebra, 1"
  })
  void namesAndDescriptionsAreSearchedWithoutRegardToLetterCase(String query, int found) {
    assertThat(rows(query)).hasSize(found);
    assertThat(owner.get(secrets + query).text()).contains(found + " of 122 secrets");
  }

  @Test
  void asManyAreFoundAsThereAreOnAllPages() {
    Answer page = owner.get(secrets + "?query=key-&sort=-name&page=2");
    assertThat(rows(page)).hasSize(25).startsWith("key-095");
    assertThat(page.text())
        .contains("query=key-&sort=-name&page=1")
        .contains("query=key-&sort=-name&page=3");
  }

  /** Walks from page to page as a person does, by the links. */
  @Test
  void aTableOfTenThousandSecretsIsPasteableSearchableAndHasEachSecretOnOnePage() {
    TestSite large = People.siteOf(server, "owner@example.com");
    String path = People.path(large.id()) + "/secrets";
    String lines =
        IntStream.range(0, 10_000).mapToObj("S%04d=v"::formatted).collect(Collectors.joining("\n"));
    Answer preview = owner.post(path + "/paste", "lines", lines, "step", "preview");
    String seen = preview.body().replaceAll("(?s).*name=\"seen\" value=\"([^\"]*)\".*", "$1");
    assertThat(
            owner.post(path + "/paste", "lines", lines, "step", "apply", "seen", seen).location())
        .isEqualTo(path);
    Answer table = owner.get(path);
    assertThat(rows(table)).hasSize(25).startsWith("S0000");
    assertThat(table.text()).contains("10,000 secrets").contains("Page 1 of 400");
    assertThat(rows(owner.get(path + "?page=400"))).hasSize(25).endsWith("S9999");
    List<String> walked = new ArrayList<>();
    Optional<String> next = Optional.of(path + "?query=S7&sort=-name");
    while (next.isPresent()) {
      Answer page = owner.get(next.get());
      assertThat(page.text()).contains("1,000 of 10,000 secrets");
      walked.addAll(rows(page));
      next = NEXT.matcher(page.text()).results().map(link -> link.group(1)).findFirst();
    }
    assertThat(walked)
        .containsExactlyElementsOf(
            IntStream.range(0, 1_000).mapToObj(i -> "S%04d".formatted(7_999 - i)).toList());
  }

  @Test
  void whatIsNotFoundIsSaidAndShownAsText() {
    Answer page = owner.get(secrets + "?query=%3Cscript%3Ealert(1)%3C/script%3E%22%3E");
    assertThat(rows(page)).isEmpty();
    assertThat(page.text()).contains("Nothing found");
    assertThat(page.body()).doesNotContain("<script>alert");
  }

  @Test
  void aSecretThatWasAlteredIsShownAsSuchAndCanBeDeletedByItsId() throws SQLException {
    TestSite damaged = People.siteOf(server, "owner@example.com");
    String path = People.path(damaged.id()) + "/secrets";
    String id = damaged.created("damaged", "x");
    damaged.created("sound", "y");
    damage(id);
    Answer table = owner.get(path);
    assertThat(rows(table)).containsExactly("sound");
    assertThat(table.text()).contains("One secret does not open").contains(id);
    Answer edit = owner.get(path + "/" + id);
    assertThat(edit.status()).isEqualTo(500);
    assertThat(edit.text()).contains("This record is corrupted").contains("stay readable");
    assertThat(owner.post(path + "/" + id + "/value").status()).isEqualTo(500);
    assertThat(owner.get(path + "/" + id + "/delete").text()).contains(id);
    assertThat(owner.post(path + "/" + id + "/delete", "typed", "damaged").status()).isEqualTo(422);
    assertThat(owner.post(path + "/" + id + "/delete", "typed", id).status()).isEqualTo(303);
    assertThat(owner.get(path).text()).doesNotContain("does not open");
  }

  private static void damage(String id) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("coffer.db"));
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE secret SET updated_at = updated_at + 1 WHERE lower(hex(id)) = ?")) {
      update.setString(1, id.replace("-", ""));
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void aSiteWithoutSecretsSaysWhatToDo() {
    TestSite empty = People.siteOf(server, "owner@example.com");
    assertThat(owner.get(People.path(empty.id()) + "/secrets").text())
        .contains("No secrets yet")
        .contains("Add Secret");
  }
}
