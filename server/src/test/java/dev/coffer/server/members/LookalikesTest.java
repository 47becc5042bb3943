package dev.coffer.server.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestSite;
import dev.coffer.server.testing.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that look like others are marked, and names that cannot be seen whole are refused. */
class LookalikesTest extends OnEachDatabase {
  private static final String CYRILLIC = "\u043Ewner@example.com";
  private static final String MARK = "\u043E (U+043E, Cyrillic)";

  private Browser owner;
  private String path;

  private void logIn() {
    String email = People.newEmail();
    site = People.siteOf(server, email);
    owner = People.loggedIn(server, email);
    path = People.path(site.id());
  }

  @Test
  void anInvitationForALookalikeIsMarkedWhenItIsMadeAndAsLongAsItIsOpen() {
    logIn();
    Answer made = owner.post(path + "/invitations", "role", "ADMIN", "note", CYRILLIC);
    assertThat(made.text().split("U\\+043E, Cyrillic", -1))
        .as(
            "what stands before, between and after the marks of the link and of the open"
                + " invitation")
        .hasSize(3);
    assertThat(owner.get(path + "/members").text()).contains(MARK).contains("are mixed");
  }

  @Test
  void aMemberWhoseEmailLooksLikeAnotherIsMarkedWhereverTheEmailIsShown() {
    logIn();
    assertThat(owner.get(path + "/members").text()).doesNotContain("not all ASCII");
    Browser other = People.invited(server, owner, site.id(), Role.ADMIN, CYRILLIC);
    assertThat(owner.get(path + "/members").text()).contains(MARK);
    assertThat(other.get("/dashboard/account").text()).contains(MARK);
    other.post(path + "/keys", "name", "k", "permission", "SECRET_READ");
    assertThat(owner.get(path + "/keys").text()).contains(MARK);
    People.invitation(other, site.id(), Role.MEMBER);
    assertThat(owner.get(path + "/members").text().split("U\\+043E", -1)).hasSize(3);
  }

  @Test
  void anInvitedPersonWhoTypesALookalikeSeesTheMark() {
    logIn();
    Browser guest = Browser.at(server);
    guest.get(People.invitation(owner, site.id(), Role.ADMIN));
    Answer refused =
        guest.post("/dashboard/invitation", "email", "\u043E@example.com", "password", "short");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains(MARK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop\u200B", "\u202Eshop", "sh\u00ADop", "shop\u0007"})
  void namesOfKeysAndNotesAreSeenWhole(String name) {
    logIn();
    assertThat(Violations.of(site.newApiKeyReply(name, "SECRET_READ")))
        .containsExactly("apiKey.name FORMAT");
    Answer key = owner.post(path + "/keys", "name", name, "permission", "SECRET_READ");
    assertThat(key.fault("name"))
        .isEqualTo("This field must not contain invisible, bidirectional or control characters.");
    Answer note = owner.post(path + "/invitations", "role", "MEMBER", "note", name);
    assertThat(note.status()).isEqualTo(422);
    assertThat(note.fault("note")).contains("invisible, bidirectional or control characters");
  }

  @Test
  void namesOfKeysInAnyScriptAreFine() {
    logIn();
    TestSite.succeeded(site.newApiKeyReply("店 Ана שלום 😀", "SECRET_READ"));
  }
}
