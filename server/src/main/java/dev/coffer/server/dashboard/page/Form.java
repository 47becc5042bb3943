package dev.coffer.server.dashboard.page;

import java.util.List;
import java.util.Map;

/**
 * A form as it was filled in, with what is wrong with it.
 *
 * @param values what was filled in, by the field's name; never a password
 * @param errors sentences about a field, by its name; under the empty name those about the whole
 */
public record Form(Map<String, String> values, Map<String, List<String>> errors) {
  /** A form that nobody has filled in. */
  public static final Form EMPTY = new Form(Map.of(), Map.of());

  /**
   * {@return what was filled in; empty if nothing was}
   *
   * @param field a field's name
   */
  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  /**
   * {@return what was filled in, even if that is empty; otherwise the other text}
   *
   * @param field a field's name
   * @param otherwise what the field holds before anybody fills it in
   */
  public String value(String field, String otherwise) {
    return values.getOrDefault(field, otherwise);
  }

  /**
   * {@return sentences about what is wrong with it}
   *
   * @param field a field's name; the empty name stands for the whole form
   */
  public List<String> errors(String field) {
    return errors.getOrDefault(field, List.of());
  }

  /** Does not show what was filled in. */
  @Override
  public String toString() {
    return "Form";
  }
}
