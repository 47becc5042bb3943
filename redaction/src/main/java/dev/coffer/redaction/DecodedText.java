package dev.coffer.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A text as one sees it after decoding, in which each character knows where in the original it came
 * from. Decoding never fails: what is not an escape stays as it is. One thread uses it.
 */
final class DecodedText {
  private static final String JSON_ESCAPES = "\"\\/'bfnrt";
  private static final String JSON_ESCAPED = "\"\\/'\b\f\n\r\t";
  private static final int LAYERS = 2;
  private static final int[] NOWHERE = {};

  private final String text;

  /** Where each character began in the original; empty if it is the original. */
  private final int[] origins;

  /** Where each character ended in the original; empty if it is the original. */
  private final int[] ends;

  private Optional<DecodedText> asBase64 = Optional.empty();

  private DecodedText(String text, int[] origins, int[] ends) {
    this.text = text;
    this.origins = origins;
    this.ends = ends;
  }

  /** Returns the text as it is. */
  static DecodedText as(String text) {
    return new DecodedText(text, NOWHERE, NOWHERE);
  }

  /**
   * Returns the text as it is, and all that comes out of it when up to two layers of JSON strings
   * and URL encoding are taken off.
   */
  static List<DecodedText> of(String original) {
    List<DecodedText> views = new ArrayList<>();
    views.add(as(original));
    int begin = 0;
    for (int layer = 0; layer < LAYERS; layer++) {
      int end = views.size();
      for (DecodedText view : views.subList(begin, end).toArray(DecodedText[]::new)) {
        view.unescaped().forEach(unescaped -> addIfNew(unescaped, views));
        view.withoutUrlEncoding(true).ifPresent(unescaped -> addIfNew(unescaped, views));
      }
      begin = end;
    }
    return views;
  }

  private static void addIfNew(DecodedText view, List<DecodedText> views) {
    if (views.stream().noneMatch(other -> other.text.equals(view.text))) {
      views.add(view);
    }
  }

  /**
   * Returns what comes out when the escapes of JSON are resolved, or those of URLs; empty without
   * any.
   */
  Stream<DecodedText> unescaped() {
    return Stream.of(withoutJsonEscapes(), withoutUrlEncoding(false)).flatMap(Optional::stream);
  }

  String text() {
    return text;
  }

  /** Returns where the character at an index begins in the original. */
  int begin(int index) {
    return origins == NOWHERE ? index : origins[index];
  }

  /** Returns where the character at an index ends in the original. */
  int end(int index) {
    return ends == NOWHERE ? index + 1 : ends[index];
  }

  /**
   * Returns the text as decoders of base64 take it: without white space, and with the standard
   * alphabet in place of the one for URLs.
   */
  DecodedText asBase64() {
    if (asBase64.isEmpty()) {
      asBase64 = Optional.of(readAsBase64());
    }
    return asBase64.get();
  }

  private DecodedText readAsBase64() {
    boolean differs =
        text.chars().anyMatch(it -> it == '-' || it == '_' || Character.isWhitespace(it));
    if (!differs) {
      return this;
    }
    Builder view = new Builder(this);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (!Character.isWhitespace(character)) {
        view.add(character == '-' ? '+' : character == '_' ? '/' : character, i, 1);
      }
    }
    return view.build();
  }

  private Optional<DecodedText> withoutJsonEscapes() {
    if (text.indexOf('\\') < 0) {
      return Optional.empty();
    }
    Builder view = new Builder(this);
    for (int i = 0; i < text.length(); ) {
      int escape =
          text.charAt(i) == '\\' && i + 1 < text.length()
              ? JSON_ESCAPES.indexOf(text.charAt(i + 1))
              : -1;
      if (escape >= 0) {
        view.add(JSON_ESCAPED.charAt(escape), i, 2);
        i += 2;
      } else if (text.startsWith("\\u", i) && areHexDigits(i + 2, 4)) {
        view.add((char) Integer.parseInt(text, i + 2, i + 6, 16), i, 6);
        i += 6;
      } else {
        view.add(text.charAt(i), i, 1);
        i++;
      }
    }
    return Optional.of(view.build());
  }

  private Optional<DecodedText> withoutUrlEncoding(boolean plusIsBlank) {
    if (plusIsBlank ? text.indexOf('+') < 0 : text.indexOf('%') < 0) {
      return Optional.empty();
    }
    Builder view = new Builder(this);
    for (int i = 0; i < text.length(); ) {
      if (isPercentEncoded(i)) {
        i += decode(i, view);
      } else {
        char character = text.charAt(i);
        view.add(plusIsBlank && character == '+' ? ' ' : character, i, 1);
        i++;
      }
    }
    return Optional.of(view.build());
  }

  /**
   * Decodes one character of UTF-8, or where there is none a byte of Latin-1.
   *
   * @return how many characters it took
   */
  private int decode(int at, Builder view) {
    int first = byteAt(at);
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      if (!isPercentEncoded(at + 3 * i)) {
        return decodedAsLatin1(first, at, view);
      }
      bytes[i] = (byte) byteAt(at + 3 * i);
    }
    try {
      String character = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      character.chars().forEach(it -> view.add((char) it, at, 3 * length));
      return 3 * length;
    } catch (CharacterCodingException e) {
      return decodedAsLatin1(first, at, view);
    }
  }

  private static int decodedAsLatin1(int character, int at, Builder view) {
    view.add((char) character, at, 3);
    return 3;
  }

  private boolean isPercentEncoded(int at) {
    return at < text.length() && text.charAt(at) == '%' && areHexDigits(at + 1, 2);
  }

  private int byteAt(int at) {
    return Integer.parseInt(text, at + 1, at + 3, 16);
  }

  private boolean areHexDigits(int begin, int count) {
    if (begin + count > text.length()) {
      return false;
    }
    for (int i = begin; i < begin + count; i++) {
      char character = text.charAt(i);
      if (character > 'f' || Character.digit(character, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A view that is shorter than, or as long as, the one that it is made from. */
  private static final class Builder {
    private final DecodedText from;
    private final StringBuilder text;
    private final int[] origins;
    private final int[] ends;

    Builder(DecodedText from) {
      this.from = from;
      this.text = new StringBuilder(from.text.length());
      this.origins = new int[from.text.length()];
      this.ends = new int[from.text.length()];
    }

    /** Adds what stands at a place, and takes so many characters there. */
    void add(char character, int at, int length) {
      origins[text.length()] = from.begin(at);
      ends[text.length()] = from.end(at + length - 1);
      text.append(character);
    }

    DecodedText build() {
      int length = text.length();
      return new DecodedText(
          text.toString(), Arrays.copyOf(origins, length), Arrays.copyOf(ends, length));
    }
  }
}
