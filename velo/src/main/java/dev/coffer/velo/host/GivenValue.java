package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The value of a secret that a call was given or stored, and how it looks in base64 and
 * hexadecimal.
 */
final class GivenValue {
  /** Shorter ones would be found everywhere. */
  private static final int SHORTEST_INSIDE = 8;

  private final String name;
  private final String value;
  private final List<String> hexadecimal = new ArrayList<>();
  private final List<Base64Trace> base64 = new ArrayList<>();

  /** What of a value stands in base64 wherever it begins in a group of three bytes. */
  private record Base64Trace(String text, boolean beginsBefore, boolean endsAfter) {
    /**
     * @param preceding how many bytes of the group come before the value
     */
    static Base64Trace of(byte[] bytes, int preceding) {
      byte[] shifted = new byte[preceding + bytes.length];
      System.arraycopy(bytes, 0, shifted, preceding, bytes.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      boolean endsAfter = shifted.length % 3 != 0;
      int begin = preceding == 0 ? 0 : preceding + 1;
      return new Base64Trace(
          encoded.substring(begin, encoded.length() - (endsAfter ? 1 : 0)),
          preceding > 0,
          endsAfter);
    }
  }

  /** Part of a text, in which a value stands. */
  record Trace(int begin, int end, String name) {}

  /**
   * @param name of the secret, for the author of the code
   */
  GivenValue(String name, String value) {
    this.name = name;
    this.value = value;
    if (isLong()) {
      encodings().forEach(this::addTraces);
    }
  }

  /** As UTF-8; and as Latin-1, which {@code btoa} uses, where that is possible and differs. */
  private List<byte[]> encodings() {
    byte[] utf8 = value.getBytes(UTF_8);
    return utf8.length > value.length() && ISO_8859_1.newEncoder().canEncode(value)
        ? List.of(utf8, value.getBytes(ISO_8859_1))
        : List.of(utf8);
  }

  private void addTraces(byte[] bytes) {
    hexadecimal.add(HexFormat.of().formatHex(bytes));
    hexadecimal.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int preceding = 0; preceding < 3; preceding++) {
      base64.add(Base64Trace.of(bytes, preceding));
    }
  }

  private boolean isLong() {
    return value.codePointCount(0, value.length()) >= SHORTEST_INSIDE;
  }

  String name() {
    return name;
  }

  boolean isValue(String text) {
    return value.equals(text);
  }

  /** Where the value stands in a text, in no order; a place may be told more than once. */
  Set<Trace> tracesIn(String original, List<View> views) {
    Set<Trace> traces = new LinkedHashSet<>();
    if (isValue(original)) {
      traces.add(new Trace(0, original.length(), name));
    } else if (isLong()) {
      for (View view : views) {
        addAll(value, view, 0, 0, traces);
        View coded = view.asBase64();
        hexadecimal.forEach(digits -> addAll(digits, coded, 0, 0, traces));
        for (Base64Trace trace : base64) {
          int before = trace.beginsBefore() ? 1 : 0;
          addAll(trace.text(), coded, before, trace.endsAfter() ? 1 : 0, traces);
        }
      }
    }
    return traces;
  }

  /**
   * @param before how many characters before a find hold a part of the value too
   * @param after how many behind it
   */
  private void addAll(String sought, View view, int before, int after, Set<Trace> traces) {
    String text = view.text();
    for (int at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length())) {
      int begin = Math.max(0, at - before);
      int end = Math.min(text.length(), at + sought.length() + after);
      traces.add(new Trace(view.origin(begin), view.origin(end), name));
    }
  }

  /** Shows which secret it is and not its value. */
  @Override
  public String toString() {
    return "‹secret " + name + "›";
  }
}
