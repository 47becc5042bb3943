package dev.coffer.server.errors;

/**
 * One rule that one field of a request breaks.
 *
 * @param field the field's path as it stands on the wire, such as {@code secret.name}
 * @param rule the rule that is broken
 * @param description a clause that names the limit and never the field's content, to be read after
 *     the field's name: "must have at most 50 characters"
 */
public record Violation(String field, Rule rule, String description) {
  /** The rules that a field can break, named as Wix names them where Wix has a name. */
  public enum Rule {
    /** The field must be there. */
    REQUIRED_FIELD,
    /** The text is shorter than allowed. */
    MIN_LENGTH,
    /** The text is longer than allowed. */
    MAX_LENGTH,
    /** The content does not have the form that the field asks for. */
    FORMAT,
    /** The JSON type is not the field's. */
    TYPE,
    /** The content is well formed and not allowed, such as a reserved name. */
    OTHER
  }
}
