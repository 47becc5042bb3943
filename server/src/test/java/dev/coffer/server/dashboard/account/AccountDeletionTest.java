package dev.coffer.server.dashboard.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.People;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Deleting one's own account. */
class AccountDeletionTest extends OnEachDatabase {
  private String ownerEmail;
  private Browser owner;

  private void logIn() {
    ownerEmail = People.newEmail();
    site = People.siteOf(server, ownerEmail);
    owner = People.loggedIn(server, ownerEmail);
  }

  private static Answer delete(Browser browser) {
    return browser.post("/dashboard/account/delete", "delete-password", People.PASSWORD);
  }

  private int logIn(String email) {
    return Browser.at(server).logIn(email, People.PASSWORD).status();
  }

  @Test
  void endsAllThatThePersonHasAndKeepsWhatThePersonMade() {
    logIn();
    String email = People.newEmail();
    Browser admin = People.invited(server, owner, site.id(), Role.ADMIN, email);
    Browser elsewhere = People.loggedIn(server, email);
    String account = People.account(owner, site.id(), email);
    String link = People.invitation(admin, site.id(), Role.MEMBER);
    String path = People.path(site.id());
    admin.post(path + "/secrets/new", "name", "theirs", "value", "v");
    admin.post(path + "/keys", "name", "their key", "permission", "SECRET_READ");
    admin.post(
        "/dashboard/account/email", "email", "x@y.example", "email-password", People.PASSWORD);

    Answer deleted = delete(admin);
    assertThat(deleted.location()).isEqualTo("/dashboard/log-in");
    assertThat(admin.cookies()).doesNotContainKeys("coffer-session", "coffer-device");
    assertThat(admin.get("/dashboard/log-in").text()).contains("Your account was deleted.");
    for (Browser browser : List.of(admin, elsewhere)) {
      assertThat(browser.get("/dashboard/account").location()).startsWith("/dashboard/log-in");
    }
    assertThat(logIn(email)).isEqualTo(422);
    assertThat(Browser.at(server).get(link).status()).isEqualTo(404);
    assertThat(owner.get(path + "/members").text()).doesNotContain(email);
    assertThat(server.call("GET", site.administration() + "/members/" + account).status())
        .isEqualTo(404);
    assertThat(site.value("theirs").status()).isEqualTo(200);
    assertThat(owner.get(path + "/keys").text()).contains("their key").contains("by " + email);
    People.invited(server, owner, site.id(), Role.MEMBER, email);
    assertThat(People.account(owner, site.id(), email)).as("somebody new").isNotEqualTo(account);
  }

  @Test
  void asksForThePassword() {
    logIn();
    String email = People.newEmail();
    Browser member = People.invited(server, owner, site.id(), Role.MEMBER, email);
    Answer refused =
        member.post("/dashboard/account/delete", "delete-password", "a wrong long password");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fault("delete-password")).contains("the password is wrong");
    assertThat(member.get("/dashboard/account").status()).isEqualTo(200);
  }

  @Test
  void isRefusedToTheOnlyOwnerOfASiteWhichIsNamed() {
    logIn();
    String second = "second-" + site.id().substring(0, 8);
    owner.post("/dashboard/sites", "name", second);
    Answer refused = delete(owner);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fault("delete-password"))
        .contains("the only owner of")
        .contains(second)
        .contains("test-");
    assertThat(owner.get("/dashboard/account").status()).as("the session").isEqualTo(200);
    People.invited(server, owner, site.id(), Role.OWNER, People.newEmail());
    assertThat(delete(owner).fault("delete-password")).contains(second).doesNotContain("test-");
  }

  @Test
  void twoOwnersWhoDeleteTheirAccountsAtOnceLeaveOne() throws Exception {
    for (int round = 0; round < 3; round++) {
      logIn();
      Browser other = People.invited(server, owner, site.id(), Role.OWNER, People.newEmail());
      owner.csrfToken();
      other.csrfToken();
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<Answer>> answers =
            threads.invokeAll(List.of(() -> delete(owner), () -> delete(other)));
        assertThat(List.of(answers.get(0).get().status(), answers.get(1).get().status()))
            .containsExactlyInAnyOrder(303, 409);
      }
    }
  }

  @Test
  void whoMakesASiteAtTheSameMomentLeavesNoneWithoutAnOwner() throws Exception {
    for (int round = 0; round < 3; round++) {
      logIn();
      People.invited(server, owner, site.id(), Role.OWNER, People.newEmail());
      Browser maker = People.loggedIn(server, ownerEmail);
      owner.csrfToken();
      maker.csrfToken();
      String name = "meanwhile-" + site.id().substring(0, 8);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<Answer>> answers =
            threads.invokeAll(
                List.of(() -> delete(owner), () -> maker.post("/dashboard/sites", "name", name)));
        boolean isDeleted = answers.get(0).get().status() == 303;
        answers.get(1).get();
        boolean isMade = server.call("GET", "/admin/v1/sites").http().body().contains(name);
        assertThat(isDeleted).as("deleted, if the site was not made").isNotEqualTo(isMade);
      }
    }
  }
}
