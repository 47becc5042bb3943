package dev.coffer.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The value of a secret that a call was given or stored, and how it looks in texts. White space
 * around it does not belong to it, since code trims it away.
 */
final class ExposedSecret {
  /** Shorter ones would be found everywhere. */
  static final int SHORTEST_INSIDE = 8;

  private static final int LONGEST_HOST = 253;

  private final String name;
  private final String value;
  private final Set<SecretPattern> patterns = new LinkedHashSet<>();

  /**
   * A text of at least 8 characters by which a value is known, in whatever letter case.
   *
   * @param coded whether it is looked for in {@link DecodedText#asBase64}, and not in the view
   *     itself
   * @param before how many characters before it hold a part of the value too
   * @param after how many behind it
   */
  record SecretPattern(String text, boolean coded, int before, int after, String name) {
    /** Does not show the text. */
    @Override
    public String toString() {
      return "‹secret " + name + "›";
    }
  }

  /**
   * @param name of the secret, for the author of the code
   */
  ExposedSecret(String name, String value) {
    this.name = name;
    this.value = value.strip();
    if (isLong(this.value)) {
      addPatterns(this.value);
      addOtherCases(this.value);
      // Keys are stored with escaped line breaks, and code resolves them.
      DecodedText.as(this.value)
          .unescaped()
          .map(DecodedText::text)
          .filter(ExposedSecret::isLong)
          .forEach(this::addPatterns);
    }
  }

  private static boolean isLong(String text) {
    return text.codePointCount(0, text.length()) >= SHORTEST_INSIDE;
  }

  /**
   * Adds what other letter case alone does not tell: ß becomes SS in upper case, and what hosts are
   * read as (RFC 3491) has other characters.
   */
  private void addOtherCases(String text) {
    Stream.of(text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT), asHost(text))
        .filter(other -> isLong(other) && !folded(other).equals(folded(text)))
        .forEach(other -> patterns.add(new SecretPattern(other, false, 0, 0, name)));
  }

  private static List<Character> folded(String text) {
    return text.chars().mapToObj(it -> SecretMatcher.folded((char) it)).toList();
  }

  private static String asHost(String text) {
    if (text.length() > LONGEST_HOST) {
      return text;
    }
    try {
      return IDN.toUnicode(IDN.toASCII(text));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private void addPatterns(String text) {
    patterns.add(new SecretPattern(text, false, 0, 0, name));
    String squeezed = DecodedText.as(text).asBase64().text();
    if (squeezed.length() < text.length() && isLong(squeezed)) {
      patterns.add(new SecretPattern(squeezed, true, 0, 0, name)); // Lines are broken anew.
    }
    for (byte[] bytes : encodings(text)) {
      patterns.add(new SecretPattern(HexFormat.of().formatHex(bytes), true, 0, 0, name));
      for (int preceding = 0; preceding < 3; preceding++) {
        patterns.add(inBase64(bytes, preceding));
      }
    }
  }

  /**
   * As UTF-8, also after it was written into JSON; and as Latin-1, which {@code btoa} uses, where
   * that is possible and differs.
   */
  private static List<byte[]> encodings(String text) {
    List<byte[]> encodings = new ArrayList<>();
    byte[] utf8 = text.getBytes(UTF_8);
    encodings.add(utf8);
    if (utf8.length > text.length() && ISO_8859_1.newEncoder().canEncode(text)) {
      encodings.add(text.getBytes(ISO_8859_1));
    }
    String inJson = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    if (!inJson.equals(text)) {
      encodings.add(inJson.getBytes(UTF_8));
    }
    return encodings;
  }

  /**
   * Returns what of a value stands in base64 wherever it begins in a group of three bytes.
   *
   * @param preceding how many bytes of the group come before the value
   */
  private SecretPattern inBase64(byte[] bytes, int preceding) {
    byte[] shifted = new byte[preceding + bytes.length];
    System.arraycopy(bytes, 0, shifted, preceding, bytes.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int before = preceding > 0 ? 1 : 0;
    int after = shifted.length % 3 != 0 ? 1 : 0;
    String text = encoded.substring(preceding + before, encoded.length() - after);
    return new SecretPattern(text, true, before, after, name);
  }

  String name() {
    return name;
  }

  /** Returns the value without the white space around it. */
  String value() {
    return value;
  }

  /** Returns how it looks in longer texts; empty for a short one. */
  Set<SecretPattern> patterns() {
    return patterns;
  }

  /** Shows which secret it is and not its value. */
  @Override
  public String toString() {
    return "‹secret " + name + "›";
  }
}
