package dev.coffer.server.text;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells readers of an address which of its characters are not ASCII, because letters of different
 * scripts can look the same: {@code оwner@example.com} may begin with a Cyrillic о. Every such
 * address is told, and none is said to be harmless.
 */
public final class BeyondAscii {
  private static final int NAMED = 4;

  private BeyondAscii() {}

  /**
   * {@return sentences about what is not ASCII in an address, if something is}
   *
   * @param address an email address
   */
  public static Optional<String> of(String address) {
    List<Integer> others =
        address.codePoints().filter(codePoint -> codePoint > 0x7F).distinct().boxed().toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(Optional.of(characters(others)), mixture(address), domain(address))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" ")));
  }

  /**
   * {@return the same about the first word of a text that may be such an address}
   *
   * @param text what people write about somebody
   */
  public static Optional<String> ofWords(String text) {
    return Stream.of(text.split("\\s+", -1))
        .filter(word -> word.contains("@"))
        .flatMap(word -> of(word).stream())
        .findFirst();
  }

  private static String characters(List<Integer> others) {
    String named =
        others.stream().limit(NAMED).map(BeyondAscii::character).collect(Collectors.joining(", "));
    int more = others.size() - NAMED;
    return "Not ASCII: " + named + (more > 0 ? " and " + more + " more." : ".");
  }

  private static String character(int codePoint) {
    String name = VisibleText.name(codePoint);
    if (VisibleText.isHidden(codePoint)) {
      return name + " (not seen)";
    }
    UnicodeScript script = UnicodeScript.of(codePoint);
    String of = isNamed(script) ? ", " + name(script) : "";
    return alone(codePoint) + " (" + name + of + ")";
  }

  /** A mark is shown on a circle, because it would be shown on its neighbour otherwise. */
  private static String alone(int codePoint) {
    boolean isMark =
        switch (Character.getType(codePoint)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK ->
              true;
          default -> false;
        };
    return (isMark ? "\u25CC" : "") + Character.toString(codePoint);
  }

  /** Looks between dots and the at sign: the parts may honestly be in different scripts. */
  private static Optional<String> mixture(String address) {
    return Stream.of(address.split("[@.]", -1))
        .map(BeyondAscii::scripts)
        .filter(scripts -> scripts.size() > 1)
        .map(scripts -> "Letters of " + String.join(" and ", scripts) + " are mixed.")
        .findFirst();
  }

  private static List<String> scripts(String part) {
    return part.codePoints()
        .mapToObj(UnicodeScript::of)
        .filter(BeyondAscii::isNamed)
        .distinct()
        .map(BeyondAscii::name)
        .sorted()
        .toList();
  }

  private static Optional<String> domain(String address) {
    String domain = address.substring(address.lastIndexOf('@') + 1);
    return ascii(domain)
        .filter(ascii -> !ascii.equals(domain))
        .map(ascii -> "The domain in ASCII: " + ascii + ".");
  }

  /**
   * The JDK's rules are those of 2003, which make other letters of some (ß, ς); today's do not. A
   * domain that does not come back as it was is therefore not told in ASCII.
   */
  private static Optional<String> ascii(String domain) {
    try {
      String ascii = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
      return IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).equals(domain)
          ? Optional.of(ascii)
          : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty(); // No domain that names can be looked up by.
    }
  }

  private static boolean isNamed(UnicodeScript script) {
    return script != UnicodeScript.COMMON
        && script != UnicodeScript.INHERITED
        && script != UnicodeScript.UNKNOWN;
  }

  private static String name(UnicodeScript script) {
    String[] words = script.name().toLowerCase(Locale.ROOT).split("_", -1);
    return Stream.of(words)
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }
}
