package dev.coffer.cli;

import dev.coffer.settings.Setting;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a command, made from the table of a program's settings. */
final class SettingOptions {
  private SettingOptions() {}

  /** Returns the option that gives a setting, as a value of a type. */
  static OptionSpec of(Setting<?> setting, Class<?> type) {
    return OptionSpec.builder(setting.option())
        .paramLabel(setting.placeholder())
        .arity("1")
        .type(type)
        .description(description(setting).replace("%", "%%"))
        .build();
  }

  private static String description(Setting<?> setting) {
    String purpose = setting.purpose();
    String usual = setting.usual().text();
    return purpose.substring(0, 1).toUpperCase(Locale.ROOT)
        + purpose.substring(1)
        + "."
        + (usual.isEmpty() ? "" : " Default: " + usual + ".");
  }

  /** Returns the settings that were given, by their names. */
  static Map<String, String> given(CommandSpec spec) {
    Map<String, String> given = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (option.getValue() instanceof String value) {
        given.put(option.longestName().substring(2), value);
      }
    }
    return given;
  }
}
