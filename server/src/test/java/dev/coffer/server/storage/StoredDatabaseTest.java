package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
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
import dev.coffer.server.testing.StoredRows;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every database that an earlier build wrote works with this one. */
@ParameterizedClass
@MethodSource("databases")
class StoredDatabaseTest {
  @Parameter StoredDatabase stored;

  private StoredManifest manifest;
  private TestServer server;

  static List<StoredDatabase> databases() {
    return StoredDatabase.all();
  }

  @BeforeEach
  void openACopy() {
    manifest = stored.manifest();
    server = stored.open();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private TestSite site(StoredSite site) {
    return TestSite.of(server, site.id());
  }

  private Reply value(String key, String name) {
    return server.call(
        key,
        "GET",
        TestSite.SECRETS + "/name/" + TestSite.encoded(name),
        Optional.empty(),
        Map.of());
  }

  private void assertOpens(String key, StoredSecret secret) {
    Reply reply = value(key, secret.name());
    assertThat(reply.status()).as("the status of the value of %s", secret.name()).isEqualTo(200);
    assertThat(reply.json().path("value").asText())
        .as("the value of %s", secret.name())
        .isEqualTo(secret.wholeValue());
  }

  @Test
  void theSiteThatWasCalledDefaultIsTheDefaultFromNowOn() {
    for (JsonNode site : server.call("GET", "/admin/v1/sites").json().path("sites")) {
      assertThat(site.path("default").asBoolean())
          .as("whether %s is the default", site.path("name"))
          .isEqualTo(site.path("name").asText().equals("default"));
    }
    assertThat(server.siteId("default")).as("a site of that name").isNotEmpty();
  }

  @Test
  void everyValueIsReadByItsName() {
    for (StoredSite site : manifest.sites()) {
      StoredKey key = keyThatMay(site, "SECRET_READ");
      site.secrets().forEach(secret -> assertOpens(key.text(), secret));
      for (StoredSecret deleted : site.deletedSecrets()) {
        if (site.secrets().stream().noneMatch(secret -> secret.name().equals(deleted.name()))) {
          assertThat(value(key.text(), deleted.name()).status())
              .as("the status of the value of %s, which was deleted", deleted.name())
              .isEqualTo(404);
        }
      }
    }
  }

  private StoredKey keyThatMay(StoredSite site, String permission) {
    return site.keys().stream()
        .filter(key -> key.may(permission) && !key.isOver(manifest.now()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyKeyMayWhatItsPermissionsSay() {
    for (StoredSite site : manifest.sites()) {
      for (StoredKey key : site.keys()) {
        if (!key.isOver(manifest.now())) {
          assertMayWhatItsPermissionsSay(site, key);
        }
      }
    }
  }

  private void assertMayWhatItsPermissionsSay(StoredSite site, StoredKey key) {
    TestSite calls = site(site);
    String path = TestSite.SECRETS;
    if (!site.membersAreaSetUp()) {
      assertThat(calls.callAs(key.text(), "GET", path).status())
          .as("the status of a list before the Members Area is set up")
          .isEqualTo(428);
      return;
    }
    assertAllowed(key, "SECRET_METADATA_READ", calls.callAs(key.text(), "GET", path));
    String id = calls.created("made-for-a-key", "a value");
    assertAllowed(key, "SECRET_READ", value(key.text(), "made-for-a-key"));
    String change = "{\"secret\":{\"description\":\"changed\"}}";
    assertAllowed(key, "SECRET_UPDATE", calls.callAs(key.text(), "PATCH", path + "/" + id, change));
    assertAllowed(key, "SECRET_DELETE", calls.callAs(key.text(), "DELETE", path + "/" + id));
    String creation = "{\"secret\":{\"name\":\"made-by-a-key\",\"value\":\"a value\"}}";
    assertAllowed(key, "SECRET_CREATE", calls.callAs(key.text(), "POST", path, creation));
    calls
        .list()
        .forEach(secret -> {
          if (secret.path("name").asText().startsWith("made-")) {
            TestSite.succeeded(calls.delete(secret.path("id").asText()));
          }
        });
  }

  private static void assertAllowed(StoredKey key, String permission, Reply reply) {
    assertThat(reply.status())
        .as("the status of what needs %s with the key %s", permission, key.name())
        .isEqualTo(key.may(permission) ? 200 : 403);
  }

  @Test
  void listsHaveEveryFieldAndDate() {
    assertListsAreStored();
    server.restart();
    assertListsAreStored();
  }

  private void assertListsAreStored() {
    Map<String, String> sites = new TreeMap<>();
    for (JsonNode site : server.call("GET", "/admin/v1/sites").json().path("sites")) {
      sites.put(site.path("id").asText(), fields(site, "name", "createdDate", "membersAreaSetUp"));
    }
    Map<String, String> expected = new TreeMap<>();
    for (StoredSite site : manifest.sites()) {
      expected.put(
          site.id(), site.name() + " | " + site.createdDate() + " | " + site.membersAreaSetUp());
    }
    assertThat(sites).as("the sites").isEqualTo(expected);
    for (StoredSite site : manifest.sites()) {
      assertThat(secrets(site)).as("the secrets of %s", site.name()).isEqualTo(storedSecrets(site));
      assertThat(keys(site)).as("the keys of %s", site.name()).isEqualTo(storedKeys(site));
    }
  }

  private static String fields(JsonNode object, String... names) {
    return String.join(" | ", Stream.of(names).map(name -> object.path(name).asText()).toList());
  }

  private Map<String, String> secrets(StoredSite site) {
    Map<String, String> secrets = new TreeMap<>();
    if (!site.membersAreaSetUp()) {
      return secrets;
    }
    for (JsonNode secret : site(site).list()) {
      secrets.put(
          secret.path("id").asText(),
          fields(secret, "name", "description", "createdDate", "updatedDate"));
    }
    return secrets;
  }

  private static Map<String, String> storedSecrets(StoredSite site) {
    Map<String, String> secrets = new TreeMap<>();
    for (StoredSecret secret : site.secrets()) {
      secrets.put(
          secret.id(),
          String.join(
              " | ",
              secret.name(),
              secret.description(),
              secret.createdDate(),
              secret.updatedDate()));
    }
    return secrets;
  }

  private Map<String, String> keys(StoredSite site) {
    Map<String, String> keys = new TreeMap<>();
    String path = site(site).administration() + "/api-keys";
    for (JsonNode key : server.call("GET", path).json().path("apiKeys")) {
      List<String> permissions = new ArrayList<>();
      key.path("permissions").forEach(permission -> permissions.add(permission.asText()));
      keys.put(
          key.path("id").asText(),
          fields(key, "name", "prefix", "createdBy", "createdDate", "expiryDate") + permissions);
    }
    return keys;
  }

  private static Map<String, String> storedKeys(StoredSite site) {
    Map<String, String> keys = new TreeMap<>();
    for (StoredKey key : site.keys()) {
      String prefix = key.text().substring(0, "coffer_".length() + 4);
      List<String> permissions =
          key.permissions().stream().map(permission -> "SECRETS_VAULT." + permission).toList();
      keys.put(
          key.id(),
          String.join(
                  " | ", key.name(), prefix, key.createdBy(), key.createdDate(), key.expiryDate())
              + permissions);
    }
    return keys;
  }

  @Test
  void whatIsOverStaysOver() {
    List<String> deadKeys = new ArrayList<>();
    manifest.sites().forEach(site -> deadKeys.addAll(site.deadKeys()));
    manifest
        .keys()
        .filter(key -> key.isOver(manifest.now()))
        .forEach(key -> deadKeys.add(key.text()));
    assertThat(deadKeys).hasSizeGreaterThan(2);
    for (String key : deadKeys) {
      assertThat(value(key, "plain").status())
          .as("the status with a key that is over")
          .isEqualTo(401);
    }
    for (String link : manifest.deadLinks()) {
      assertThat(Browser.at(server).get(link).status()).as("a link that is over").isEqualTo(404);
    }
    for (String session : manifest.endedSessions()) {
      Browser browser = Browser.at(server);
      browser.cookies().put("coffer-session", session);
      assertThat(browser.get("/dashboard/account").location())
          .as("where a session leads that is over")
          .startsWith("/dashboard/log-in");
    }
    for (StoredPerson person : manifest.people()) {
      if (!person.formerPassword().isEmpty()) {
        assertThat(Browser.at(server).logIn(person.email(), person.formerPassword()).status())
            .as("the status of the former password of %s", person.email())
            .isEqualTo(422);
      }
    }
    for (String id : manifest.deletedSites()) {
      assertThat(server.call("GET", "/admin/v1/sites/" + id + "/api-keys").status())
          .as("the status of a site that was deleted")
          .isEqualTo(404);
    }
  }

  @Test
  void aDeletedSiteHasLeftNothing() {
    for (String id : manifest.deletedSites()) {
      byte[] bytes = StoredRows.bytes(UUID.fromString(id));
      String hex = HexFormat.of().formatHex(bytes);
      switch (stored.backend()) {
        case SQLITE ->
            assertThat(HexFormat.of().formatHex(stored.file(StoredDatabase.SQLITE_FILE)))
                .as("the bytes of the file")
                .doesNotContain(hex);
        case POSTGRESQL ->
            assertThat(new String(stored.file(StoredDatabase.SQL_FILE), StandardCharsets.UTF_8))
                .as("the statements")
                .doesNotContain(hex);
      }
      try (StoredRows rows = StoredRows.of(server)) {
        assertThat(rows.dump()).as("the rows").doesNotContain(hex);
      }
    }
  }

  @Test
  void peopleLogInAndAreWhatTheyWere() {
    for (StoredPerson person : manifest.people()) {
      Browser browser = Browser.at(server);
      assertThat(browser.logIn(person.email(), person.password()).location())
          .as("where %s comes after logging in", person.email())
          .isEqualTo("/dashboard");
      for (StoredSite site : manifest.sites()) {
        assertHasOnlyThePagesOf(roleOf(person.email(), site), browser, site);
      }
    }
  }

  private static Optional<Role> roleOf(String email, StoredSite site) {
    return site.members().stream()
        .filter(member -> member.email().equals(email))
        .map(member -> Role.valueOf(member.role()))
        .findFirst();
  }

  private static void assertHasOnlyThePagesOf(
      Optional<Role> role, Browser browser, StoredSite site) {
    Map<String, Integer> statuses = new TreeMap<>();
    for (String page : List.of("secrets", "keys", "members", "settings")) {
      statuses.put(page, browser.get(People.path(site.id()) + "/" + page).status());
    }
    assertThat(statuses)
        .as("the pages of %s for the role %s", site.name(), role)
        .isEqualTo(statusesFor(role));
  }

  private static Map<String, Integer> statusesFor(Optional<Role> role) {
    if (role.isEmpty()) {
      return Map.of("secrets", 404, "keys", 404, "members", 404, "settings", 404);
    }
    return switch (role.get()) {
      case OWNER -> Map.of("secrets", 200, "keys", 200, "members", 200, "settings", 200);
      case ADMIN -> Map.of("secrets", 200, "keys", 200, "members", 200, "settings", 200);
      case WEBSITE_MANAGER -> Map.of("secrets", 200, "keys", 403, "members", 403, "settings", 403);
      case MEMBER -> Map.of("secrets", 403, "keys", 403, "members", 403, "settings", 403);
    };
  }

  private Browser browserOf(StoredSession session) {
    Browser browser = Browser.at(server);
    browser.cookies().put("coffer-session", session.session());
    browser.cookies().put("coffer-device", session.device());
    return browser;
  }

  private Browser sessionOfOwner() {
    StoredSite shop = manifest.site("shop");
    return manifest.sessions().stream()
        .filter(session -> roleOf(session.email(), shop).equals(Optional.of(Role.OWNER)))
        .findFirst()
        .map(this::browserOf)
        .orElseThrow();
  }

  /** Gives the password again, which binds a session from before to the pages of this browser. */
  private Browser confirm(Browser owner) {
    StoredSite shop = manifest.site("shop");
    String email =
        manifest.sessions().stream()
            .map(StoredSession::email)
            .filter(member -> roleOf(member, shop).equals(Optional.of(Role.OWNER)))
            .findFirst()
            .orElseThrow();
    Answer answer = owner.post("/dashboard/confirm", "password", manifest.person(email).password());
    assertThat(answer.status()).as("the status of the confirmation").isEqualTo(303);
    return owner;
  }

  @Test
  void sessionsGoOn() {
    for (StoredSession session : manifest.sessions()) {
      assertThat(browserOf(session).get("/dashboard/account").text())
          .as("the account page of %s", session.email())
          .contains(session.email());
    }
    StoredSite shop = manifest.site("shop");
    StoredSecret secret = shop.secrets().getFirst();
    String path = People.path(shop.id()) + "/secrets/" + secret.id();
    Browser owner = sessionOfOwner();
    assertThat(owner.post(path + "/value").location())
        .as("where the first value is asked for by a page that the session is not bound to")
        .startsWith("/dashboard/confirm");
    confirm(owner);
    assertThat(owner.post(path + "/value").text()).contains(secret.wholeValue());
    server.restart();
    assertThat(sessionOfOwner().get(path).status()).isEqualTo(200);
  }

  @Test
  void knownDevicesAreStillKnown() {
    for (StoredDevice known : manifest.devices()) {
      Browser stranger = Browser.at(server);
      Answer last = stranger.logIn(known.email(), "a wrong long password");
      for (int i = 0; i < 5; i++) {
        last = stranger.logIn(known.email(), "a wrong long password");
      }
      assertThat(last.status()).as("a stranger's sixth attempt").isEqualTo(429);
      Browser browser = Browser.at(server);
      browser.cookies().put("coffer-device", known.device());
      String password = manifest.person(known.email()).password();
      assertThat(browser.logIn(known.email(), password).location())
          .as("where %s comes after logging in with a known device", known.email())
          .isEqualTo("/dashboard");
    }
  }

  @Test
  void linksAreStillGood() {
    String members =
        sessionOfOwner().get(People.path(manifest.site("shop").id()) + "/members").text();
    for (StoredLink link : manifest.links()) {
      assertThat(members).as("the members page").contains(link.note());
      Browser browser = Browser.at(server);
      String form = browser.get(link.path()).location();
      String email = "new-" + manifest.links().indexOf(link) + "@example.com";
      assertThat(browser.post(form, "email", email, "password", People.PASSWORD).location())
          .as("where the link for %s leads", link.role())
          .isEqualTo(People.path(link.site()));
      assertThat(roleNow(link.site(), email, People.PASSWORD)).isEqualTo(link.role());
      assertThat(Browser.at(server).get(link.path()).status()).as("the used link").isEqualTo(404);
    }
    server.restart();
    for (StoredLink link : manifest.links()) {
      assertThat(Browser.at(server).get(link.path()).status()).as("the used link").isEqualTo(404);
    }
  }

  private String roleNow(String site, String email, String password) {
    String member =
        TestSite.object("email", email, "password", password, "address", "198.51.100.7");
    return TestSite.succeeded(
            server.call(
                "POST", "/admin/v1/sites/" + site + "/log-in", "{\"member\":" + member + "}"))
        .json()
        .at("/member/role")
        .asText();
  }

  @Test
  void invitationsEndWithTheRightsOfWhoeverMadeThem() {
    StoredSite shop = manifest.site("shop");
    StoredLink ofAdmin =
        manifest.links().stream()
            .filter(link -> roleOf(link.createdBy(), shop).equals(Optional.of(Role.ADMIN)))
            .findFirst()
            .orElseThrow();
    Browser owner = confirm(sessionOfOwner());
    String account = People.account(owner, shop.id(), ofAdmin.createdBy());
    owner.post(People.path(shop.id()) + "/members/" + account + "/remove");
    for (StoredLink link : manifest.links()) {
      assertThat(Browser.at(server).get(link.path()).status())
          .as("the status of a link made by %s", link.createdBy())
          .isEqualTo(link.createdBy().equals(ofAdmin.createdBy()) ? 404 : 303);
    }
  }

  @Test
  void everythingCanBeChangedAndRenamed() {
    Map<String, String> newNames = new HashMap<>();
    for (StoredSite site : manifest.sites()) {
      for (StoredSecret secret : site.secrets()) {
        String newName = "renamed-" + newNames.size();
        newNames.put(secret.id(), newName);
        TestSite.succeeded(
            site(site)
                .update(
                    secret.id(),
                    "name",
                    newName,
                    "value",
                    "new " + secret.name(),
                    "description",
                    "new"));
      }
    }
    assertChanged(newNames);
    server.restart();
    assertChanged(newNames);
    for (StoredSite site : manifest.sites()) {
      site.secrets()
          .forEach(
              secret -> TestSite.succeeded(site(site).create("name", secret.name(), "value", "2")));
    }
  }

  private void assertChanged(Map<String, String> newNames) {
    for (StoredSite site : manifest.sites()) {
      StoredKey key = keyThatMay(site, "SECRET_READ");
      for (StoredSecret secret : site.secrets()) {
        String newName = newNames.get(secret.id());
        assertThat(value(key.text(), newName).json().path("value").asText())
            .isEqualTo("new " + secret.name());
        assertThat(value(key.text(), secret.name()).status())
            .as("the status of the value of %s, which was renamed", secret.name())
            .isEqualTo(404);
        JsonNode listed = site(site).listed(newName);
        assertThat(fields(listed, "id", "description", "createdDate", "updatedDate"))
            .isEqualTo(
                String.join(" | ", secret.id(), "new", secret.createdDate(), manifest.now()));
      }
    }
  }

  @Test
  void everythingCanBeDeleted() {
    Browser owner = confirm(sessionOfOwner());
    String shop = manifest.site("shop").id();
    for (StoredPerson person : manifest.people()) {
      Optional<Role> role = roleOf(person.email(), manifest.site("shop"));
      if (role.isPresent() && !role.get().equals(Role.OWNER)) {
        String account = People.account(owner, shop, person.email());
        assertThat(owner.post(People.path(shop) + "/members/" + account + "/remove").status())
            .isEqualTo(303);
      }
    }
    for (StoredSite site : manifest.sites()) {
      TestSite calls = site(site);
      site.secrets().forEach(secret -> TestSite.succeeded(calls.delete(secret.id())));
      for (StoredKey key : site.keys()) {
        TestSite.succeeded(server.call("DELETE", calls.administration() + "/api-keys/" + key.id()));
      }
    }
    assertNothingIsLeftInTheSites();
    server.restart();
    assertNothingIsLeftInTheSites();
    for (StoredSite site : manifest.sites()) {
      TestSite.succeeded(server.call("DELETE", site(site).administration()));
    }
    server.restart();
    assertThat(server.call("GET", "/admin/v1/sites").json().path("sites"))
        .as("the sites after a start without one")
        .singleElement()
        .satisfies(site -> assertThat(site.path("createdDate").asText()).isEqualTo(manifest.now()));
  }

  private void assertNothingIsLeftInTheSites() {
    for (StoredSite site : manifest.sites()) {
      assertThat(secrets(site)).as("the secrets of %s", site.name()).isEmpty();
      assertThat(keys(site)).as("the keys of %s", site.name()).isEmpty();
      for (StoredKey key : site.keys()) {
        assertThat(value(key.text(), "plain").status())
            .as("the status with a revoked key, or after many of them")
            .isIn(401, 429);
      }
    }
    String members =
        sessionOfOwner().get(People.path(manifest.site("shop").id()) + "/members").text();
    for (StoredMember member : manifest.site("shop").members()) {
      boolean stays = member.role().equals(Role.OWNER.name());
      assertThat(members.contains("scope=\"row\">" + member.email()))
          .as("%s is on the members page", member.email())
          .isEqualTo(stays);
    }
  }
}
