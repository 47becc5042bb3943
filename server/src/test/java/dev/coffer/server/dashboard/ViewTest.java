package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.dashboard.account.AccountView;
import dev.coffer.server.dashboard.account.AccountView.SessionRow;
import dev.coffer.server.dashboard.keys.KeysView;
import dev.coffer.server.dashboard.login.LogInView;
import dev.coffer.server.dashboard.members.MembersView;
import dev.coffer.server.dashboard.page.Dates;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Links;
import dev.coffer.server.dashboard.page.MessageView;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.ShownName;
import dev.coffer.server.dashboard.page.Snippet;
import dev.coffer.server.dashboard.secrets.DeleteSecretView;
import dev.coffer.server.dashboard.secrets.PasteView;
import dev.coffer.server.dashboard.secrets.PasteView.Outcome;
import dev.coffer.server.dashboard.secrets.SecretRow;
import dev.coffer.server.dashboard.secrets.SecretView;
import dev.coffer.server.dashboard.secrets.SecretsView;
import dev.coffer.server.dashboard.sites.SiteView;
import dev.coffer.server.dashboard.sites.SitesView;
import dev.coffer.web.PageTemplates;
import dev.coffer.wire.env.EnvLines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewTest {
  private static final Instant AT = Instant.parse("2026-11-03T04:10:27.123Z");

  private static SecretsView secrets(String query, String sort, int found, int total) {
    PageLayout layout =
        new PageLayout("Secrets", Optional.empty(), Optional.empty(), Optional.empty());
    return new SecretsView(
        layout, "a-site", List.of(), query, sort, 1, 1, found, found, total, List.of());
  }

  @Test
  void whereMoreIsFoundThanThePagesHaveTheTableSaysSo() {
    PageLayout layout =
        new PageLayout("Secrets", Optional.empty(), Optional.empty(), Optional.empty());
    SecretRow row = new SecretRow("id", "n", "", AT, AT, 1);
    SecretsView view =
        new SecretsView(
            layout, "a", List.of(row), "", "name", 1, 400, 10_000, 10_001, 10_001, List.of());
    String page =
        new String(
            new PageTemplates(ViewTest.class, "dev.coffer.server.dashboard.generated")
                .html("secrets", Map.of("view", view, "links", new Links(""))),
            StandardCharsets.UTF_8);

    assertThat(page).contains("The pages end after the first 10,000. Narrow the search");
  }

  @ParameterizedTest
  @CsvSource({
    "name, name, -name",
    "-name, name, name",
    "name, updated, -updated",
    "-updated, updated, updated",
    "updated, updated, -updated",
    "-created, updated, -updated"
  })
  void aHeadingSortsByItsColumnAndThenTheOtherWayRound(String sort, String column, String next) {
    assertThat(secrets("", sort, 0, 0).nextSort(column)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({"name, ascending", "-name, descending", "created, none", "-created, none"})
  void aHeadingSaysHowTheTableIsSortedByIt(String sort, String direction) {
    assertThat(secrets("", sort, 0, 0).direction("name")).isEqualTo(direction);
  }

  @Test
  void otherPagesOfTheTableKeepWhatIsSearchedFor() {
    assertThat(secrets("a&b #1", "name", 0, 0).address("-name", 2))
        .isEqualTo("/dashboard/sites/a-site/secrets?query=a%26b+%231&sort=-name&page=2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | 1     | 1     | 1 secret
          '' | 12000 | 12000 | 12,000 secrets
          a  | 3     | 12000 | 3 of 12,000 secrets
          """)
  void theTableSaysHowManySecretsItShows(String query, int found, int total, String count) {
    assertThat(secrets(query, "name", found, total).count()).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0 | Edge on Windows
          Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 | Chrome on Android
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1 | Safari on iPhone
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on macOS
          curl/8.9 | curl
          something else | Unknown browser
          """)
  void aSessionIsToldByItsBrowser(String agent, String name) {
    assertThat(new SessionRow("an-id", agent, "127.0.0.1", AT, AT, false).browserName())
        .isEqualTo(name);
  }

  @Test
  void datesAreInUtcForPeopleAndForPrograms() {
    assertThat(Dates.date(AT)).isEqualTo("3 Nov 2026");
    assertThat(Dates.dateAndTime(AT)).isEqualTo("3 Nov 2026, 04:10 UTC");
    assertThat(Dates.machineDay(AT)).isEqualTo("2026-11-03");
    assertThat(Dates.machine(AT)).isEqualTo("2026-11-03T04:10:27Z");
  }

  @ParameterizedTest
  @CsvSource({"65536, 64 KiB", "3500, 3500 bytes"})
  void theLongestValueIsToldInTheLargerUnitWhereItIsWhole(int bytes, String text) {
    PageLayout layout =
        new PageLayout("Add Secret", Optional.empty(), Optional.empty(), Optional.empty());
    SecretView view =
        new SecretView(
            layout, "a-site", Optional.empty(), Form.EMPTY, Optional.empty(), bytes, List.of());
    assertThat(view.longestValue()).isEqualTo(text);
  }

  @Test
  void nothingThatIsShownOnAPageIsPrinted() {
    String marker = "mkShown-7d2f9b4c1e";
    PageLayout layout =
        new PageLayout(
            marker,
            Optional.of(new PageLayout.CurrentUser("a@b.example", marker, List.of(), false)),
            Optional.empty(),
            Optional.empty());
    Form form = new Form(Map.of("value", marker), Map.of("value", List.of(marker)));
    SecretRow row = new SecretRow("an-id", marker, marker, AT, AT, 1);
    Snippet snippet = new Snippet("curl", marker);
    PasteView.PasteRow line = new PasteView.PasteRow(marker, Outcome.CREATED, marker);
    KeysView.MadeKey key = new KeysView.MadeKey("a name", marker, List.of(snippet));
    SecretView secret =
        new SecretView(
            layout, "", Optional.of(row), form, Optional.of(marker), 1, List.of(snippet));
    MembersView.MadeLink link = new MembersView.MadeLink("a title", ShownName.ofNote(""), marker);
    for (Object shown :
        List.of(
            layout,
            layout.currentUser(),
            form,
            row,
            snippet,
            line,
            key,
            secret,
            link,
            new EnvLines.Entry(marker, marker),
            new SecretsView(layout, "", List.of(row), marker, "", 1, 1, 1, 1, 1, List.of()),
            new DeleteSecretView(layout, "", row, form),
            new PasteView(layout, "", form, List.of(line), "", false),
            new KeysView(layout, "", List.of(), form, List.of(), List.of(), Optional.of(key)),
            new MembersView(
                layout,
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                form,
                Optional.of(link),
                List.of()),
            new LogInView(layout, LogInView.Kind.LOG_IN, form, "", "", ""),
            new SiteView(layout, "", "", true, form),
            new SitesView(layout, List.of(), form),
            new AccountView(
                layout, ShownName.ofEmail("a@b.example"), Optional.empty(), List.of(), form),
            new MessageView(layout, "", "", "", ""),
            Page.show("secret", secret))) {
      assertThat(shown.toString())
          .as("what a %s prints", shown.getClass().getSimpleName())
          .doesNotContain(marker);
    }
  }
}
