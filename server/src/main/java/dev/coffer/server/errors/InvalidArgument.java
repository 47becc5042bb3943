package dev.coffer.server.errors;

import java.util.List;
import java.util.stream.Collectors;

/** Fields of the request break rules; all violations are told at once. */
public final class InvalidArgument extends ApiException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * @param violations what is wrong, at least one
   */
  public InvalidArgument(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.field() + " " + violation.description())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /**
   * @param field the field's path on the wire
   * @param rule the rule that is broken
   * @param description a clause that names the limit, and never the field's content
   */
  public InvalidArgument(String field, Violation.Rule rule, String description) {
    this(List.of(new Violation(field, rule, description)));
  }

  /** {@return what is wrong, at least one violation, in the order of the fields} */
  public List<Violation> violations() {
    return violations;
  }
}
