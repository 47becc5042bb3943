package dev.coffer.server.identity;

import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.text.VisibleText;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an account can be called by. */
public final class EmailAddress {
  /** How many characters it has at most: RFC 5321, section 4.5.3.1.3, less the brackets. */
  public static final int LONGEST = 254;

  private static final Pattern FORM = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");
  private static final Pattern SPACE = Pattern.compile("\\p{Zs}");

  private EmailAddress() {}

  /**
   * Tells whether a text is short enough and has the form name@domain, as every stored address has,
   * of whatever age.
   */
  public static boolean isValid(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }

  /**
   * Tells what is wrong with a new address.
   *
   * @param field the field's path as it stands on the wire
   * @param text what somebody typed
   * @return the rule that it breaks, if it does
   */
  public static Optional<Violation> violation(String field, String text) {
    String prepared = prepared(text);
    if (prepared.length() > LONGEST) {
      return Optional.of(
          new Violation(field, Rule.MAX_LENGTH, "must have at most " + LONGEST + " characters"));
    }
    return VisibleText.violation(field, prepared)
        .or(() ->
            isValid(prepared) && !SPACE.matcher(prepared).find()
                ? Optional.empty()
                : Optional.of(
                    new Violation(field, Rule.FORMAT, "must be an email address, name@domain")));
  }

  /**
   * {@return the address as it is stored: in lower case, and in Unicode's composed form (NFC)}
   *
   * @param text what somebody typed
   */
  public static String prepared(String text) {
    return composed(composed(text).toLowerCase(Locale.ROOT));
  }

  /**
   * Returns what the address of an account can be that somebody means: first of all what was typed,
   * because accounts that are older than the rule keep the form in which they were made.
   *
   * @param text what somebody typed
   */
  static List<String> meant(String text) {
    return Stream.of(
            text.toLowerCase(Locale.ROOT),
            prepared(text),
            Normalizer.normalize(prepared(text), Normalizer.Form.NFD))
        .distinct()
        .toList();
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
