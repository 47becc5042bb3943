package dev.coffer.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A right that ends wins against whatever was begun with it and is not answered yet. */
final class RacesTest {
  private static final String NEW_PASSWORD = "another long password";
  private static final Pattern LINK = Pattern.compile("/dashboard/invitation/[\\w-]+");

  private final TestClock clock = new TestClock();

  @ParameterizedTest
  @EnumSource
  void noSessionOrDeviceOfTheOldPasswordOutlivesItsChange(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"), clock)) {
      for (int round = 0; round < 6; round++) {
        String email = People.newEmail();
        People.siteOf(server, email);
        Browser owner = People.loggedIn(server, email);
        List<Browser> thieves = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          thieves.add(People.loggedIn(server, email)); // Known browsers may try more often.
        }
        clock.pass(Duration.ofMinutes(5));
        List<Runnable> all = new ArrayList<>();
        all.add(() ->
            assertThat(
                    owner
                        .post(
                            "/dashboard/account/password",
                            "current",
                            People.PASSWORD,
                            "password",
                            NEW_PASSWORD)
                        .location())
                .isEqualTo("/dashboard/account"));
        for (Browser thief : thieves) {
          all.add(() -> {
            for (int i = 0; i < 3; i++) {
              thief.logIn(email, People.PASSWORD);
            }
          });
        }
        atOnce(all);

        assertThat(owner.get("/dashboard/account").status()).isEqualTo(200);
        assertThat(thieves)
            .allSatisfy(thief ->
                assertThat(thief.get("/dashboard/account").location())
                    .startsWith("/dashboard/log-in"));
        assertThat(rowsOfPerson(server, "session", email)).as("sessions").isEqualTo(1);
        assertThat(rowsOfPerson(server, "device", email)).as("devices").isEqualTo(1);
        clock.pass(Duration.ofMinutes(5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noLinkOfAMemberWhoIsRemovedMeanwhileWorks(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"), clock)) {
      for (int round = 0; round < 6; round++) {
        String email = People.newEmail();
        String site = People.siteOf(server, email).id();
        Browser owner = People.loggedIn(server, email);
        String adminsEmail = People.newEmail();
        Browser admin = People.invited(server, owner, site, Role.ADMIN, adminsEmail);
        String account = People.account(owner, site, adminsEmail);
        admin.csrfToken();
        Queue<String> links = new ConcurrentLinkedQueue<>();
        AtomicBoolean removed = new AtomicBoolean();
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(() -> {
            while (!removed.get()) {
              invite(admin, site, links);
            }
            invite(admin, site, links);
          });
        }
        all.add(() -> {
          while (links.size() < 4) {
            Thread.onSpinWait();
          }
          try {
            assertThat(owner.post(People.path(site) + "/members/" + account + "/remove").location())
                .isEqualTo(People.path(site) + "/members");
          } finally {
            removed.set(true);
          }
        });
        atOnce(all);

        assertThat(links).hasSizeGreaterThanOrEqualTo(4);
        assertThat(links)
            .allSatisfy(link -> assertThat(Browser.at(server).get(link).status()).isEqualTo(404));
        assertThat(rows(server, "invitation")).as("invitations").isZero();
      }
    }
  }

  private static void invite(Browser admin, String site, Queue<String> links) {
    Matcher link =
        LINK.matcher(
            admin
                .post(People.path(site) + "/invitations", "role", "MEMBER", "note", "race")
                .body());
    if (link.find()) {
      links.add(link.group());
    }
  }

  @ParameterizedTest
  @EnumSource
  void noReaderSeesAnOlderValueThanTheLastCreateOfTheName(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"))) {
      server.withMembersArea();
      AtomicReference<Created> last =
          new AtomicReference<>(new Created(0, server.createSecret("reborn", "0")));
      AtomicBoolean done = new AtomicBoolean();
      List<Runnable> all = new ArrayList<>();
      all.add(() -> {
        try {
          for (int i = 0; i < 150; i++) {
            // Both are on their way at once, so that one commit may store both.
            Created before = last.get();
            int value = before.value() + 1;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
              threads.execute(() -> server.call("DELETE", "/api/v1/secrets/" + before.id()));
              last.set(new Created(value, createdSoon(server, value)));
            }
          }
        } finally {
          done.set(true);
        }
      });
      for (int i = 0; i < 4; i++) {
        all.add(() -> {
          while (!done.get()) {
            int atLeast = last.get().value();
            Reply reply = server.call("GET", "/api/v1/secrets/name/reborn");
            if (reply.status() == 200) {
              assertThat(Integer.parseInt(reply.json().path("value").asText()))
                  .isGreaterThanOrEqualTo(atLeast);
            }
          }
        });
      }
      atOnce(all);
    }
  }

  private record Created(int value, String id) {}

  private static String createdSoon(TestServer server, int value) {
    while (true) {
      Reply reply =
          server.call(
              "POST",
              "/api/v1/secrets",
              "{\"secret\":{\"name\":\"reborn\",\"value\":\"" + value + "\"}}");
      if (reply.status() == 200) {
        return reply.json().path("id").asText();
      }
      assertThat(reply.status()).isEqualTo(409);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsCreatedWithAKeyOnceItsRevocationWasAnswered(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"))) {
      server.withMembersArea();
      String keys = "/admin/v1/sites/" + server.siteId("default") + "/api-keys";
      for (int round = 0; round < 10; round++) {
        String key = server.newApiKey("SECRET_CREATE");
        String id = server.call("GET", keys).json().at("/apiKeys/0/id").asText();
        AtomicBoolean revoked = new AtomicBoolean();
        String prefix = "r" + round + "-";
        Queue<String> late = new ConcurrentLinkedQueue<>();
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          String own = prefix + i + "-";
          all.add(() -> {
            for (int number = 0; number < 10; number++) {
              boolean wasRevoked = revoked.get();
              Reply reply =
                  server.call(
                      key,
                      "POST",
                      "/api/v1/secrets",
                      Optional.of(
                          "{\"secret\":{\"name\":\"" + own + number + "\",\"value\":\"v\"}}"),
                      Map.of());
              if (wasRevoked && reply.status() == 200) {
                late.add(own + number);
              }
            }
          });
        }
        AtomicReference<Integer> stored = new AtomicReference<>(0);
        all.add(() -> {
          assertThat(server.call("DELETE", keys + "/" + id).status()).isEqualTo(200);
          stored.set(count(server, prefix));
          revoked.set(true);
        });
        atOnce(all);

        assertThat(late).isEmpty();
        assertThat(count(server, prefix)).as("secrets stored with the key").isEqualTo(stored.get());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noKeyIsExtendedOnceItsRevocationWasAnswered(Backend backend) {
    try (TestServer server = TestServer.start(backend, Map.of("log-level", "warn"), clock)) {
      TestSite site = TestSite.on(server);
      for (int round = 0; round < 20; round++) {
        Reply made =
            site.newVeloKeyReply(
                Optional.of(clock.instant().plus(Duration.ofHours(1))), "SECRET_READ");
        String key = made.json().path("key").asText();
        String id = made.json().at("/apiKey/id").asText();
        boolean byItself = round % 2 == 0;
        AtomicBoolean revoked = new AtomicBoolean();
        Queue<Integer> late = new ConcurrentLinkedQueue<>();
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          all.add(() -> {
            for (int number = 0; number < 10; number++) {
              boolean wasRevoked = revoked.get();
              clock.pass(Duration.ofMinutes(1)); // So that there is something to extend.
              int status = site.callAs(key, "POST", "/api/v1/api-key/extension").status();
              if (wasRevoked && status == 200) {
                late.add(status);
              }
            }
          });
        }
        all.add(() -> {
          Reply gone =
              byItself
                  ? site.callAs(key, "DELETE", "/api/v1/api-key")
                  : site.call("DELETE", site.administration() + "/api-keys/" + id);
          assertThat(gone.status()).isEqualTo(200);
          revoked.set(true);
        });
        atOnce(all);

        assertThat(late).as("extensions after the revocation").isEmpty();
        assertThat(site.callAs(key, "POST", "/api/v1/api-key/extension").status()).isEqualTo(401);
        assertThat(site.call("GET", site.administration() + "/api-keys").json().path("apiKeys"))
            .isEmpty();
      }
    }
  }

  private static int count(TestServer server, String prefix) {
    return (int)
        server
            .call("GET", "/api/v1/secrets")
            .json()
            .path("secrets")
            .findValuesAsText("name")
            .stream()
            .filter(name -> name.startsWith(prefix))
            .count();
  }

  private static void atOnce(List<Runnable> all) {
    CyclicBarrier start = new CyclicBarrier(all.size());
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Runnable each : all) {
        ends.add(
            threads.submit(() -> {
              start.await();
              each.run();
              return null;
            }));
      }
    }
    for (Future<?> end : ends) {
      if (end.state() == Future.State.FAILED) {
        throw new AssertionError(end.exceptionNow());
      }
    }
  }

  private static int rowsOfPerson(TestServer server, String table, String email) {
    return number(
        server,
        "SELECT count(*) FROM %s WHERE account_id = (SELECT id FROM account WHERE email = '%s')"
            .formatted(table, email));
  }

  private static int rows(TestServer server, String table) {
    return number(server, "SELECT count(*) FROM %s WHERE sets_up = 0".formatted(table));
  }

  /** Looks only, which SQLite lets other connections do while the server runs. */
  private static int number(TestServer server, String query) {
    String url = server.flags().get("database-url");
    try (Connection connection =
            DriverManager.getConnection(
                url == null ? "jdbc:sqlite:" + server.data().resolve("coffer.db") : url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
