package dev.coffer.server.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The PRECIS profile OpaqueString (RFC 8265, section 4.2), by which one password is the same
 * however a keyboard or a system composes its characters. What it is made of is the FreeformClass
 * of RFC 8264, but for the two join controls (U+200C, U+200D), which are always refused: where they
 * are allowed depends on properties that the JDK has not.
 */
public final class OpaqueString {
  private static final Pattern SPACES = Pattern.compile("\\p{Zs}");

  private OpaqueString() {}

  /**
   * Prepares a text: spaces that are not ASCII become U+0020, and characters are composed (NFC).
   *
   * @param text any text
   * @return what it is compared by; empty if nothing is left of it, or a character is not allowed.
   *     Preparing it once more changes nothing
   */
  public static Optional<String> prepared(String text) {
    String prepared =
        Normalizer.normalize(SPACES.matcher(text).replaceAll(" "), Normalizer.Form.NFC);
    return prepared.isEmpty() || !isFreeform(prepared) ? Optional.empty() : Optional.of(prepared);
  }

  private static boolean isFreeform(String text) {
    int[] all = text.codePoints().toArray();
    for (int i = 0; i < all.length; i++) {
      if (!isAllowed(all, i)) {
        return false;
      }
    }
    return true;
  }

  /** The steps of RFC 8264, section 8, in their order; the letters are those of its section 9. */
  private static boolean isAllowed(int[] text, int place) {
    int codePoint = text[place];
    if (isExceptionallyDisallowed(codePoint)) { // F
      return false;
    }
    if (isInContext(codePoint)) { // F
      return fitsContext(text, place);
    }
    if (!Character.isDefined(codePoint)) { // J, and the noncharacters of M
      return false;
    }
    if (isOldHangulJamo(codePoint) || VisibleText.isDefaultIgnorable(codePoint)) { // H, I, M
      return false;
    }
    return switch (Character.getType(codePoint)) { // L, and what none of the rest has
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE ->
          false;
      default -> true; // A, K, N, O, P, Q, R
    };
  }

  private static boolean isExceptionallyDisallowed(int codePoint) {
    return codePoint == 0x0640
        || codePoint == 0x07FA
        || codePoint == 0x302E
        || codePoint == 0x302F
        || VisibleText.isIn(codePoint, 0x3031, 0x3035)
        || codePoint == 0x303B;
  }

  private static boolean isOldHangulJamo(int codePoint) {
    return VisibleText.isIn(codePoint, 0x1100, 0x11FF)
        || VisibleText.isIn(codePoint, 0xA960, 0xA97F)
        || VisibleText.isIn(codePoint, 0xD7B0, 0xD7FF);
  }

  private static boolean isInContext(int codePoint) {
    return switch (codePoint) {
      case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB -> true;
      default -> isArabicIndic(codePoint) || isExtendedArabicIndic(codePoint);
    };
  }

  /** The rules for contexts of RFC 5892, appendix A.3 to A.9. */
  private static boolean fitsContext(int[] text, int place) {
    return switch (text[place]) {
      case 0x00B7 -> at(text, place - 1) == 'l' && at(text, place + 1) == 'l';
      case 0x0375 -> isOf(at(text, place + 1), UnicodeScript.GREEK);
      case 0x05F3, 0x05F4 -> isOf(at(text, place - 1), UnicodeScript.HEBREW);
      case 0x30FB -> isJapanese(text);
      default -> !mixesArabicDigits(text);
    };
  }

  /** {@return the code point there, or U+0000, which fits nothing, beyond the text's ends} */
  private static int at(int[] text, int place) {
    return place < 0 || place >= text.length ? 0 : text[place];
  }

  private static boolean isOf(int codePoint, UnicodeScript script) {
    return UnicodeScript.of(codePoint) == script;
  }

  private static boolean isJapanese(int[] text) {
    for (int codePoint : text) {
      UnicodeScript script = UnicodeScript.of(codePoint);
      if (script == UnicodeScript.HIRAGANA
          || script == UnicodeScript.KATAKANA
          || script == UnicodeScript.HAN) {
        return true;
      }
    }
    return false;
  }

  private static boolean mixesArabicDigits(int[] text) {
    boolean some = false;
    boolean others = false;
    for (int codePoint : text) {
      some |= isArabicIndic(codePoint);
      others |= isExtendedArabicIndic(codePoint);
    }
    return some && others;
  }

  private static boolean isArabicIndic(int codePoint) {
    return VisibleText.isIn(codePoint, 0x0660, 0x0669);
  }

  private static boolean isExtendedArabicIndic(int codePoint) {
    return VisibleText.isIn(codePoint, 0x06F0, 0x06F9);
  }
}
