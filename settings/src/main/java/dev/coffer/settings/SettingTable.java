package dev.coffer.settings;

import dev.coffer.settings.Setting.Default;
import dev.coffer.settings.Setting.Source;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All settings of a program, in the order in which they are explained. A name that is not in it is
 * refused, so that a typing error never becomes a silent default.
 *
 * @param settings the settings
 */
public record SettingTable(List<Setting<?>> settings) {
  private static final String VARIABLE_PREFIX = "COFFER_";

  /** Keeps a copy. */
  public SettingTable {
    settings = List.copyOf(settings);
  }

  /**
   * {@return the settings that may be given in a place, in order}
   *
   * @param source the place
   */
  public List<Setting<?>> in(Source source) {
    return settings.stream().filter(setting -> setting.sources().contains(source)).toList();
  }

  /**
   * Refuses variables that look like settings and are none.
   *
   * @param environment the environment
   * @param others variables that other programs read
   * @throws InvalidSetting if there is one
   */
  public void requireKnownVariables(Map<String, String> environment, Set<String> others) {
    for (String variable : environment.keySet()) {
      if (variable.startsWith(VARIABLE_PREFIX)
          && !others.contains(variable)
          && in(Source.VARIABLE).stream()
              .noneMatch(setting -> setting.variable().equals(variable))) {
        throw new InvalidSetting("unknown setting: the environment variable " + variable);
      }
    }
  }

  /**
   * Refuses options that would show a secret to every user of the machine.
   *
   * @param options what the command line gave, by the settings' names
   * @param file the file in which the setting can be given as well
   * @throws InvalidSetting if there is one
   */
  public void requireNoSecretOptions(Map<String, String> options, String file) {
    for (Setting<?> setting : settings) {
      if (options.containsKey(setting.name()) && !setting.sources().contains(Source.OPTION)) {
        throw new InvalidSetting(
            setting.name()
                + " may not be an option, which every user of the machine can read; use "
                + setting.variable()
                + " or "
                + file);
      }
    }
  }

  /**
   * Reads a properties file.
   *
   * @param file the file
   * @param other tells which names stand for something else than a setting
   * @return its lines by their names; none if there is no such file
   * @throws InvalidSetting if it cannot be read, or has a name that is not known
   */
  public Map<String, String> lines(Path file, Predicate<String> other) {
    Properties properties = new Properties();
    if (!Files.exists(file)) {
      return Map.of();
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSetting("the settings file " + file + " cannot be read");
    }
    List<String> known = in(Source.FILE).stream().map(Setting::name).toList();
    Map<String, String> lines = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (!known.contains(name) && !other.test(name)) {
        throw new InvalidSetting(
            "unknown setting "
                + name
                + " in "
                + file
                + "; it may have "
                + String.join(", ", known));
      }
      lines.put(name, properties.getProperty(name));
    }
    return lines;
  }

  /**
   * What was given, each place by the settings' names.
   *
   * @param options what the command line gave
   * @param environment the environment, by the variables' names
   * @param lines the lines of a file
   */
  public record Given(
      Map<String, String> options, Map<String, String> environment, Map<String, String> lines) {
    /**
     * {@return the text that a setting was given; the option's before the variable's before the
     * file's}
     *
     * @param setting a setting
     */
    public Optional<String> text(Setting<?> setting) {
      return Optional.ofNullable(options.get(setting.name()))
          .or(() -> Optional.ofNullable(environment.get(setting.variable())))
          .or(() -> Optional.ofNullable(lines.get(setting.name())));
    }

    /**
     * {@return the value of a setting; empty if it was not given and has no default}
     *
     * @param <T> what the value is
     * @param setting a setting
     * @throws InvalidSetting if what was given breaks the setting's rule
     */
    public <T> Optional<T> find(Setting<T> setting) {
      return text(setting)
          .or(() ->
              setting.usual() instanceof Default.Value(String usual)
                  ? Optional.of(usual)
                  : Optional.empty())
          .map(setting::parse);
    }

    /**
     * {@return the value of a setting that has a default}
     *
     * @param <T> what the value is
     * @param setting a setting
     * @throws InvalidSetting if what was given breaks the setting's rule
     */
    public <T> T get(Setting<T> setting) {
      return find(setting)
          .orElseThrow(() -> new IllegalArgumentException(setting.name() + " has no default"));
    }

    /** Does not show what was given: a secret may be among it. */
    @Override
    public String toString() {
      return "Given";
    }
  }
}
