package dev.coffer.server.text;

import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Text in which a reader sees all that is there: without control characters, characters that have
 * no look of their own (zero-width, format, variation selectors), characters that change the
 * direction of others, and halves of characters.
 */
public final class VisibleText {
  private VisibleText() {}

  /**
   * Tells what is wrong with a text that people type and others read.
   *
   * @param field the field's path as it stands on the wire
   * @param text what it holds
   * @return the rule that it breaks, if it does
   */
  public static Optional<Violation> violation(String field, String text) {
    return isVisible(text)
        ? Optional.empty()
        : Optional.of(
            new Violation(
                field,
                Rule.FORMAT,
                "must not contain invisible, bidirectional or control characters"));
  }

  static boolean isVisible(String text) {
    return text.codePoints().noneMatch(VisibleText::isHidden);
  }

  /**
   * {@return the text with the code point in the place of each character that is not seen, such as
   * ‹U+200B›}
   *
   * @param text a text that may be older than the rule
   */
  public static String of(String text) {
    return isVisible(text)
        ? text
        : text.codePoints().mapToObj(VisibleText::shown).collect(Collectors.joining());
  }

  private static String shown(int codePoint) {
    return isHidden(codePoint) ? "‹" + name(codePoint) + "›" : Character.toString(codePoint);
  }

  static String name(int codePoint) {
    return "U+%04X".formatted(codePoint);
  }

  static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> isDefaultIgnorable(codePoint);
    };
  }

  /**
   * Whether a character is shown as nothing unless a font knows better: the property
   * Default_Ignorable_Code_Point of Unicode 16.0 (DerivedCoreProperties.txt), which the JDK has
   * not.
   */
  static boolean isDefaultIgnorable(int codePoint) {
    return codePoint == 0x00AD
        || codePoint == 0x034F
        || codePoint == 0x061C
        || isIn(codePoint, 0x115F, 0x1160)
        || isIn(codePoint, 0x17B4, 0x17B5)
        || isIn(codePoint, 0x180B, 0x180F)
        || isIn(codePoint, 0x200B, 0x200F)
        || isIn(codePoint, 0x202A, 0x202E)
        || isIn(codePoint, 0x2060, 0x206F)
        || codePoint == 0x3164
        || isIn(codePoint, 0xFE00, 0xFE0F)
        || codePoint == 0xFEFF
        || codePoint == 0xFFA0
        || isIn(codePoint, 0xFFF0, 0xFFF8)
        || isIn(codePoint, 0x1BCA0, 0x1BCA3)
        || isIn(codePoint, 0x1D173, 0x1D17A)
        || isIn(codePoint, 0xE0000, 0xE0FFF);
  }

  static boolean isIn(int codePoint, int first, int last) {
    return first <= codePoint && codePoint <= last;
  }
}
