package dev.coffer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.settings.Setting.Source;
import dev.coffer.settings.SettingTable.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings are read by their table, and what breaks its rules is refused by name. */
class SettingTableTest {
  private enum Colour {
    RED,
    GREEN
  }

  private static final Setting<Integer> SIZE =
      Setting.number("max-size", "BYTES", "the size", 1, 9).usually("5");
  private static final Setting<String> NOTE = Setting.text("note", "TEXT", "a note");
  private static final Setting<Colour> COLOUR =
      Setting.choice("colour", "the colour", Colour.class).usually("red");
  private static final Setting<Set<String>> NAMES =
      Setting.items("names", "NAME", "names", Pattern.compile("[a-z]+"), "small words");
  private static final Setting<String> PASSWORD =
      Setting.text("password", "TEXT", "the password").only(Source.VARIABLE, Source.FILE);
  private static final SettingTable TABLE =
      new SettingTable(List.of(SIZE, NOTE, COLOUR, NAMES, PASSWORD));

  @TempDir Path directory;

  private static Given option(String name, String text) {
    return new Given(Map.of(name, text), Map.of(), Map.of());
  }

  @Test
  void anOptionComesBeforeAVariableBeforeALineBeforeTheDefault() {
    Map<String, String> variable = Map.of("COFFER_MAX_SIZE", "3");
    Map<String, String> line = Map.of("max-size", "2");
    assertThat(new Given(Map.of("max-size", "4"), variable, line).get(SIZE)).isEqualTo(4);
    assertThat(new Given(Map.of(), variable, line).get(SIZE)).isEqualTo(3);
    assertThat(new Given(Map.of(), Map.of(), line).get(SIZE)).isEqualTo(2);
    assertThat(new Given(Map.of(), Map.of(), Map.of()).get(SIZE)).isEqualTo(5);
    assertThat(new Given(Map.of(), Map.of(), Map.of()).find(NOTE)).isEmpty();
  }

  @Test
  void valuesAreReadAsWhatTheyAre() {
    assertThat(option("max-size", " 9 ").get(SIZE)).isEqualTo(9);
    assertThat(option("colour", "Green").get(COLOUR)).isEqualTo(Colour.GREEN);
    assertThat(option("names", "b, a,,").get(NAMES)).containsExactlyInAnyOrder("a", "b");
    assertThat(option("names", "").get(NAMES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "max-size, 0, must be a number from 1 to 9",
    "max-size, 10, must be a number from 1 to 9",
    "max-size, marker, must be a number from 1 to 9",
    "colour, marker, 'must be one of red, green'",
    "names, 'a,B2', must be small words",
    "note, ' ', is empty",
    "max-size, '', is empty",
  })
  void aValueThatBreaksTheRuleIsRefusedByTheNameAndTheRule(String name, String text, String rule) {
    Setting<?> setting =
        TABLE.settings().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    assertThatThrownBy(() -> option(name, text).find(setting))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("the setting " + name + " " + rule)
        .hasMessageNotContaining("marker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"COFFER_MAX_SIZ", "COFFER_", "COFFER_max_size"})
  void aVariableThatIsNoSettingIsRefusedByName(String variable) {
    assertThatThrownBy(() -> TABLE.requireKnownVariables(Map.of(variable, "marker"), Set.of()))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(variable)
        .hasMessageNotContaining("marker");
    TABLE.requireKnownVariables(Map.of(variable, "marker", "PATH", "x"), Set.of(variable));
  }

  @Test
  void aSecretIsNoOption() {
    assertThatThrownBy(
            () -> TABLE.requireNoSecretOptions(Map.of("password", "marker"), "coffer.properties"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("COFFER_PASSWORD")
        .hasMessageNotContaining("marker");
    assertThat(TABLE.in(Source.OPTION)).doesNotContain(PASSWORD);
  }

  @Test
  void aLineThatIsNoSettingIsRefusedByNameWithThoseThatAre() throws IOException {
    Path file = Files.writeString(directory.resolve("x.properties"), "max-siz=marker\n");
    assertThatThrownBy(() -> TABLE.lines(file, name -> false))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("unknown setting max-siz in " + file)
        .hasMessageContaining("max-size")
        .hasMessageNotContaining("marker");
    assertThat(TABLE.lines(file, name -> name.equals("max-siz"))).containsKey("max-siz");
    assertThat(TABLE.lines(directory.resolve("none"), name -> false)).isEmpty();
  }

  @Test
  void whatWasGivenIsNotPrinted() {
    assertThat(option("password", "marker")).asString().doesNotContain("marker");
  }
}
