package dev.coffer.server.dashboard.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pasting the lines of a .env file: first a preview, then what it showed and nothing else. */
class PastePageTest {
  private static final String EMAIL = "owner@example.com";

  private static TestServer server;
  private static Browser owner;

  private TestSite site;
  private String paste;

  @BeforeAll
  static void startServer() {
    server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
    People.siteOf(server, EMAIL);
    owner = People.loggedIn(server, EMAIL);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void makeSite() {
    site = People.siteOf(server, EMAIL);
    paste = People.path(site.id()) + "/secrets/paste";
  }

  private Answer preview(String lines) {
    return owner.post(paste, "lines", lines, "step", "preview");
  }

  private Answer apply(String lines, Answer preview) {
    return owner.post(paste, "lines", lines, "step", "apply", "seen", seen(preview.body()));
  }

  private static String seen(String preview) {
    return preview.replaceAll("(?s).*name=\"seen\" value=\"([^\"]*)\".*", "$1");
  }

  private String value(String name) {
    return site.value(name).json().path("value").asText();
  }

  @Test
  void aPreviewTellsWhatWouldBeDoneAndDoesNothing() {
    site.created("OLD", "before");
    Answer answer = preview("NEW=1\nOLD=2\n# comment\nwixBad=3\nNEW=4\nno entry\nEMPTY=\nA B=5\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .contains("<b>1</b> added")
        .contains("<b>1</b> changed")
        .contains("<b>5</b> refused")
        .contains("must not begin with wix")
        .contains("An earlier line has this name.")
        .contains("This line is not NAME=value.")
        .contains("must have at least 1 character")
        .contains("Store 2 secrets");
    assertThat(value("OLD")).isEqualTo("before");
    assertThat(site.list()).hasSize(1);
  }

  @Test
  void linesThatHashToTheSameNumberAreToldApart() {
    assertThat("Aa").hasSameHashCodeAs("BB");
    Answer names = preview("Aa=1");
    assertThat(apply("BB=1", names).status()).isEqualTo(409);
    Answer values = preview("NAME=Aa");
    assertThat(apply("NAME=BB", values).status()).isEqualTo(409);
    assertThat(site.list()).isEmpty();
    assertThat(apply("NAME=Aa", values).status()).isEqualTo(303);
    assertThat(value("NAME")).isEqualTo("Aa");
  }

  @Test
  void whereOneLineEndsCountsToo() {
    assertThat(apply("A=BC=D", preview("A=B\nC=D")).status()).isEqualTo(409);
    assertThat(apply("AB=C", preview("A=BC")).status()).isEqualTo(409);
    assertThat(site.list()).isEmpty();
  }

  @Test
  void aPreviewOfOneSessionIsNoneOfAnother() {
    Browser elsewhere = People.loggedIn(server, EMAIL);
    String preview = elsewhere.post(paste, "lines", "A=1", "step", "preview").body();
    assertThat(seen(preview)).hasSize(43).isNotEqualTo(seen(preview("A=1").body()));
  }

  @Test
  void applyingDoesWhatThePreviewShowed() {
    site.create("name", "OLD", "value", "before", "description", "kept words");
    String lines =
        "export NEW='a b # c'\r\nOLD=\"line 1\\nline 2\r\nline 3\"\r\nPLAIN = x # comment\r\n";
    Answer applied = apply(lines, preview(lines));
    assertThat(applied.status()).isEqualTo(303);
    assertThat(applied.location()).isEqualTo(People.path(site.id()) + "/secrets");
    assertThat(value("NEW")).isEqualTo("a b # c");
    assertThat(value("OLD")).isEqualTo("line 1\nline 2\nline 3");
    assertThat(value("PLAIN")).isEqualTo("x");
    assertThat(site.listed("OLD").path("description").asText()).isEqualTo("kept words");
    assertThat(owner.get(applied.location()).text()).contains("The secrets were added and changed");
  }

  @Test
  void whatIsRefusedIsSaidAfterApplyingTheRest() {
    String lines = "GOOD=1\nwixBad=2\n";
    Answer applied = apply(lines, preview(lines));
    assertThat(applied.status()).isEqualTo(200);
    assertThat(applied.text()).contains("What was done").contains("must not begin with wix");
    assertThat(applied.text()).doesNotContain("value=\"apply\"");
    assertThat(value("GOOD")).isEqualTo("1");
  }

  @Test
  void whatChangedSinceThePreviewIsToldAndNotOverwritten() {
    String lines = "SHARED=mine\nNEW=1\n";
    Answer preview = preview(lines);
    assertThat(preview.text()).contains("<b>2</b> added");
    String id = site.created("SHARED", "theirs");
    Answer refused = apply(lines, preview);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("not what the preview showed").contains("<b>1</b> changed");
    assertThat(value("SHARED")).isEqualTo("theirs");
    assertThat(site.value("NEW").status()).as("none of the lines is applied").isEqualTo(404);
    site.update(id, "value", "theirs again");
    assertThat(apply(lines, refused).status()).isEqualTo(409);
    assertThat(value("SHARED")).isEqualTo("theirs again");
    assertThat(apply(lines, preview(lines)).status()).isEqualTo(303);
    assertThat(value("SHARED")).isEqualTo("mine");
  }

  @Test
  void nothingIsAppliedThatNoPreviewHasShown() {
    Answer answer = owner.post(paste, "lines", "UNSEEN=1", "step", "apply");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(site.list()).isEmpty();
  }

  @Test
  void linesWithoutAnEntryAreToldAtTheField() {
    Answer answer = preview("# nothing\n\n");
    assertThat(answer.fault("lines")).contains("There is no line NAME=value in it.");
    assertThat(apply("", answer).fault("lines")).contains("There is no line");
  }

  @Test
  void pastedValuesComeBackOnlyToABrowserThatCannotKeepThem() {
    String lines = "A=mkValue-6d1f";
    assertThat(preview(lines).body()).contains("mkValue-6d1f");
    assertThat(owner.postByHtmx(paste, "lines", lines, "step", "preview").body())
        .doesNotContain("mkValue-6d1f");
  }

  @Test
  void aLineThatCannotBeReadShowsNothingOfItself() {
    assertThat(owner.postByHtmx(paste, "lines", "mkValue-1e0a\n", "step", "preview").body())
        .contains("This line is not NAME=value.")
        .doesNotContain("mkValue-1e0a");
  }
}
