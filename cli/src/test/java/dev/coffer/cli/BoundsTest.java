package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.config.Settings;
import dev.coffer.settings.Setting;
import dev.coffer.settings.SettingTable;
import dev.coffer.velo.VeloSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of bounds in docs/operations.md, held against the tables of settings. */
class BoundsTest {
  private static final Pattern BOUND = Pattern.compile("max-.*|.*-per-.*|.*-at-once");

  private record Row(String what, String setting, String usual) {
    boolean isOfRunner() {
      return what.contains("`coffer velo`") && !what.contains("`coffer velo` too");
    }
  }

  @Test
  void everySettingThatIsABoundHasARowWithItsDefault() throws IOException {
    List<Row> rows = rows();
    assertTold(Settings.TABLE, rows.stream().filter(row -> !row.isOfRunner()).toList());
    assertTold(VeloSettings.TABLE, rows.stream().filter(Row::isOfRunner).toList());
  }

  private static void assertTold(SettingTable table, List<Row> rows) {
    Map<String, Setting<?>> settings =
        table.settings().stream().collect(Collectors.toMap(Setting::name, Function.identity()));
    Set<String> told = new TreeSet<>();
    for (Row row : rows) {
      if (row.setting().equals("fixed")) {
        continue;
      }
      String name = row.setting().replace("`", "");
      assertThat(settings).as(row.what()).containsKey(name);
      if (told.add(name)) {
        assertThat(settings.get(name).usual())
            .isInstanceOfSatisfying(
                Setting.Default.Value.class,
                usual ->
                    assertThat(row.usual()).as(row.what()).startsWith("`" + usual.text() + "`"));
      }
    }
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            settings.keySet().stream().filter(BOUND.asMatchPredicate()).toList());
  }

  private static List<Row> rows() throws IOException {
    String manual = Files.readString(Path.of("../docs/operations.md"));
    String section = manual.substring(manual.indexOf("## What is bounded"));
    return section
        .substring(0, section.indexOf("\n## "))
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> new Row(cells.get(1), cells.get(2), cells.get(3)))
        .toList();
  }
}
