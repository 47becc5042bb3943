package dev.coffer.server.secrets;

import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules that a secret's fields must keep. Those of the name and the description are Wix's; the
 * limit on values is the server's setting.
 */
final class SecretRules {
  static final String CHARACTERS = "may only have the characters A-Z a-z 0-9 _ + = - @ # $";

  private static final String NAME = "secret.name";
  private static final String VALUE = "secret.value";
  private static final String DESCRIPTION = "secret.description";

  private static final int LONGEST_NAME = Limits.SECRET_NAME_CHARACTERS;
  private static final int LONGEST_DESCRIPTION = Limits.DESCRIPTION_CHARACTERS;
  private static final Pattern NAME_CHARACTERS = Pattern.compile("[A-Za-z0-9_+=@#$-]*");
  private static final String RESERVED_PREFIX = "wix";

  private final int maxValueBytes;

  SecretRules(int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  void checkNew(SecretFields fields) {
    List<Violation> violations = violations(fields);
    if (fields.name().isEmpty()) {
      addRequired(violations, NAME);
    }
    if (fields.value().isEmpty()) {
      addRequired(violations, VALUE);
    }
    refuse(violations);
  }

  void checkChange(SecretFields fields) {
    List<Violation> violations = violations(fields);
    if (fields.isEmpty() && violations.isEmpty()) {
      violations.add(
          new Violation(
              "secret", Rule.REQUIRED_FIELD, "must have a name, a value or a description"));
    }
    refuse(violations);
  }

  private List<Violation> violations(SecretFields fields) {
    List<Violation> violations = new ArrayList<>(fields.malformed());
    fields.name().ifPresent(name -> checkName(name, violations));
    fields.value().ifPresent(value -> checkValue(value, violations));
    fields.description().ifPresent(description -> checkDescription(description, violations));
    return violations;
  }

  /**
   * Checks a name that is asked for. A reserved one can be asked for, and is not there.
   *
   * @throws InvalidArgument if no secret can have it
   */
  static void checkAsked(String name) {
    refuse(form("name", name));
  }

  static boolean isPossibleName(String name) {
    return form(NAME, name).isEmpty();
  }

  private static List<Violation> form(String field, String name) {
    List<Violation> violations = new ArrayList<>();
    if (name.isEmpty()) {
      violations.add(new Violation(field, Rule.MIN_LENGTH, "must have at least 1 character"));
    }
    if (codePoints(name) > LONGEST_NAME) {
      violations.add(
          new Violation(
              field, Rule.MAX_LENGTH, "must have at most " + LONGEST_NAME + " characters"));
    }
    if (!NAME_CHARACTERS.matcher(name).matches()) {
      violations.add(new Violation(field, Rule.FORMAT, CHARACTERS));
    }
    return violations;
  }

  private static void checkName(String name, List<Violation> violations) {
    violations.addAll(form(NAME, name));
    if (name.regionMatches(true, 0, RESERVED_PREFIX, 0, RESERVED_PREFIX.length())) {
      violations.add(new Violation(NAME, Rule.OTHER, "must not begin with wix"));
    }
  }

  private void checkValue(SecretValue value, List<Violation> violations) {
    if (value.length() == 0) {
      violations.add(new Violation(VALUE, Rule.MIN_LENGTH, "must have at least 1 character"));
    }
    if (value.length() > maxValueBytes) {
      violations.add(
          new Violation(
              VALUE, Rule.MAX_LENGTH, "must have at most " + maxValueBytes + " bytes in UTF-8"));
    }
  }

  private static void checkDescription(String description, List<Violation> violations) {
    if (codePoints(description) > LONGEST_DESCRIPTION) {
      violations.add(
          new Violation(
              DESCRIPTION,
              Rule.MAX_LENGTH,
              "must have at most " + LONGEST_DESCRIPTION + " characters"));
    }
  }

  /** A field that could not be read is there, so it is not missing as well. */
  private static void addRequired(List<Violation> violations, String field) {
    if (violations.stream().noneMatch(violation -> field.startsWith(violation.field()))) {
      violations.add(new Violation(field, Rule.REQUIRED_FIELD, "must be given"));
    }
  }

  private static void refuse(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new InvalidArgument(violations);
    }
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }
}
