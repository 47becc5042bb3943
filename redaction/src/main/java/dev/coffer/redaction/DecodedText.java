package dev.coffer.redaction;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text as one sees it after decoding, in which each character knows where in the original it came
 * from. Decoding never fails: what is not an escape stays as it is. One thread uses it.
 */
final class DecodedText {
  private static final String JSON_ESCAPES = "\"\\/'bfnrt";
  private static final String JSON_ESCAPED = "\"\\/'\b\f\n\r\t";
  private static final int LAYERS = 2;

  /** A label of a host has at most 63 characters, and a host at most 127 labels (RFC 1035). */
  private static final Pattern PUNYCODE =
      Pattern.compile("xn--[a-z0-9-]{1,59}", Pattern.CASE_INSENSITIVE);

  private static final int MOST_LABELS = 127;

  /** The longest number that can be the code of a character. */
  private static final int LONGEST_CODE = 7;

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
   * Returns the text as it is, and all that comes out of it when up to two layers of JSON strings,
   * URL encoding and lists of numbers are taken off; and those of host names in Punycode.
   */
  List<DecodedText> views() {
    List<DecodedText> views = new ArrayList<>();
    views.add(this);
    withoutPunycode().ifPresent(views::add);
    int begin = 0;
    for (int layer = 0; layer < LAYERS; layer++) {
      int end = views.size();
      for (DecodedText view : views.subList(begin, end).toArray(DecodedText[]::new)) {
        view.unescaped().forEach(unescaped -> addIfNew(unescaped, views));
        view.withoutUrlEncoding(true).ifPresent(unescaped -> addIfNew(unescaped, views));
        view.inNumbers().ifPresent(said -> addIfNew(said, views));
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
    Optional<String> utf8 =
        Utf8.character(
            first, i -> isPercentEncoded(at + 3 * i) ? byteAt(at + 3 * i) : Utf8.NO_BYTE);
    int length = utf8.isPresent() ? 3 * Utf8.length(first) : 3;
    utf8.orElseGet(() -> Character.toString(first))
        .chars()
        .forEach(it -> view.add((char) it, at, length));
    return length;
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

  /** Resolves the labels of host names that have other letters than those of ASCII. */
  private Optional<DecodedText> withoutPunycode() {
    if (!text.contains("--")) {
      return Optional.empty();
    }
    Builder view = new Builder(this);
    Matcher label = PUNYCODE.matcher(text);
    int end = 0;
    for (int labels = 0; labels < MOST_LABELS && label.find(); labels++) {
      view.addAll(end, label.start());
      int begin = label.start();
      int length = label.end() - begin;
      IDN.toUnicode(label.group()).chars().forEach(it -> view.add((char) it, begin, length));
      end = label.end();
    }
    view.addAll(end, text.length());
    return end == 0 ? Optional.empty() : Optional.of(view.build());
  }

  /**
   * Reads lists of numbers, as texts and JSON have them: {@code 115, 107, 95} or {@code
   * {"0":115,"1":107}}, of which the names are left out.
   */
  private Optional<DecodedText> inNumbers() {
    CharacterCodes codes = new CharacterCodes(this);
    for (int i = 0; i < text.length(); ) {
      char character = text.charAt(i);
      if (isDigit(character)) {
        int begin = i;
        while (i < text.length() && isDigit(text.charAt(i))) {
          i++;
        }
        int value = afterName(i);
        if (value > i) {
          i = value;
        } else if (i - begin <= LONGEST_CODE) {
          codes.add(Integer.parseInt(text, begin, i, 10), begin, i);
        } else {
          codes.endList();
        }
      } else {
        if (character != ',' && character != '"' && !Character.isWhitespace(character)) {
          codes.endList();
        }
        i++;
      }
    }
    return codes.text();
  }

  /** Returns where the value of a property begins whose name ends here; or the place itself. */
  private int afterName(int end) {
    int colon = end;
    while (colon < text.length() && " \"".indexOf(text.charAt(colon)) >= 0) {
      colon++;
    }
    return colon < text.length() && text.charAt(colon) == ':' ? colon + 1 : end;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Makes a view of another text. */
  static final class Builder {
    private final DecodedText from;
    private final StringBuilder text;
    private int[] origins;
    private int[] ends;

    Builder(DecodedText from) {
      this(from, from.text.length());
    }

    /** Makes a view that may be much shorter than the other text. */
    Builder(DecodedText from, int capacity) {
      this.from = from;
      this.text = new StringBuilder(capacity);
      this.origins = new int[capacity];
      this.ends = new int[capacity];
    }

    /** Adds what stands at a place, and takes so many characters there. */
    void add(char character, int at, int length) {
      int next = text.length();
      if (next == origins.length) {
        origins = Arrays.copyOf(origins, 2 * next + 16);
        ends = Arrays.copyOf(ends, 2 * next + 16);
      }
      origins[next] = from.begin(at);
      ends[next] = from.end(at + length - 1);
      text.append(character);
    }

    /** Adds the same characters. */
    void addAll(int begin, int end) {
      for (int i = begin; i < end; i++) {
        add(from.text.charAt(i), i, 1);
      }
    }

    boolean isEmpty() {
      return text.isEmpty();
    }

    DecodedText build() {
      int length = text.length();
      return new DecodedText(
          text.toString(), Arrays.copyOf(origins, length), Arrays.copyOf(ends, length));
    }
  }
}
