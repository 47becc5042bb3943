package dev.coffer.server.dashboard.secrets;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.secrets.SecretInfo;
import dev.coffer.server.secrets.SecretPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found a part at a time is what sorting all of them finds. */
class TableSearchTest {
  private static final int COUNT = 1_037;
  private static final int ROWS = 25;

  @ParameterizedTest
  @CsvSource({
    "name, 1",
    "name, 20",
    "name, 21",
    "name, 42",
    "-name, 2",
    "-name, 41",
    "created, 3",
    "-created, 40",
    "updated, 5",
    "-updated, 30",
    "name, 43",
    "name, 2147483647",
    "name, 0",
    "name, -2147483648"
  })
  void everyPageIsThatOfTheSortedWhole(String sort, int page) {
    List<SecretInfo> all = secrets();
    TableSearch search = new TableSearch(" NUMBER ", sort, page);
    for (int from = 0; from < COUNT; from += 100) {
      search.add(
          new SecretPage(
              all.subList(from, Math.min(COUNT, from + 100)),
              List.of(new UUID(0, from)),
              Optional.empty()));
    }
    List<SecretInfo> sorted = new ArrayList<>(all);
    Comparator<SecretInfo> order =
        switch (sort.replace("-", "")) {
          case "name" -> comparing(SecretInfo::name, String.CASE_INSENSITIVE_ORDER);
          case "created" -> comparing(SecretInfo::created);
          default -> comparing(SecretInfo::updated);
        };
    sorted.sort(
        (sort.startsWith("-") ? order.reversed() : order)
            .thenComparing(SecretInfo::name)
            .thenComparing(SecretInfo::id));
    int shown = Math.clamp(page, 1, Math.ceilDiv(COUNT, ROWS));
    int from = (shown - 1) * ROWS;
    assertThat(search.rows())
        .extracting(SecretInfo::id)
        .isEqualTo(
            sorted.subList(from, Math.min(COUNT, from + ROWS)).stream()
                .map(SecretInfo::id)
                .toList());
    assertThat(search.page()).isEqualTo(shown);
    assertThat(search.pages()).isEqualTo(42);
    assertThat(search.found()).isEqualTo(COUNT);
    assertThat(search.total()).isEqualTo(COUNT);
    assertThat(search.corrupted()).hasSize(11);
    assertThat(search.rows())
        .allSatisfy(row ->
            assertThat(row.description()).isEqualTo(search.keepsDescriptions() ? "a number" : ""));
  }

  @Test
  void thePagesEndWhereASearchIsToBeNarrowed() {
    TableSearch search = new TableSearch("", "name", 1_000);
    for (int i = TableSearch.REACH + 1; i > 0; i--) {
      search.add(new SecretPage(List.of(numbered(i)), List.of(), Optional.empty()));
    }

    assertThat(search.found()).isEqualTo(TableSearch.REACH + 1);
    assertThat(search.reachable()).isEqualTo(TableSearch.REACH);
    assertThat(search.page()).isEqualTo(search.pages()).isEqualTo(TableSearch.REACH / ROWS);
    assertThat(search.rows()).hasSize(ROWS).last().isEqualTo(withoutDescription(TableSearch.REACH));
  }

  @Test
  void theLastPageOfAVeryLargeTableNeedsLittleMemory() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TableSearchTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = java.inputReader(StandardCharsets.UTF_8).readAllAsString();
    assertThat(java.waitFor()).as(output).isZero();
  }

  /** Looks for the last page of half a million secrets, four times at once. */
  public static void main(String[] arguments) {
    List<TableSearch> searches =
        Stream.generate(() -> new TableSearch("", "name", Integer.MAX_VALUE)).limit(4).toList();
    for (int i = 500_000; i > 0; i--) {
      SecretPage part = new SecretPage(List.of(numbered(i)), List.of(), Optional.empty());
      searches.forEach(search -> search.add(part));
    }
    searches.forEach(TableSearch::rows);
  }

  private static SecretInfo numbered(int number) {
    Instant at = Instant.ofEpochMilli(number);
    return new SecretInfo(
        new UUID(0, number), String.format(Locale.ROOT, "s%07d", number), "a number", at, at, 1);
  }

  private static SecretInfo withoutDescription(int number) {
    SecretInfo all = numbered(number);
    return new SecretInfo(all.id(), all.name(), "", all.created(), all.updated(), all.version());
  }

  private static List<SecretInfo> secrets() {
    Random random = new Random(1);
    List<SecretInfo> all = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String name = "%s%d".formatted(random.nextBoolean() ? "key" : "KEY", random.nextInt(500));
      Instant created = Instant.ofEpochMilli(random.nextInt(300));
      Instant updated = created.plusMillis(random.nextInt(300));
      UUID id = new UUID(random.nextLong(), random.nextLong());
      all.add(new SecretInfo(id, name, "a number", created, updated, 1));
    }
    Collections.shuffle(all, random);
    return all;
  }
}
