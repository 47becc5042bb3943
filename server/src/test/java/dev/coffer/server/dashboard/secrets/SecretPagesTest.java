package dev.coffer.server.dashboard.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adding, editing, revealing and deleting a secret with a browser. */
class SecretPagesTest {
  private static final TestClock CLOCK = new TestClock();
  private static final String EMAIL = "owner@example.com";

  private static TestServer server;

  private TestSite site;
  private Browser owner;
  private String secrets;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"), CLOCK);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void logIn() {
    CLOCK.pass(Duration.ofMinutes(3));
    site = People.siteOf(server, EMAIL);
    owner = People.loggedIn(server, EMAIL);
    secrets = People.path(site.id()) + "/secrets";
  }

  private String value(String name) {
    return site.value(name).json().path("value").asText();
  }

  @Test
  void aSecretIsAddedAndToldOnceOnTheTable() {
    Answer added =
        owner.post(
            secrets + "/new",
            "name",
            "API_TOKEN",
            "value",
            "a+b c%&=ü€😀",
            "description",
            "for <you> & me");
    assertThat(added.status()).isEqualTo(303);
    assertThat(added.location()).isEqualTo(secrets);
    Answer table = owner.get(secrets);
    assertThat(table.text())
        .contains("The secret was added.")
        .contains("API_TOKEN")
        .contains("for <you> & me");
    assertThat(table.body()).doesNotContain("for <you>");
    assertThat(owner.get(secrets).text()).doesNotContain("The secret was added.");
    assertThat(value("API_TOKEN")).isEqualTo("a+b c%&=ü€😀");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',        v, d, name,        at least 1 character
          a b,       v, d, name,        A-Z a-z 0-9 _ + = - @ # $
          wixToken,  v, d, name,        must not begin with wix
          WIX,       v, d, name,        must not begin with wix
          LONG,      v, d, name,        at most 50 characters
          fine,     '', d, value,       at least 1 character
          fine,   LONG, d, value,       at most 65536 bytes
          fine,   v, LONG, description, at most 200 characters
          """)
  void eachViolationIsToldAtItsField(
      String name, String value, String description, String field, String words) {
    Answer answer =
        owner.post(
            secrets + "/new",
            "name",
            name.replace("LONG", "n".repeat(51)),
            "value",
            value.replace("LONG", "v".repeat(65_537)),
            "description",
            description.replace("LONG", "d".repeat(201)));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.fault(field)).contains(words);
    for (String other : new String[] {"name", "value", "description"}) {
      if (!other.equals(field)) {
        assertThat(answer.fault(other)).as("what is wrong with %s", other).isEmpty();
      }
    }
    assertThat(site.list()).isEmpty();
  }

  @Test
  void allViolationsAreToldAtOnceAndWhatWasFilledInStays() {
    Answer answer =
        owner.post(secrets + "/new", "name", "a b", "value", "", "description", "x".repeat(201));
    assertThat(answer.fault("name")).isNotEmpty();
    assertThat(answer.fault("value")).isNotEmpty();
    assertThat(answer.fault("description")).isNotEmpty();
    assertThat(answer.body()).contains("value=\"a b\"").contains("x".repeat(201));
  }

  @Test
  void aNameThatIsTakenIsToldAtTheName() {
    site.created("taken", "x");
    Answer answer = owner.post(secrets + "/new", "name", "taken", "value", "y");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fault("name")).contains("a secret of that name already");
    assertThat(value("taken")).isEqualTo("x");
    String id = site.created("other", "z");
    Answer renamed = owner.post(secrets + "/" + id, "name", "taken", "version", "1");
    assertThat(renamed.status()).isEqualTo(409);
    assertThat(renamed.fault("name")).contains("a secret of that name already");
  }

  @Test
  void aValueOfSeveralLinesKeepsItsLineBreaksAsTheyWereTyped() {
    String pem = "-----BEGIN PRIVATE KEY-----\nMIIB+/=\n  x\n-----END PRIVATE KEY-----\n";
    owner.post(secrets + "/new", "name", "pem", "value", pem.replace("\n", "\r\n"));
    assertThat(value("pem")).isEqualTo(pem);
    owner.post(secrets + "/new", "name", "blank", "value", "\r\n x \r\n");
    assertThat(value("blank")).as("blanks at both ends").isEqualTo("\n x \n");
    String id = site.listed("blank").path("id").asText();
    assertThat(owner.post(secrets + "/" + id + "/value").body())
        .as("a textarea swallows the first line break")
        .contains(">\n\n x \n</textarea>");
  }

  @Test
  void anEmptyValueKeepsTheOldOne() {
    String id = site.created("kept", "the old value");
    owner.post(
        secrets + "/" + id, "name", "renamed", "value", "", "description", "new", "version", "1");
    assertThat(value("renamed")).isEqualTo("the old value");
    assertThat(site.listed("renamed").path("description").asText()).isEqualTo("new");
    assertThat(site.value("kept").status()).isEqualTo(404);
  }

  @Test
  void anEditOfWhatSomebodyElseHasChangedIsToldAndOverwritesNothing() {
    String id = site.created("shared", "first");
    String form = owner.get(secrets + "/" + id).body();
    assertThat(form).contains("name=\"version\" value=\"1\"");
    site.update(id, "value", "theirs", "description", "their words");
    Answer conflict =
        owner.post(
            secrets + "/" + id,
            "name",
            "shared",
            "value",
            "mkMine-41",
            "description",
            "my words",
            "version",
            "1");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.text())
        .contains("Somebody else has changed this secret meanwhile")
        .contains("their words")
        .doesNotContain("my words")
        .doesNotContain("mkMine-41")
        .doesNotContain("theirs");
    assertThat(conflict.body()).contains("name=\"version\" value=\"2\"");
    assertThat(value("shared")).isEqualTo("theirs");
    Answer again =
        owner.post(secrets + "/" + id, "name", "shared", "value", "mkMine-41", "version", "2");
    assertThat(again.status()).isEqualTo(303);
    assertThat(value("shared")).isEqualTo("mkMine-41");
  }

  @Test
  void aChangeThatDoesNotSayWhichVersionItSawOverwritesNothing() {
    String id = site.created("unseen", "theirs");
    Answer conflict = owner.post(secrets + "/" + id, "name", "unseen", "value", "mine");
    assertThat(conflict.text()).contains("Somebody else has changed this secret meanwhile");
    assertThat(value("unseen")).isEqualTo("theirs");
  }

  @Test
  void aValueIsShownOnlyWhenItIsAskedForAndNeverByAnAddress() {
    String id = site.created("hidden", "mkValue-93b2");
    for (String path : new String[] {secrets, secrets + "/" + id, secrets + "/" + id + "/delete"}) {
      assertThat(owner.get(path).body()).as(path).doesNotContain("mkValue-93b2");
    }
    assertThat(owner.get(secrets + "/" + id + "/value").status())
        .as("a GET of the value")
        .isEqualTo(404);
    Answer revealed = owner.post(secrets + "/" + id + "/value");
    assertThat(revealed.body()).contains("mkValue-93b2");
    assertThat(revealed.header("Cache-Control")).contains("no-store");
    assertThat(owner.get(secrets + "/" + id).body()).doesNotContain("mkValue-93b2");
  }

  @Test
  void aRefusedFormGivesTheValueBackOnlyToABrowserThatCannotKeepIt() {
    String[] form = {"name", "a b", "value", "mkValue-52c7"};
    assertThat(owner.post(secrets + "/new", form).body()).contains("mkValue-52c7");
    assertThat(owner.postByHtmx(secrets + "/new", form).body()).doesNotContain("mkValue-52c7");
  }

  @Test
  void htmlInAValueIsShownAsText() {
    String id = site.created("html", "</textarea><script>alert(1)</script>");
    Answer revealed = owner.post(secrets + "/" + id + "/value");
    assertThat(revealed.body()).doesNotContain("<script>alert").contains("&lt;script");
  }

  @Test
  void aSecretIsDeletedOnlyByWhoTypesItsName() {
    String id = site.created("Doomed", "x");
    for (String typed : new String[] {"", "doomed", "Doomed ", id}) {
      Answer answer = owner.post(secrets + "/" + id + "/delete", "typed", typed);
      assertThat(answer.status()).as("typing “%s”", typed).isEqualTo(422);
      assertThat(answer.fault("typed")).contains("Type the secret's name");
    }
    assertThat(value("Doomed")).isEqualTo("x");
    assertThat(owner.post(secrets + "/" + id + "/delete", "typed", "Doomed").location())
        .isEqualTo(secrets);
    assertThat(site.value("Doomed").status()).isEqualTo(404);
    assertThat(owner.get(secrets).text()).contains("The secret was deleted.");
  }

  @Test
  void anIdThatIsNoneIsNoPage() {
    assertThat(owner.get(secrets + "/no-id").status()).isEqualTo(404);
    assertThat(owner.get(secrets + "/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void aNameWithAHashSignCarriesTheWarningAndWorksInTheCodeShown() {
    String id = site.created("a#b", "x");
    Answer page = owner.get(secrets + "/" + id);
    assertThat(page.text())
        .contains("cuts this name at <code>#</code>")
        .contains("/api/v1/secrets/name/a%23b")
        .contains("$COFFER_KEY");
    assertThat(owner.get(secrets + "/" + site.created("ab", "x")).text())
        .doesNotContain("cuts this name at");
  }

  @Test
  void aFormThatIsLargerThanAnyValidOneIsRefused() {
    Answer answer = owner.post(secrets + "/new", "name", "big", "value", "x".repeat(405_000));
    assertThat(answer.status()).isIn(413, 422);
    assertThat(site.list()).isEmpty();
  }

  @Test
  void theLongestValueOfTheWidestCharactersFits() {
    String value = "€".repeat(65_536 / 3);
    assertThat(owner.post(secrets + "/new", "name", "wide", "value", value).status())
        .isEqualTo(303);
    assertThat(value("wide")).isEqualTo(value);
    String lines = "\n".repeat(65_536);
    assertThat(
            owner
                .post(secrets + "/new", "name", "lines", "value", lines.replace("\n", "\r\n"))
                .status())
        .isEqualTo(303);
    assertThat(value("lines")).isEqualTo(lines);
  }
}
