package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.Property;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The server against a model of it that is plain enough to be seen to be right: random sequences of
 * the Secrets API, valid and not, every answer compared. There are few names, so that they collide.
 */
class ModelTest {
  private static final int LONGEST = Boolean.getBoolean("coffer.long") ? 1_000 : 60;
  private static final String NEVER_AN_ID = "00000000-0000-0000-0000-000000000000";
  private static final Map<Backend, TestServer> SERVERS = new EnumMap<>(Backend.class);
  private static final Map<Backend, TestSite> SITES = new EnumMap<>(Backend.class);

  @AfterAll
  static void stopServers() {
    SERVERS.values().forEach(TestServer::close);
  }

  private static TestSite emptySite(Backend backend) {
    TestSite site =
        SITES.computeIfAbsent(
            backend,
            absent -> {
              SERVERS.put(backend, TestServer.start(backend, Map.of("log-level", "warn")));
              return TestSite.on(SERVERS.get(backend)).withMembersArea();
            });
    site.empty();
    return site;
  }

  /** Fields of a secret, each given or not. */
  private record Fields(
      Optional<String> name, Optional<String> value, Optional<String> description) {
    String[] pairs() {
      List<String> pairs = new ArrayList<>();
      name.ifPresent(text -> pairs.addAll(List.of("name", text)));
      value.ifPresent(text -> pairs.addAll(List.of("value", text)));
      description.ifPresent(text -> pairs.addAll(List.of("description", text)));
      return pairs.toArray(String[]::new);
    }

    boolean isValid() {
      return name.map(text -> text.matches("[A-Za-z0-9_+=@#$-]{1,50}")).orElse(true)
          && name.map(text -> !text.matches("(?i)wix.*")).orElse(true)
          && value.map(text -> !text.isEmpty()).orElse(true)
          && description.map(text -> text.codePointCount(0, text.length()) <= 200).orElse(true);
    }
  }

  /** One call; a secret is chosen among those that were ever made, so that some are gone. */
  private sealed interface Call {
    record Create(Fields fields) implements Call {}

    record Update(int chosen, Fields fields) implements Call {}

    record Delete(int chosen) implements Call {}

    record Get(String name) implements Call {}

    record ListAll() implements Call {}
  }

  private static final List<String> VALID_NAMES =
      List.of("a", "A", "b", "c", "a+b", "$#@=_-", "x".repeat(50));
  private static final List<String> INVALID_NAMES =
      List.of("", "wix", "WiXy", "a b", "é", "x".repeat(51));
  private static final List<String> VALID_VALUES =
      List.of("v", "w", "\u0000\"\\\n", "é😀", "z".repeat(5_000));
  private static final List<String> DESCRIPTIONS =
      List.of("", "d", "a longer one, with é", "😀".repeat(200), "d".repeat(201));

  private static String name(RandomGenerator random) {
    return Property.oneOf(random, random.nextInt(14) < 12 ? VALID_NAMES : INVALID_NAMES);
  }

  private static String value(RandomGenerator random) {
    return random.nextInt(10) < 9 ? Property.oneOf(random, VALID_VALUES) : "";
  }

  private static Fields fields(RandomGenerator random) {
    return new Fields(
        sometimes(random, 0.8, ModelTest::name),
        sometimes(random, 0.8, ModelTest::value),
        sometimes(random, 0.3, from -> Property.oneOf(from, DESCRIPTIONS)));
  }

  private static Optional<String> sometimes(
      RandomGenerator random, double share, Function<RandomGenerator, String> text) {
    return random.nextDouble() < share ? Optional.of(text.apply(random)) : Optional.empty();
  }

  private static Call call(RandomGenerator random) {
    int kind = random.nextInt(16);
    if (kind < 4) {
      return new Call.Create(fields(random));
    } else if (kind < 8) {
      return new Call.Update(random.nextInt(31), fields(random));
    } else if (kind < 10) {
      return new Call.Delete(random.nextInt(31));
    } else if (kind < 14) {
      return new Call.Get(name(random));
    }
    return new Call.ListAll();
  }

  private static List<Call> calls(RandomGenerator random) {
    return Stream.generate(() -> call(random))
        .limit(random.nextInt(LONGEST / 2, LONGEST + 1))
        .toList();
  }

  /** Each name, value and description once, in a create and in an update; what is made, goes. */
  private static List<Call> everyField() {
    List<Fields> all = new ArrayList<>();
    Stream.concat(VALID_NAMES.stream(), INVALID_NAMES.stream())
        .forEach(name -> all.add(fields(name, "v", "d")));
    Stream.concat(VALID_VALUES.stream(), Stream.of(""))
        .forEach(value -> all.add(fields("valued", value, "d")));
    DESCRIPTIONS.forEach(description -> all.add(fields("described", "v", description)));
    List<Call> calls = new ArrayList<>();
    all.forEach(fields -> calls.add(new Call.Create(fields)));
    all.forEach(fields -> calls.add(new Call.Update(1, fields)));
    calls.add(new Call.Create(new Fields(Optional.empty(), Optional.empty(), Optional.empty())));
    calls.add(new Call.Update(1, new Fields(Optional.empty(), Optional.empty(), Optional.empty())));
    IntStream.range(0, 12).forEach(chosen -> calls.add(new Call.Delete(chosen)));
    IntStream.range(0, 12).forEach(chosen -> calls.add(new Call.Delete(chosen)));
    return calls;
  }

  private static Fields fields(String name, String value, String description) {
    return new Fields(Optional.of(name), Optional.of(value), Optional.of(description));
  }

  @Test
  void onSqliteEveryAnswerIsTheModels() {
    compare(Backend.SQLITE, 25);
  }

  @Test
  void onPostgresqlEveryAnswerIsTheModels() {
    compare(Backend.POSTGRESQL, 6);
  }

  private static void compare(Backend backend, int tries) {
    Property.holds(
        List.<List<Call>>of(List.of(), everyField()),
        tries,
        ModelTest::calls,
        calls -> new Comparison(emptySite(backend)).make(calls));
  }

  /** A site that was empty, and what should be in it. */
  private static final class Comparison {
    private record Secret(String name, String value, String description) {}

    private final TestSite site;
    private final Map<String, Secret> secrets = new LinkedHashMap<>();
    private final List<String> idsEver = new ArrayList<>(List.of(NEVER_AN_ID));

    Comparison(TestSite site) {
      this.site = site;
    }

    void make(List<Call> calls) {
      for (int i = 0; i < calls.size(); i++) {
        try {
          make(calls.get(i));
        } catch (AssertionError e) {
          throw new AssertionError(
              "call %d of %d, %s: %s".formatted(i + 1, calls.size(), calls.get(i), e.getMessage()),
              e);
        }
      }
      list();
      secrets.values().forEach(secret -> get(secret.name()));
    }

    private void make(Call call) {
      switch (call) {
        case Call.Create create -> create(create.fields());
        case Call.Update update -> update(id(update.chosen()), update.fields());
        case Call.Delete delete -> delete(id(delete.chosen()));
        case Call.Get get -> get(get.name());
        case Call.ListAll all -> list();
      }
    }

    private String id(int chosen) {
      return idsEver.get(chosen % idsEver.size());
    }

    private void create(Fields fields) {
      Reply reply = site.create(fields.pairs());
      if (!fields.isValid() || fields.name().isEmpty() || fields.value().isEmpty()) {
        assertOutcome(reply, 400, "INVALID_ARGUMENT");
      } else if (isTaken(fields.name().get())) {
        assertOutcome(reply, 409, "ALREADY_EXISTS");
      } else {
        assertOutcome(reply, 200, "");
        String id = reply.json().path("id").asText();
        assertThat(idsEver).as("the ids so far").doesNotContain(id);
        idsEver.add(id);
        secrets.put(
            id,
            new Secret(fields.name().get(), fields.value().get(), fields.description().orElse("")));
      }
    }

    private void update(String id, Fields fields) {
      Reply reply = site.update(id, fields.pairs());
      Secret before = secrets.get(id);
      if (!fields.isValid() || fields.pairs().length == 0) {
        assertOutcome(reply, 400, "INVALID_ARGUMENT");
      } else if (before == null) {
        assertOutcome(reply, 404, "NOT_FOUND");
      } else if (fields
          .name()
          .filter(name -> !name.equals(before.name()))
          .filter(this::isTaken)
          .isPresent()) {
        assertOutcome(reply, 409, "ALREADY_EXISTS");
      } else {
        assertOutcome(reply, 200, "");
        assertThat(reply.http().body()).isEqualTo("{}");
        secrets.put(
            id,
            new Secret(
                fields.name().orElse(before.name()),
                fields.value().orElse(before.value()),
                fields.description().orElse(before.description())));
      }
    }

    private void delete(String id) {
      Reply reply = site.delete(id);
      if (secrets.remove(id) == null) {
        assertOutcome(reply, 404, "NOT_FOUND");
      } else {
        assertOutcome(reply, 200, "");
        assertThat(reply.http().body()).isEqualTo("{}");
      }
    }

    private void get(String name) {
      Reply reply = site.value(TestSite.encoded(name) + "?name=" + TestSite.encoded(name));
      Optional<Secret> found =
          secrets.values().stream().filter(secret -> secret.name().equals(name)).findFirst();
      if (!name.matches("[A-Za-z0-9_+=@#$-]{1,50}")) {
        assertOutcome(reply, 400, "INVALID_ARGUMENT");
      } else if (found.isEmpty()) {
        assertOutcome(reply, 404, "NOT_FOUND");
      } else {
        assertOutcome(reply, 200, "");
        assertThat(reply.json().path("value").asText()).isEqualTo(found.get().value());
      }
    }

    private void list() {
      Map<String, List<String>> listed = new LinkedHashMap<>();
      for (JsonNode secret : site.list()) {
        listed.put(
            secret.path("id").asText(),
            List.of(secret.path("name").asText(), secret.path("description").asText()));
        assertThat(secret.path("updatedDate").asText())
            .isGreaterThanOrEqualTo(secret.path("createdDate").asText());
      }
      Map<String, List<String>> expected = new LinkedHashMap<>();
      secrets.forEach(
          (id, secret) -> expected.put(id, List.of(secret.name(), secret.description())));
      assertThat(listed).as("the list").isEqualTo(expected);
    }

    private boolean isTaken(String name) {
      return secrets.values().stream().anyMatch(secret -> secret.name().equals(name));
    }

    private static void assertOutcome(Reply reply, int status, String code) {
      assertThat(reply.status() + " " + reply.code())
          .as("the answer %s", reply.http().body())
          .isEqualTo(status + " " + code);
    }
  }
}
