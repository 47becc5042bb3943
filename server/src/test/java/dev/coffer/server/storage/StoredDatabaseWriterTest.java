package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.PostgresDump;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.StoredDatabase;
import dev.coffer.server.testing.StoredManifest;
import dev.coffer.server.testing.StoredManifest.StoredDevice;
import dev.coffer.server.testing.StoredManifest.StoredKey;
import dev.coffer.server.testing.StoredManifest.StoredLink;
import dev.coffer.server.testing.StoredManifest.StoredMember;
import dev.coffer.server.testing.StoredManifest.StoredPerson;
import dev.coffer.server.testing.StoredManifest.StoredSecret;
import dev.coffer.server.testing.StoredManifest.StoredSession;
import dev.coffer.server.testing.StoredManifest.StoredSite;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes the stored database of the newest schema, when asked to: CONTRIBUTING.md says how. */
@EnabledIfSystemProperty(
    named = "coffer.stored",
    matches = "true",
    disabledReason = "a stored database is written with -Dcoffer.stored=true")
class StoredDatabaseWriterTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern INVITATION = Pattern.compile("/dashboard/invitation/[\\w-]{43}");
  private static final String OWNER = "owner@example.com";
  private static final String ADMIN = "admin+shop@example.com";
  private static final String MANAGER = "manager@example.com";
  private static final String MEMBER = "mitglied@bücher.example";
  private static final String CHANGED = "changed@example.com";
  private static final String REMOVED = "removed@example.com";
  private static final String BOTH = "both@example.com";

  private final TestClock clock = new TestClock();
  private final Map<String, StoredPerson> people = new LinkedHashMap<>();
  private final Map<String, Browser> browsers = new HashMap<>();
  private final Map<String, SiteInMaking> sites = new LinkedHashMap<>();
  private final List<String> deletedSites = new ArrayList<>();
  private final List<StoredLink> links = new ArrayList<>();
  private final List<String> deadLinks = new ArrayList<>();
  private final List<String> endedSessions = new ArrayList<>();
  private TestServer server;

  @ParameterizedTest
  @EnumSource
  void theNewestSchemaIsWritten(Backend backend) throws IOException {
    StoredDatabase stored = new StoredDatabase(SchemaVersion.newest(), backend);
    assertThat(stored.source()).as("what was written before, which stays as it is").doesNotExist();
    Path data = TestServer.temporaryDirectory();
    Map<String, String> settings = new HashMap<>(backend.newDatabase());
    settings.put("data", data.toString());
    settings.put("log-level", "warn");
    StoredManifest manifest;
    server = TestServer.start(backend, settings, clock);
    try {
      manifest = made();
      server.server().close();
      Files.createDirectories(stored.source());
      for (String name : StoredDatabase.KEY_FILES) {
        Files.copy(data.resolve(name), stored.source().resolve(name));
      }
      switch (backend) {
        case SQLITE -> {
          assertThat(data.resolve(StoredDatabase.SQLITE_FILE + "-wal")).doesNotExist();
          Files.copy(
              data.resolve(StoredDatabase.SQLITE_FILE),
              stored.source().resolve(StoredDatabase.SQLITE_FILE));
        }
        case POSTGRESQL ->
            Files.writeString(
                stored.source().resolve(StoredDatabase.SQL_FILE),
                PostgresDump.of(settings.get("database-url")));
      }
    } finally {
      server.close();
    }
    manifest.write(stored.source().resolve(StoredDatabase.MANIFEST));
  }

  private StoredManifest made() {
    firstDay();
    clock.pass(Duration.ofDays(3).plusMinutes(7));
    thirdDay();
    clock.pass(Duration.ofDays(3));
    sixthDay();
    clock.pass(Duration.ofHours(20));
    String setUpLink = restartedForSetUpLink();
    clock.pass(Duration.ofHours(8));
    return lastDay(setUpLink);
  }

  private void firstDay() {
    sites.put("default", new SiteInMaking("default", server.siteId("default"), clock.instant()));
    SiteInMaking shop = newSite("shop");
    setUp(shop, OWNER, "correct horse battery staple");
    clock.pass(Duration.ofMinutes(3));
    join(shop, OWNER, Role.ADMIN, ADMIN, "pässwörd 🔑 of the admin");
    join(shop, OWNER, Role.WEBSITE_MANAGER, MANAGER, "p".repeat(12));
    join(shop, OWNER, Role.MEMBER, MEMBER, "q".repeat(1024));
    join(shop, OWNER, Role.ADMIN, REMOVED, "was a member once");
    join(shop, OWNER, Role.MEMBER, CHANGED, "the first password");
    inviteInVain(shop, OWNER, "expires");

    shop.secret("plain", "correct horse", "");
    shop.secret("x".repeat(50), "of the longest name", "é".repeat(100) + "𝒳".repeat(100));
    shop.secret("a#b$c@d+e=f_g-h", "every character that a name may have", "a#b?c/d%e");
    shop.secret("unicode", "Grüße, 你好 🙂 \u0000\u0007\u007f", "Grüße, 你好 🙂\nsecond line\t.");
    shop.secret("large", "0123456789abcdef", 4096, "64 KiB, the longest value");
    shop.secret("one", "1", "one character");
    shop.secret("multi_line", "-----BEGIN X-----\r\nAbC\n\tdEf==\n-----END X-----\n", "lines");
    shop.secret("spaces", "  within spaces \n ", " ");
    shop.secret("Case", "upper", "");
    shop.secret("case", "lower", "");
    shop.secret("undefined", "a name like any other", "");
    shop.secret("before", "keeps its value", "is renamed");
    shop.secret("updated", "first value", "first description");
    shop.secret("deleted", "once", "is deleted");
    shop.secret("recreated", "first life", "is deleted and comes back");
    clock.pass(Duration.ofSeconds(1));

    for (int mix = 1; mix < 1 << TestSite.allPermissions().length; mix++) {
      shop.key("mix " + mix, permissions(mix), "");
    }
    shop.key("é".repeat(100), List.of("SECRET_READ"), "");
    shop.key("expires later", List.of("SECRET_READ"), at(Duration.ofDays(3650)));
    shop.key("is over", List.of("SECRET_READ", "SECRET_METADATA_READ"), at(Duration.ofDays(5)));
    shop.key("is revoked", List.of(TestSite.allPermissions()), "");
    sites.get("default").key("reads an empty site", List.of(TestSite.allPermissions()), "");

    SiteInMaking gone = newSite("gone");
    setUp(gone, OWNER, people.get(OWNER).password());
    gone.secret("lost", "goes with its site", "");
    gone.key("goes with its site", List.of("SECRET_READ"), "");
    inviteInVain(gone, OWNER, "goes with its site");
  }

  private void thirdDay() {
    logIn(OWNER);
    SiteInMaking shop = sites.get("shop");
    shop.update("before", "after", Map.of("name", "after"));
    shop.update("updated", "updated", Map.of("value", "second value"));
    clock.pass(Duration.ofSeconds(90));
    shop.update(
        "updated", "updated", Map.of("value", "third value", "description", "third description"));
    shop.delete("deleted");
    shop.delete("recreated");
    shop.secret("recreated", "second life", "came back");
    shop.revoke("is revoked");

    post(OWNER, "/dashboard/sites", "name", "before");
    SiteInMaking renamed = new SiteInMaking("after", server.siteId("before"), clock.instant());
    post(OWNER, renamed.path() + "/name", "name", renamed.name);
    renamed.setUp = true;
    renamed.members.put(OWNER, Role.OWNER);
    sites.put(renamed.name, renamed);
    renamed.secret("plain", "of another site", "the same name as in shop");
    renamed.key("all", List.of(TestSite.allPermissions()), "");
    join(renamed, OWNER, Role.OWNER, BOTH, "owns two sites today");
    logIn(BOTH);

    SiteInMaking emptied = newSite("emptied-2");
    setUp(emptied, BOTH, people.get(BOTH).password());
    emptied.secret("was-here", "and is not", "");
    emptied.delete("was-here");
    emptied.key("all", List.of(TestSite.allPermissions()), "");

    logIn(REMOVED);
    inviteInVain(shop, REMOVED, "made by somebody who is removed");
    remove(shop, REMOVED);
    logIn(CHANGED);
    endedSessions.add(session(CHANGED));
    changePassword(CHANGED, "the second password");
    changeRole(shop, CHANGED, Role.WEBSITE_MANAGER);

    SiteInMaking gone = sites.remove("gone");
    deletedSites.add(gone.id);
    gone.keys.values().forEach(key -> shop.deadKeys.add(key.text()));
    post(OWNER, gone.path() + "/delete", "typed", "gone");
  }

  private void sixthDay() {
    logIn(OWNER);
    SiteInMaking shop = sites.get("shop");
    for (Role role : Role.values()) {
      invite(shop, OWNER, role, "für " + role.title() + " 🙂");
    }
    logIn(ADMIN);
    invite(shop, ADMIN, Role.MEMBER, "");
    inviteInVain(shop, OWNER, "is revoked");
    revokeInvitation(shop, "is revoked");
    shop.keyOfMember("made by a member", OWNER);
    logIn(MANAGER);
    endedSessions.add(session(MANAGER)); // Nobody uses it for an hour.
    endedSessions.add(session(ADMIN));
    post(ADMIN, "/dashboard/log-out");
  }

  private String restartedForSetUpLink() {
    try (StandardError error = StandardError.capture()) {
      server.restart();
      browsers.replaceAll((email, browser) -> onThisServer(browser));
      Matcher link = Pattern.compile("/dashboard/set-up/[\\w-]{43}").matcher(error.text());
      assertThat(link.find()).as("a set-up link was printed").isTrue();
      return link.group();
    }
  }

  /** Returns the same browser, after the server's port has changed. */
  private Browser onThisServer(Browser before) {
    Browser browser = Browser.at(server);
    browser.cookies().putAll(before.cookies());
    return browser;
  }

  private StoredManifest lastDay(String setUpLink) {
    links.add(new StoredLink(setUpLink, sites.get("default").id, "OWNER", "", "the server"));
    logIn(OWNER);
    logIn(MEMBER);
    List<StoredSession> sessions =
        Stream.of(OWNER, MEMBER)
            .map(email -> new StoredSession(email, session(email), device(email)))
            .toList();
    List<StoredDevice> devices =
        Stream.of(MANAGER, ADMIN).map(email -> new StoredDevice(email, device(email))).toList();
    clock.pass(Duration.ofMinutes(10));
    return new StoredManifest(
        date(clock),
        sites.values().stream().map(SiteInMaking::stored).toList(),
        deletedSites,
        List.copyOf(people.values()),
        sessions,
        endedSessions,
        devices,
        links,
        deadLinks);
  }

  private static String date(InstantSource clock) {
    return date(clock.instant());
  }

  /** As the API writes it. */
  private static String date(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString().replaceFirst(":(\\d\\d)Z$", ":$1.000Z");
  }

  private String at(Duration fromNow) {
    return date(clock.instant().plus(fromNow));
  }

  private static List<String> permissions(int mix) {
    List<String> permissions = new ArrayList<>();
    for (int i = 0; i < TestSite.allPermissions().length; i++) {
      if ((mix & 1 << i) != 0) {
        permissions.add(TestSite.allPermissions()[i]);
      }
    }
    return permissions;
  }

  private SiteInMaking newSite(String name) {
    Reply reply =
        server.call("POST", "/admin/v1/sites", "{\"site\":" + TestSite.object("name", name) + "}");
    SiteInMaking site =
        new SiteInMaking(
            name, TestSite.succeeded(reply).json().at("/site/id").asText(), clock.instant());
    sites.put(name, site);
    return site;
  }

  private void setUp(SiteInMaking site, String email, String password) {
    String owner = TestSite.object("email", email, "password", password);
    TestSite.succeeded(
        server.call(
            "POST", site.site().administration() + "/members-area", "{\"owner\":" + owner + "}"));
    people.putIfAbsent(email, new StoredPerson(email, password, ""));
    site.setUp = true;
    site.members.put(email, Role.OWNER);
    browsers.computeIfAbsent(email, newcomer -> Browser.at(server));
    logIn(email);
  }

  private void logIn(String email) {
    assertThat(browsers.get(email).logIn(email, people.get(email).password()).location())
        .as("where %s comes after logging in", email)
        .isEqualTo("/dashboard");
  }

  private String session(String email) {
    return browsers.get(email).cookies().get("coffer-session");
  }

  private String device(String email) {
    return browsers.get(email).cookies().get("coffer-device");
  }

  private Answer post(String email, String path, String... fields) {
    Answer answer = browsers.get(email).post(path, fields);
    assertThat(answer.status()).as("the status of %s", path).isIn(200, 303);
    assertThat(answer.location()).as("where %s leads", path).doesNotContain("confirm");
    return answer;
  }

  private void invite(SiteInMaking site, String inviter, Role role, String note) {
    links.add(
        new StoredLink(invitation(site, inviter, role, note), site.id, role.name(), note, inviter));
  }

  /** Makes a link that will not be good any more in the end. */
  private void inviteInVain(SiteInMaking site, String inviter, String note) {
    deadLinks.add(invitation(site, inviter, Role.ADMIN, note));
  }

  private String invitation(SiteInMaking site, String inviter, Role role, String note) {
    Answer page = post(inviter, site.path() + "/invitations", "role", role.name(), "note", note);
    Matcher link = INVITATION.matcher(page.body());
    assertThat(link.find()).as("an invitation link").isTrue();
    return link.group();
  }

  private void join(SiteInMaking site, String inviter, Role role, String email, String password) {
    String path = invitation(site, inviter, role, email);
    deadLinks.add(path);
    Browser browser = Browser.at(server);
    browser.get(path);
    assertThat(
            browser.post("/dashboard/invitation", "email", email, "password", password).location())
        .isEqualTo(site.path());
    browsers.put(email, browser);
    people.put(email, new StoredPerson(email, password, ""));
    site.members.put(email, role);
  }

  private void revokeInvitation(SiteInMaking site, String note) {
    String page = browsers.get(OWNER).get(site.path() + "/members").text();
    Matcher row =
        Pattern.compile(
                Pattern.quote("scope=\"row\">" + note) + ".*?/invitations/([0-9a-f-]{36})/revoke",
                Pattern.DOTALL)
            .matcher(page);
    assertThat(row.find()).as("%s on the members page", note).isTrue();
    post(OWNER, site.path() + "/invitations/" + row.group(1) + "/revoke");
  }

  private void remove(SiteInMaking site, String email) {
    post(OWNER, memberPath(site, email) + "/remove");
    site.members.remove(email);
  }

  private void changeRole(SiteInMaking site, String email, Role role) {
    post(OWNER, memberPath(site, email) + "/role", "role", role.name());
    site.members.put(email, role);
  }

  private String memberPath(SiteInMaking site, String email) {
    return site.path() + "/members/" + People.account(browsers.get(OWNER), site.id, email);
  }

  private void changePassword(String email, String password) {
    StoredPerson before = people.get(email);
    post(email, "/dashboard/account/password", "current", before.password(), "password", password);
    people.put(email, new StoredPerson(email, password, before.password()));
  }

  /** A site, and what was asked for in it. */
  private final class SiteInMaking {
    final String name;
    final String id;
    private final Instant created;
    private final Map<String, StoredSecret> secrets = new LinkedHashMap<>();
    private final List<StoredSecret> deletedSecrets = new ArrayList<>();
    private final Map<String, StoredKey> keys = new LinkedHashMap<>();
    private final List<String> deadKeys = new ArrayList<>();
    private final Map<String, Role> members = new LinkedHashMap<>();
    private boolean setUp;

    SiteInMaking(String name, String id, Instant created) {
      this.name = name;
      this.id = id;
      this.created = created;
    }

    StoredSite stored() {
      return new StoredSite(
          id,
          name,
          date(created),
          setUp,
          List.copyOf(secrets.values()),
          deletedSecrets,
          List.copyOf(keys.values()),
          deadKeys,
          members.entrySet().stream()
              .map(member -> new StoredMember(member.getKey(), member.getValue().name()))
              .toList());
    }

    TestSite site() {
      return TestSite.of(server, id);
    }

    String path() {
      return People.path(id);
    }

    void secret(String secret, String value, String description) {
      secret(secret, value, 1, description);
    }

    void secret(String secret, String value, int times, String description) {
      clock.pass(Duration.ofMillis(1234));
      String[] fields =
          description.isEmpty()
              ? new String[] {"name", secret, "value", value.repeat(times)}
              : new String[] {
                "name", secret, "value", value.repeat(times), "description", description
              };
      String made = TestSite.succeeded(site().create(fields)).json().path("id").asText();
      secrets.put(
          secret,
          new StoredSecret(made, secret, description, value, times, date(clock), date(clock)));
    }

    void update(String secret, String nameAfter, Map<String, String> fields) {
      clock.pass(Duration.ofMillis(1234));
      StoredSecret before = secrets.remove(secret);
      String[] flat =
          fields.entrySet().stream()
              .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
              .toArray(String[]::new);
      TestSite.succeeded(site().update(before.id(), flat));
      secrets.put(
          nameAfter,
          new StoredSecret(
              before.id(),
              nameAfter,
              fields.getOrDefault("description", before.description()),
              fields.getOrDefault("value", before.value()),
              before.times(),
              before.createdDate(),
              date(clock)));
    }

    void delete(String secret) {
      StoredSecret deleted = secrets.remove(secret);
      TestSite.succeeded(site().delete(deleted.id()));
      deletedSecrets.add(deleted);
    }

    void key(String keyName, List<String> permissions, String expiry) {
      ObjectNode key = JSON.createObjectNode().put("name", keyName);
      permissions.forEach(
          permission -> key.withArray("permissions").add("SECRETS_VAULT." + permission));
      if (!expiry.isEmpty()) {
        key.put("expiryDate", expiry);
      }
      JsonNode made =
          TestSite.succeeded(
                  server.call(
                      "POST",
                      site().administration() + "/api-keys",
                      JSON.createObjectNode().set("apiKey", key).toString()))
              .json();
      keys.put(
          keyName,
          new StoredKey(
              made.at("/apiKey/id").asText(),
              keyName,
              permissions,
              "operator",
              date(clock),
              expiry,
              made.path("key").asText()));
    }

    void keyOfMember(String keyName, String email) {
      Answer page = post(email, path() + "/keys", "name", keyName, "permission", "SECRET_READ");
      Matcher text = Pattern.compile("coffer_[0-9A-Za-z]{49}").matcher(page.body());
      assertThat(text.find()).as("a key in the page").isTrue();
      for (JsonNode key :
          server.call("GET", site().administration() + "/api-keys").json().path("apiKeys")) {
        if (key.path("name").asText().equals(keyName)) {
          keys.put(
              keyName,
              new StoredKey(
                  key.path("id").asText(),
                  keyName,
                  List.of("SECRET_READ"),
                  email,
                  date(clock),
                  "",
                  text.group()));
        }
      }
    }

    void revoke(String keyName) {
      StoredKey revoked = keys.remove(keyName);
      TestSite.succeeded(
          server.call("DELETE", site().administration() + "/api-keys/" + revoked.id()));
      deadKeys.add(revoked.text());
    }
  }
}
