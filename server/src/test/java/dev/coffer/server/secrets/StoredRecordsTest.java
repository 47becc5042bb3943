package dev.coffer.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.StoredRows;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.testing.LogLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows that were altered, moved or put back in the database of a real server: each is found and
 * reported with the secret's id, all others stay readable, and a corrupted one can be deleted.
 */
class StoredRecordsTest {
  private static final Map<String, Integer> FIXED_COLUMNS =
      new LinkedHashMap<>(
          Map.of(
              "id",
              16,
              "site_id",
              16,
              "version",
              8,
              "name_index",
              16,
              "created_at",
              8,
              "updated_at",
              8));

  private record Flip(String name, UUID id, String column, int index) {
    /** Returns the id that stands in the row after the flip. */
    UUID idAfter() {
      return column.equals("id") ? StoredRows.uuid(flipped(StoredRows.bytes(id), index)) : id;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAlteredByteOfEveryColumnIsFound(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      UUID good = UUID.fromString(server.createSecret("good", "good value"));
      List<Flip> flips = createSecretToFlipForEveryByte(server, good);

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        for (Flip flip : flips) {
          rows.set(
              flip.id(), flip.column(), flipped(rows.get(flip.id(), flip.column()), flip.index()));
        }
      }
      server.restart();

      try (LogLines log = LogLines.begin()) {
        assertThat(corruptedIds(server))
            .isEqualTo(
                ids(
                    flips,
                    flip -> !flip.column().equals("site_id") && !flip.column().equals("value")));
        for (Flip flip : flips) {
          assertGetFinds(server, flip);
        }
        String errors = String.join("\n", log.of(Level.ERROR));
        for (UUID id : ids(flips, flip -> !flip.column().equals("site_id"))) {
          assertThat(errors).contains(id.toString());
        }
      }
      assertThat(value(server, "good")).isEqualTo("good value");

      for (UUID id : ids(flips, flip -> !flip.column().equals("site_id"))) {
        assertThat(server.call("DELETE", "/api/v1/secrets/" + id).status()).isEqualTo(200);
      }
      JsonNode list = server.call("GET", "/api/v1/secrets").json();
      assertThat(list.has("corruptedSecretIds")).isFalse();
      assertThat(list.path("secrets").findValuesAsText("name")).containsExactly("good");
    }
  }

  private static List<Flip> createSecretToFlipForEveryByte(TestServer server, UUID example) {
    Map<String, Integer> lengths = new LinkedHashMap<>(FIXED_COLUMNS);
    server.server().close();
    try (StoredRows rows = StoredRows.of(server)) {
      for (String sealed : List.of("info", "value")) {
        lengths.put(sealed, rows.get(example, sealed).length);
      }
    }
    server.restart();
    List<Flip> flips = new ArrayList<>();
    lengths.forEach((column, length) -> {
      for (int i = 0; i < length; i++) {
        String name = column + "-" + i;
        flips.add(new Flip(name, UUID.fromString(server.createSecret(name, name)), column, i));
      }
    });
    return flips;
  }

  private static void assertGetFinds(TestServer server, Flip flip) {
    Reply reply = server.call("GET", "/api/v1/secrets/name/" + flip.name());
    switch (flip.column()) {
      case "site_id", "name_index" ->
          assertThat(reply.code()).as(flip.toString()).isEqualTo("NOT_FOUND");
      case "info" ->
          assertThat(reply.json().path("value").asText())
              .as(flip.toString())
              .isEqualTo(flip.name());
      default -> assertCorrupted(reply, flip.idAfter());
    }
    if (!flip.column().equals("site_id")) {
      assertCorrupted(
          server.call(
              "PATCH", "/api/v1/secrets/" + flip.idAfter(), "{\"secret\":{\"description\":\"x\"}}"),
          flip.idAfter());
    }
  }

  @ParameterizedTest
  @EnumSource
  void fieldsThatWereMovedAreFound(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String otherSite = newSiteWithMembersArea(server, "other");
      UUID foreign = create(server, otherSite, "a");
      UUID a = create(server, "a");
      UUID b = create(server, "b");
      UUID c = create(server, "c");
      UUID d = create(server, "d");
      UUID e = create(server, "e");
      UUID f = create(server, "f");
      UUID g = create(server, "g");
      UUID h = create(server, "h");
      UUID untouched = create(server, "untouched");

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        swap(rows, "info", a, b);
        swap(rows, "value", c, d);
        rows.set(e, "value", rows.get(e, "info"));
        rows.set(f, "info", rows.get(f, "value"));
        rows.set(g, "info", rows.get(foreign, "info"));
        rows.set(g, "value", rows.get(foreign, "value"));
        rows.set(h, "info", rows.get(foreign, "info"));
        rows.set(h, "value", rows.get(foreign, "value"));
        rows.set(h, "version", rows.get(foreign, "version"));
        rows.set(h, "created_at", rows.get(foreign, "created_at"));
        rows.set(h, "updated_at", rows.get(foreign, "updated_at"));
      }
      server.restart();

      assertThat(corruptedIds(server)).containsExactlyInAnyOrder(a, b, f, g, h);
      for (String name : List.of("c", "d", "e", "g", "h")) {
        UUID id = Map.of("c", c, "d", d, "e", e, "g", g, "h", h).get(name);
        assertCorrupted(server.call("GET", "/api/v1/secrets/name/" + name), id);
      }
      assertThat(value(server, "untouched")).isEqualTo("value of untouched");
      assertThat(listedNames(server)).containsExactlyInAnyOrder("c", "d", "e", "untouched");
      assertThat(untouched).isNotNull();
      assertThat(
              server
                  .call(
                      server.operatorKey(),
                      "GET",
                      "/api/v1/secrets/name/a",
                      Optional.empty(),
                      Map.of("wix-site-id", otherSite))
                  .json()
                  .path("value")
                  .asText())
          .isEqualTo("value of a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowMovedToAnotherSiteIsFoundThere(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String otherSite = newSiteWithMembersArea(server, "other");
      UUID foreign = create(server, otherSite, "moved");
      create(server, "untouched");

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        rows.set(foreign, "site_id", StoredRows.bytes(siteOf(rows, "default")));
      }
      server.restart();

      assertThat(corruptedIds(server)).containsExactly(foreign);
      assertThat(listedNames(server)).containsExactly("untouched");
      assertThat(server.call("DELETE", "/api/v1/secrets/" + foreign).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchangedNamesAreFound(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      UUID a = create(server, "a");
      UUID b = create(server, "b");
      create(server, "untouched");

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        byte[] nameOfA = rows.get(a, "name_index");
        byte[] nameOfB = rows.get(b, "name_index");
        rows.set(a, "name_index", new byte[16]);
        rows.set(b, "name_index", nameOfA);
        rows.set(a, "name_index", nameOfB);
      }
      server.restart();

      assertCorrupted(server.call("GET", "/api/v1/secrets/name/a"), b);
      assertCorrupted(server.call("GET", "/api/v1/secrets/name/b"), a);
      assertThat(corruptedIds(server)).containsExactlyInAnyOrder(a, b);
      assertThat(value(server, "untouched")).isEqualTo("value of untouched");
      assertThat(server.call("DELETE", "/api/v1/secrets/" + a).status()).isEqualTo(200);
      assertThat(corruptedIds(server)).containsExactly(b);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOlderFieldOverANewerOneIsFound(Backend backend) throws InterruptedException {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      Map<String, List<String>> restored = new LinkedHashMap<>();
      restored.put("info", List.of("info"));
      restored.put("value", List.of("value"));
      restored.put("both", List.of("info", "value"));
      restored.put("version", List.of("info", "value", "version"));
      restored.put("date", List.of("info", "value", "updated_at"));
      Map<String, UUID> ids = new LinkedHashMap<>();
      restored.keySet().forEach(name -> ids.put(name, create(server, name)));
      UUID renamed = create(server, "before");
      create(server, "untouched");
      Map<String, byte[]> older = new LinkedHashMap<>();
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        for (String column : List.of("info", "value", "version", "updated_at")) {
          ids.forEach((name, id) -> older.put(name + column, rows.get(id, column)));
          older.put("renamed" + column, rows.get(renamed, column));
        }
      }
      server.restart();
      Thread.sleep(2); // So that the dates of the two versions differ.
      ids.forEach((name, id) -> update(server, id, "{\"secret\":{\"value\":\"newer\"}}"));
      update(server, renamed, "{\"secret\":{\"name\":\"after\"}}");

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        restored.forEach((name, columns) ->
            columns.forEach(column -> rows.set(ids.get(name), column, older.get(name + column))));
        for (String column : List.of("info", "value", "version", "updated_at")) {
          rows.set(renamed, column, older.get("renamed" + column)); // But not its name index.
        }
      }
      server.restart();

      Set<UUID> withOlderInfo = new LinkedHashSet<>(ids.values());
      withOlderInfo.remove(ids.get("value"));
      withOlderInfo.add(renamed);
      assertThat(corruptedIds(server)).isEqualTo(withOlderInfo);
      for (String name : List.of("value", "both", "version", "date")) {
        assertCorrupted(server.call("GET", "/api/v1/secrets/name/" + name), ids.get(name));
      }
      assertCorrupted(server.call("GET", "/api/v1/secrets/name/after"), renamed);
      assertThat(value(server, "untouched")).isEqualTo("value of untouched");
    }
  }

  /** A limit of the format, which its document tells. */
  @ParameterizedTest
  @EnumSource
  void aWholeRowOfThePastOpens(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      UUID id = create(server, "name");
      List<String> columns = List.of("info", "value", "version", "updated_at");
      Map<String, byte[]> older = new LinkedHashMap<>();
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        columns.forEach(column -> older.put(column, rows.get(id, column)));
      }
      server.restart();
      update(server, id, "{\"secret\":{\"value\":\"newer\"}}");
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        columns.forEach(column -> rows.set(id, column, older.get(column)));
      }
      server.restart();
      assertThat(value(server, "name")).isEqualTo("value of name");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aColumnOfTheWrongLengthHidesNoOtherSecret(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      Map<String, UUID> ids = new LinkedHashMap<>();
      for (String column : List.of("name_index", "info", "value")) {
        for (int length : new int[] {0, 1, 15, 17, 10_000}) {
          String name = column + length;
          ids.put(name, create(server, name));
        }
      }
      create(server, "untouched");

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        ids.forEach((name, id) -> {
          String column = name.replaceAll("[0-9]", "");
          byte[] shorterOrLonger =
              Arrays.copyOf(rows.get(id, column), Integer.parseInt(name.replaceAll("[^0-9]", "")));
          rows.set(id, column, shorterOrLonger);
        });
      }
      server.restart();

      Set<UUID> withoutList = new LinkedHashSet<>();
      ids.forEach((name, id) -> {
        if (!name.startsWith("value")) {
          withoutList.add(id);
        }
      });
      assertThat(corruptedIds(server)).isEqualTo(withoutList);
      ids.forEach((name, id) -> {
        if (name.startsWith("value")) {
          assertCorrupted(server.call("GET", "/api/v1/secrets/name/" + name), id);
        }
      });
      assertThat(value(server, "untouched")).isEqualTo("value of untouched");
      ids.values()
          .forEach(id ->
              assertThat(server.call("DELETE", "/api/v1/secrets/" + id).status()).isEqualTo(200));
      assertThat(listedNames(server)).containsExactly("untouched");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdOfTheWrongLengthHidesNoOtherSecret(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      UUID shortened = create(server, "shortened");
      create(server, "untouched");
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        rows.set(shortened, "id", new byte[] {1, 2, 3});
      }
      server.restart();
      assertThat(corruptedIds(server)).containsExactly(new UUID(0, 0));
      assertThat(listedNames(server)).containsExactly("untouched");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSitesAlteredKeysAreReportedAndHurtNoOtherSite(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String otherSite = newSiteWithMembersArea(server, "other");
      create(server, otherSite, "kept");
      create(server, "lost");
      String defaultSite = server.siteId("default");

      server.server().close();
      byte[] original;
      try (StoredRows rows = StoredRows.of(server)) {
        original = rows.getOfSite("default", "record_keys");
        rows.setOfSite("default", "record_keys", flipped(original, 40));
      }
      server.restart();

      try (LogLines log = LogLines.begin()) {
        for (Reply reply :
            List.of(
                server.call("GET", "/api/v1/secrets/name/lost"),
                server.call("GET", "/api/v1/secrets"))) {
          assertThat(reply.status()).isEqualTo(500);
          assertThat(reply.code()).isEqualTo("INTERNAL");
          assertThat(reply.json().at("/details/applicationError/data/siteId").asText())
              .isEqualTo(defaultSite);
        }
        assertThat(String.join("\n", log.of(Level.ERROR))).contains(defaultSite);
      }
      assertThat(
              server
                  .call(
                      server.operatorKey(),
                      "GET",
                      "/api/v1/secrets/name/kept",
                      Optional.empty(),
                      Map.of("wix-site-id", otherSite))
                  .status())
          .isEqualTo(200);

      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        rows.setOfSite("default", "record_keys", original);
      }
      server.restart();
      assertThat(value(server, "lost")).isEqualTo("value of lost");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedSiteLeavesNoKeyInTheTables(Backend backend) {
    try (TestServer server = TestServer.start(backend).withMembersArea()) {
      String otherSite = newSiteWithMembersArea(server, "other");
      UUID secret = create(server, otherSite, "gone");
      String keys;
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        keys = HexFormat.of().formatHex(rows.getOfSite("other", "record_keys"));
        assertThat(rows.dump()).contains(keys);
      }
      server.restart();
      assertThat(server.call("DELETE", "/admin/v1/sites/" + otherSite).status()).isEqualTo(200);
      server.server().close();
      try (StoredRows rows = StoredRows.of(server)) {
        assertThat(rows.dump())
            .doesNotContain(keys)
            .doesNotContain(HexFormat.of().formatHex(StoredRows.bytes(secret)));
      }
      server.restart();
    }
  }

  private static String newSiteWithMembersArea(TestServer server, String name) {
    String id =
        server
            .call("POST", "/admin/v1/sites", "{\"site\":{\"name\":\"" + name + "\"}}")
            .json()
            .at("/site/id")
            .asText();
    Reply setUp =
        server.call(
            "POST",
            "/admin/v1/sites/" + id + "/members-area",
            "{\"owner\":{\"email\":\"owner@example.com\",\"password\":\"a long enough password\"}}");
    assertThat(setUp.status()).isEqualTo(200);
    return id;
  }

  private static UUID create(TestServer server, String name) {
    return UUID.fromString(server.createSecret(name, "value of " + name));
  }

  private static UUID create(TestServer server, String site, String name) {
    Reply reply =
        server.call(
            server.operatorKey(),
            "POST",
            "/api/v1/secrets",
            Optional.of(
                "{\"secret\":{\"name\":\"" + name + "\",\"value\":\"value of " + name + "\"}}"),
            Map.of("wix-site-id", site));
    return UUID.fromString(reply.json().path("id").asText());
  }

  private static void update(TestServer server, UUID id, String body) {
    assertThat(server.call("PATCH", "/api/v1/secrets/" + id, body).status()).isEqualTo(200);
  }

  private static String value(TestServer server, String name) {
    return server.call("GET", "/api/v1/secrets/name/" + name).json().path("value").asText();
  }

  private static Set<UUID> corruptedIds(TestServer server) {
    Set<UUID> ids = new LinkedHashSet<>();
    server
        .call("GET", "/api/v1/secrets")
        .json()
        .path("corruptedSecretIds")
        .forEach(id -> ids.add(UUID.fromString(id.asText())));
    return ids;
  }

  private static List<String> listedNames(TestServer server) {
    return server.call("GET", "/api/v1/secrets").json().path("secrets").findValuesAsText("name");
  }

  private static void assertCorrupted(Reply reply, UUID secret) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("INTERNAL");
    assertThat(reply.json().at("/details/applicationError/data/secretId").asText())
        .isEqualTo(secret.toString());
  }

  private static UUID siteOf(StoredRows rows, String name) {
    return StoredRows.uuid(rows.getOfSite(name, "id"));
  }

  private static void swap(StoredRows rows, String column, UUID one, UUID other) {
    byte[] ofOne = rows.get(one, column);
    rows.set(one, column, rows.get(other, column));
    rows.set(other, column, ofOne);
  }

  private static Set<UUID> ids(List<Flip> flips, Predicate<Flip> which) {
    Set<UUID> ids = new LinkedHashSet<>();
    flips.stream().filter(which).forEach(flip -> ids.add(flip.idAfter()));
    return ids;
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] copy = bytes.clone();
    copy[index] ^= 1;
    return copy;
  }
}
