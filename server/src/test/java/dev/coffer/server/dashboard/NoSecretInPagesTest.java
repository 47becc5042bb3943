package dev.coffer.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Markers are planted through the dashboard's pages at the most verbose log level, and then
 * searched for in all that was logged, answered, set as a cookie, put into an address and stored.
 */
class NoSecretInPagesTest {
  private static final String NAME = "mkName-4f1d9c7b2e";
  private static final String VALUE = "mkValue-8a3c5d1f7e";
  private static final String DESCRIPTION = "mkDescription-6b2e9f4a1c";
  private static final String PASSWORD = "mkPassword-3d7f1b9e5a";
  private static final String WRONG_PASSWORD = "mkWrong-7c1e5a9d3b";
  private static final String NOTE = "mkNote-2a8c6e4f1d";
  private static final String STRAY = "mkStray-9e1a7c3f5b";
  private static final String EMAIL = "mkemail-5d3b1f9e7c@example.com";

  private final List<Answer> answers = new ArrayList<>();
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private TestServer server;
  private String secrets;

  @Test
  void markersAreNowhereButWhereTheyBelong() throws IOException {
    String printed;
    try (StandardError error = StandardError.capture()) {
      server = TestServer.start(Backend.SQLITE, Map.of("log-level", "trace"));
      visit(error.text().replaceAll("(?s).*(/dashboard/set-up/[\\w-]{43}).*", "$1"));
      server.server().close();
      printed = error.text();
    }
    assertThat(printed).as("the log, which must be worth searching").contains("secret created");
    assertLogHasNone(printed);
    assertAddressesAndCookiesHaveNone();
    assertFilesHaveNone();
    server.close();
  }

  private void visit(String link) {
    tokens.put("set-up link", link.substring(link.lastIndexOf('/') + 1));
    Browser owner = Browser.at(server);
    note(owner.get(link));
    note(owner.get("/dashboard/set-up"));
    note(owner.post("/dashboard/set-up", "email", EMAIL, "password", "short"));
    note(owner.post("/dashboard/set-up", "email", EMAIL, "password", PASSWORD));
    String path = People.path(server.siteId("default"));
    secrets = path + "/secrets";
    useSecrets(owner);
    usePeople(owner, path);
    useAccount(owner);
    misuse(owner);
  }

  private void useSecrets(Browser owner) {
    String[] fields = {"name", NAME, "value", VALUE, "description", DESCRIPTION};
    note(owner.post(secrets + "/new", fields));
    note(owner.postByHtmx(secrets + "/new", fields));
    note(owner.postByHtmx(secrets + "/new", "name", STRAY + " ", "value", VALUE));
    Answer table = owner.get(secrets + "?query=" + NAME);
    note(table);
    String id = table.body().replaceAll("(?s).*secrets/([0-9a-f-]{36})\".*", "$1");
    note(owner.get(secrets + "/" + id));
    Answer revealed = owner.post(secrets + "/" + id + "/value");
    assertThat(revealed.body()).contains(VALUE);
    note(owner.postByHtmx(secrets + "/" + id, "name", NAME, "value", VALUE, "version", "7"));
    note(owner.post(secrets + "/" + id, "name", NAME, "value", VALUE, "version", "1"));
    note(owner.post(secrets + "/" + id + "/delete", "typed", STRAY));
    String lines = NAME + "=" + VALUE + "\n" + STRAY + "\n";
    note(owner.postByHtmx(secrets + "/paste", "lines", lines, "step", "preview"));
    note(owner.postByHtmx(secrets + "/paste", "lines", lines, "step", "apply"));
  }

  private void usePeople(Browser owner, String path) {
    Answer made = owner.post(path + "/keys", "name", "k", "permission", "SECRET_READ");
    String key = made.body().replaceAll("(?s).*>(coffer_\\w{49})<.*", "$1");
    tokens.put("API key", key);
    note(owner.get(path + "/keys"));
    String invitation = People.invitation(owner, server.siteId("default"), Role.ADMIN);
    tokens.put("invitation", invitation.substring(invitation.lastIndexOf('/') + 1));
    note(owner.post(path + "/invitations", "role", "MEMBER", "note", NOTE + "x".repeat(100)));
    Browser admin = Browser.at(server);
    note(admin.get(invitation));
    note(admin.post("/dashboard/invitation", "email", EMAIL, "password", WRONG_PASSWORD));
    note(admin.post("/dashboard/invitation", "email", "b@c.example", "password", PASSWORD));
    note(admin.post("/dashboard/log-out"));
    note(admin.logIn("b@c.example", WRONG_PASSWORD));
    note(admin.logIn(EMAIL, WRONG_PASSWORD));
  }

  private void useAccount(Browser owner) {
    note(owner.get("/dashboard/account"));
    note(owner.post("/dashboard/confirm", "password", WRONG_PASSWORD));
    note(owner.post("/dashboard/confirm", "password", PASSWORD));
    note(
        owner.post("/dashboard/account/password", "current", WRONG_PASSWORD, "password", PASSWORD));
    note(
        owner.post(
            "/dashboard/account/email",
            "email",
            "new@c.example",
            "email-password",
            WRONG_PASSWORD));
    note(
        owner.post(
            "/dashboard/account/email", "email", "new@c.example", "email-password", PASSWORD));
    note(owner.post("/dashboard/account/delete", "delete-password", WRONG_PASSWORD));
    note(owner.post("/dashboard/account/delete", "delete-password", PASSWORD));
    rememberTokens("first session", owner);
    note(
        owner.post("/dashboard/account/password", "current", PASSWORD, "password", PASSWORD + "2"));
    rememberTokens("second session", owner);
  }

  private void rememberTokens(String whose, Browser browser) {
    tokens.put(whose, browser.cookies().get("coffer-session"));
    tokens.put(whose + "'s device", browser.cookies().get("coffer-device"));
    tokens.put(whose + "'s forms", browser.csrfToken());
  }

  private void misuse(Browser owner) {
    note(owner.get("/dashboard/set-up/" + STRAY));
    note(owner.get("/dashboard/" + STRAY));
    note(owner.get(secrets + "/" + STRAY));
    note(owner.send("POST", secrets + "/new", Optional.of("value=" + VALUE + "%zz"), Map.of()));
    note(
        owner.send(
            "POST",
            secrets + "/new",
            Optional.of(Browser.form("value", VALUE, "form-token", STRAY)),
            Map.of("Origin", "https://" + STRAY)));
    note(owner.send("PUT", secrets, Optional.of("value=" + VALUE), Map.of()));
    note(owner.post(secrets + "/new", "name", "n", "value", VALUE.repeat(30_000)));
    Browser stranger = Browser.at(server);
    stranger.cookies().put("coffer-session", STRAY);
    stranger.cookies().put("coffer-link", STRAY);
    stranger.cookies().put("coffer-notice", STRAY);
    note(stranger.get(secrets));
    note(stranger.get("/dashboard/invitation"));
  }

  /** Keeps an answer that must show no value and no password. */
  private void note(Answer answer) {
    answers.add(answer);
    assertThat(answer.body())
        .as("%s %s", answer.status(), answer.http().uri().getPath())
        .doesNotContain(VALUE, PASSWORD, WRONG_PASSWORD);
  }

  private void assertLogHasNone(String printed) {
    String link = tokens.get("set-up link");
    assertThat(printed.split(link, -1)).as("the set-up link, printed once").hasSize(2);
    for (String marker : markers()) {
      if (!marker.equals(link)) {
        assertThat(printed).as("the log").doesNotContain(marker);
      }
    }
  }

  private List<String> markers() {
    List<String> markers =
        new ArrayList<>(
            List.of(NAME, VALUE, DESCRIPTION, PASSWORD, WRONG_PASSWORD, NOTE, STRAY, EMAIL));
    markers.addAll(tokens.values());
    return markers;
  }

  private void assertAddressesAndCookiesHaveNone() {
    for (Answer answer : answers) {
      assertThat(answer.location() + answer.setCookies())
          .as("the headers of %s", answer.http().uri().getPath())
          .doesNotContain(NAME, VALUE, DESCRIPTION, PASSWORD, WRONG_PASSWORD, NOTE, EMAIL)
          .doesNotContain(tokens.get("API key"), tokens.get("invitation") + "/");
      assertThat(answer.location())
          .doesNotContain(tokens.get("set-up link"), tokens.get("invitation"));
    }
  }

  private void assertFilesHaveNone() throws IOException {
    try (Stream<Path> files = Files.list(server.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String marker : markers()) {
          if (!marker.equals(EMAIL)) {
            assertThat(content).as("the file %s", file.getFileName()).doesNotContain(marker);
          }
        }
      }
    }
  }
}
