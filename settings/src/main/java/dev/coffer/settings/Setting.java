package dev.coffer.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting, with all that is said about it anywhere.
 *
 * @param <T> what its value is
 * @param name its name in files, such as {@code max-value-bytes}
 * @param placeholder what stands for its value in a synopsis, such as {@code BYTES}
 * @param purpose what it is for: a sentence without a full stop
 * @param usual what holds where it is not given
 * @param type how its text is read
 * @param sources where it may be given
 */
public record Setting<T>(
    String name,
    String placeholder,
    String purpose,
    Default usual,
    Type<T> type,
    Set<Source> sources) {
  private static final String VARIABLE_PREFIX = "COFFER_";

  /** Where a setting may be given. */
  public enum Source {
    /** An option of the command, which every user of the machine can read. */
    OPTION,
    /** A variable of the environment. */
    VARIABLE,
    /** A line of a properties file. */
    FILE
  }

  /** What holds where a setting is not given. */
  public sealed interface Default {
    /**
     * A value, in the form in which it would be given.
     *
     * @param text the value
     */
    record Value(String text) implements Default {}

    /**
     * Something that is no value of the setting.
     *
     * @param text what it is, for people; empty for nothing
     */
    record Otherwise(String text) implements Default {}

    /** {@return what it is, for people; empty for nothing} */
    String text();
  }

  /**
   * How the text of a setting is read.
   *
   * @param <T> what it is read as
   */
  public interface Type<T> {
    /**
     * {@return what a text stands for; empty if it breaks the rule}
     *
     * @param text a text without blanks around it
     */
    Optional<T> parse(String text);

    /** {@return the rule, to follow the words "the setting x"} */
    String rule();

    /** {@return whether a blank text stands for something} */
    default boolean allowsBlank() {
      return false;
    }
  }

  private record Text() implements Type<String> {
    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text);
    }

    @Override
    public String rule() {
      return "must be a text";
    }
  }

  private record WholeNumber(int least, int most) implements Type<Integer> {
    @Override
    public Optional<Integer> parse(String text) {
      try {
        return Optional.of(Integer.parseInt(text))
            .filter(number -> number >= least && number <= most);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String rule() {
      return "must be a number from " + least + " to " + most;
    }
  }

  private record Choice<E extends Enum<E>>(Class<E> choices) implements Type<E> {
    @Override
    public Optional<E> parse(String text) {
      return Arrays.stream(choices.getEnumConstants())
          .filter(choice -> choice.name().equalsIgnoreCase(text))
          .findFirst();
    }

    @Override
    public String rule() {
      return "must be one of " + String.join(", ", names(choices));
    }
  }

  private record Items(Pattern form, String what) implements Type<Set<String>> {
    @Override
    public Optional<Set<String>> parse(String text) {
      Set<String> items =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      return items.stream().allMatch(item -> form.matcher(item).matches())
          ? Optional.of(items)
          : Optional.empty();
    }

    @Override
    public String rule() {
      return "must be " + what + ", with commas between them";
    }

    @Override
    public boolean allowsBlank() {
      return true;
    }
  }

  /** Keeps a copy of the sources. */
  public Setting {
    sources = Set.copyOf(sources);
  }

  /**
   * {@return a setting that is text, with no default, which may be given anywhere}
   *
   * @param name its name
   * @param placeholder what stands for its value
   * @param purpose what it is for
   */
  public static Setting<String> text(String name, String placeholder, String purpose) {
    return of(name, placeholder, purpose, new Text());
  }

  /**
   * {@return a setting that is a whole number, with no default, which may be given anywhere}
   *
   * @param name its name
   * @param placeholder what stands for its value
   * @param purpose what it is for
   * @param least the least number that is allowed
   * @param most the greatest
   */
  public static Setting<Integer> number(
      String name, String placeholder, String purpose, int least, int most) {
    return of(name, placeholder, purpose, new WholeNumber(least, most));
  }

  /**
   * {@return a setting that is one of a few words, with no default, which may be given anywhere}
   *
   * @param <E> the words
   * @param name its name
   * @param purpose what it is for
   * @param choices the words, which may be given in any letter case
   */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, String purpose, Class<E> choices) {
    return of(name, String.join("|", names(choices)), purpose, new Choice<>(choices));
  }

  /**
   * {@return a setting that has any number of items, none by default, which may be given anywhere}
   *
   * @param name its name
   * @param placeholder what stands for one item
   * @param purpose what it is for
   * @param form what an item must look like
   * @param what the items, for people
   */
  public static Setting<Set<String>> items(
      String name, String placeholder, String purpose, Pattern form, String what) {
    return of(name, placeholder, purpose, new Items(form, what)).usually("");
  }

  /**
   * {@return a setting of another type, with no default, which may be given anywhere}
   *
   * @param <T> what its value is
   * @param name its name
   * @param placeholder what stands for its value
   * @param purpose what it is for
   * @param type how its text is read
   */
  public static <T> Setting<T> of(String name, String placeholder, String purpose, Type<T> type) {
    return new Setting<>(
        name, placeholder, purpose, new Default.Otherwise(""), type, EnumSet.allOf(Source.class));
  }

  private static List<String> names(Class<? extends Enum<?>> choices) {
    return Arrays.stream(choices.getEnumConstants())
        .map(choice -> choice.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * {@return the same with a value that holds where it is not given}
   *
   * @param value the value, in the form in which it would be given
   */
  public Setting<T> usually(String value) {
    return new Setting<>(name, placeholder, purpose, new Default.Value(value), type, sources);
  }

  /**
   * {@return the same with something else that holds where it is not given}
   *
   * @param what what it is, for people
   */
  public Setting<T> otherwise(String what) {
    return new Setting<>(name, placeholder, purpose, new Default.Otherwise(what), type, sources);
  }

  /**
   * {@return the same, but it may be given in these places only}
   *
   * @param only the places
   */
  public Setting<T> only(Source... only) {
    return new Setting<>(name, placeholder, purpose, usual, type, Set.of(only));
  }

  /** {@return the option that gives it, such as {@code --max-value-bytes}} */
  public String option() {
    return "--" + name;
  }

  /** {@return the variable that gives it, such as {@code COFFER_MAX_VALUE_BYTES}} */
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * {@return the value that a text gives it}
   *
   * @param text the text, with or without blanks around it
   * @throws InvalidSetting if it is blank and may not be, or breaks the rule
   */
  public T parse(String text) {
    if (text.isBlank() && !type.allowsBlank()) {
      throw new InvalidSetting("the setting " + name + " is empty");
    }
    return type.parse(text.strip())
        .orElseThrow(() -> new InvalidSetting("the setting " + name + " " + type.rule()));
  }
}
