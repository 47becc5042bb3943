package dev.coffer.client.errors;

import java.util.List;

/** What was sent is missing, too long or of the wrong shape, or contradicts itself. */
public final class InvalidArgumentException extends CofferException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldViolation> violations;

  /** Creates the exception for what a server said. */
  public InvalidArgumentException(ErrorAnswer answer) {
    super(answer);
    this.violations = answer.violations();
  }

  /** Returns what is wrong with which field, all at once; empty if it is about no field. */
  public List<FieldViolation> violations() {
    return violations;
  }
}
