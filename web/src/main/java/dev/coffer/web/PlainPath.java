package dev.coffer.web;

import io.helidon.common.uri.UriValidator;
import io.helidon.http.HttpPrologue;
import java.util.regex.Pattern;

/**
 * Tells paths that every program on the way reads alike from those that a proxy may take for
 * another path than the server does, so that the proxy's rules are about another page.
 */
public final class PlainPath {
  /** An empty segment, one of one or two dots, a parameter, a backslash. */
  private static final Pattern AMBIGUOUS = Pattern.compile("//|/\\.{1,2}(/|$)|[;\\\\]");

  /**
   * What needs no encoding, or must not be hidden by one: {@code %2F}, {@code %2e}, {@code %41}.
   */
  private static final Pattern NEEDLESSLY_ENCODED =
      Pattern.compile(
          "%(?:[01][0-9A-F]|2[DEF]|3[0-9B]|4[1-9A-F]|5[0-9AF]|5C|6[1-9A-F]|7[0-9AEF])",
          Pattern.CASE_INSENSITIVE);

  private PlainPath() {}

  /**
   * Tells whether a path can be read in one way only: it begins with a slash, has no {@code ;},
   * backslash, empty segment (but for one slash at its end) or segment of dots, and encodes neither
   * these nor letters, digits, {@code -._~} and control characters.
   *
   * @param rawPath a path as it was sent
   */
  public static boolean is(String rawPath) {
    return rawPath.startsWith("/")
        && !AMBIGUOUS.matcher(rawPath).find()
        && !(rawPath.contains("%") && NEEDLESSLY_ENCODED.matcher(rawPath).find());
  }

  /**
   * Tells whether path, query and fragment of a request have the characters and the encoding that a
   * URI has. The web server does not look, because it would end the whole connection.
   *
   * @param target what was asked for
   */
  public static boolean isWellFormed(HttpPrologue target) {
    try {
      target.uriPath().validate();
      UriValidator.validateQuery(target.query().rawValue());
      if (target.fragment().hasValue()) {
        UriValidator.validateFragment(target.fragment().rawValue());
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
