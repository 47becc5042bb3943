package dev.coffer.server.dashboard.members;

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

/** Changing roles and removing members, on each database. */
class MembersPageTest extends OnEachDatabase {
  private String path;
  private Browser owner;
  private String ownerEmail;

  private void logIn() {
    ownerEmail = People.newEmail();
    site = People.siteOf(server, ownerEmail);
    path = People.path(site.id()) + "/members/";
    owner = People.loggedIn(server, ownerEmail);
  }

  private Browser member(Role role, String email) {
    return People.invited(server, owner, site.id(), role, email);
  }

  private String account(String email) {
    return People.account(owner, site.id(), email);
  }

  @Test
  void aRemovedMemberIsRefusedAtOnce() {
    logIn();
    String email = People.newEmail();
    Browser admin = member(Role.ADMIN, email);
    assertThat(admin.get(People.path(site.id()) + "/secrets").status()).isEqualTo(200);
    assertThat(owner.post(path + account(email) + "/remove").status()).isEqualTo(303);
    assertThat(admin.get(People.path(site.id()) + "/secrets").status()).isEqualTo(404);
    assertThat(
            admin.post(People.path(site.id()) + "/secrets/new", "name", "a", "value", "b").status())
        .isEqualTo(404);
    assertThat(admin.get("/dashboard/sites").text()).contains("You belong to no site");
  }

  @Test
  void aLesserRoleCountsAtOnce() {
    logIn();
    String email = People.newEmail();
    Browser admin = member(Role.ADMIN, email);
    owner.post(path + account(email) + "/role", "role", "MEMBER");
    assertThat(admin.get(People.path(site.id()) + "/secrets").status()).isEqualTo(403);
    assertThat(admin.get(People.path(site.id()) + "/members").status()).isEqualTo(403);
  }

  @Test
  void anAdminDoesNotTouchOwners() {
    logIn();
    Browser admin = member(Role.ADMIN, People.newEmail());
    String account = account(ownerEmail);
    assertThat(admin.post(path + account + "/remove").status()).isEqualTo(403);
    assertThat(admin.post(path + account + "/role", "role", "MEMBER").status()).isEqualTo(403);
    String own = People.newEmail();
    Browser other = member(Role.ADMIN, own);
    assertThat(other.post(path + account(own) + "/role", "role", "OWNER").status())
        .as("an admin making itself an owner")
        .isEqualTo(403);
  }

  @Test
  void theLastOwnerCanNeitherGoNorBeLess() {
    logIn();
    String account = account(ownerEmail);
    Answer removed = owner.post(path + account + "/remove");
    assertThat(removed.status()).isEqualTo(409);
    assertThat(removed.text()).contains("A site must keep an owner");
    assertThat(owner.post(path + account + "/role", "role", "ADMIN").status()).isEqualTo(409);
    String second = People.newEmail();
    member(Role.OWNER, second);
    assertThat(owner.post(path + account + "/role", "role", "ADMIN").status()).isEqualTo(303);
  }

  @Test
  void twoOwnersWhoRemoveOrDemoteEachOtherAtOnceLeaveOne() throws Exception {
    logIn();
    String first = ownerEmail;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 5; round++) {
        String second = People.newEmail();
        Browser other = member(Role.OWNER, second);
        String removeFirst = path + account(first) + "/remove";
        String demoteSecond = path + account(second) + "/role";
        owner.csrfToken();
        other.csrfToken();
        List<Future<Answer>> answers =
            threads.invokeAll(
                List.of(
                    () -> owner.post(demoteSecond, "role", "MEMBER"),
                    () -> other.post(removeFirst)));
        List<Integer> statuses =
            List.of(answers.get(0).get().status(), answers.get(1).get().status());
        assertThat(statuses).containsOnlyOnce(303);
        assertThat(statuses).containsAnyOf(403, 404, 409);
        if (statuses.get(1) == 303) {
          first = second;
          owner = other;
        }
        assertThat(owner.get(People.path(site.id()) + "/members").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void emailsAndNotesThatADatabaseChokesOnAreRefusedLikeOthers() {
    logIn();
    assertThat(Browser.at(server).logIn("a\u0000@example.com", People.PASSWORD).status())
        .isEqualTo(422);
    Answer note =
        owner.post(People.path(site.id()) + "/invitations", "role", "MEMBER", "note", "\u0000");
    assertThat(note.status()).isEqualTo(422);
  }
}
