package dev.coffer.redaction;

import java.util.Arrays;
import java.util.Optional;

/**
 * Lists of numbers, read as the texts that they may be the bytes or the character codes of: as
 * UTF-8, and where that does not fit as code points. This is how {@code Buffer} and typed arrays
 * look in JSON. One thread uses it.
 */
final class CharacterCodes {
  /** Shorter lists are left out: they would say something by chance. */
  static final int FEWEST = ExposedSecret.SHORTEST_INSIDE;

  private final DecodedText.Builder view;
  private int[] codes = new int[64];
  private int[] begins = new int[64];
  private int[] ends = new int[64];
  private int count;

  /**
   * Reads lists of another text.
   *
   * @param from in whose terms places are told
   */
  CharacterCodes(DecodedText from) {
    this.view = new DecodedText.Builder(from, 0);
  }

  /**
   * Adds the next number of a list.
   *
   * @param begin where it begins
   * @param end where it ends
   */
  void add(int code, int begin, int end) {
    if (!Character.isValidCodePoint(code)) {
      endList();
      return;
    }
    if (count == codes.length) {
      codes = Arrays.copyOf(codes, 2 * count);
      begins = Arrays.copyOf(begins, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    codes[count] = code;
    begins[count] = begin;
    ends[count] = end;
    count++;
  }

  /** Says that the next number belongs to another list. */
  void endList() {
    if (count >= FEWEST) {
      view.add('\0', begins[0], 1); // What ends one list and begins another is no value.
      for (int i = 0; i < count; ) {
        i += decode(i);
      }
    }
    count = 0;
  }

  private int decode(int at) {
    Optional<String> utf8 =
        Utf8.character(codes[at], i -> at + i < count ? codes[at + i] : Utf8.NO_BYTE);
    int length = utf8.isPresent() ? Utf8.length(codes[at]) : 1;
    utf8.orElseGet(() -> Character.toString(codes[at]))
        .chars()
        .forEach(it -> view.add((char) it, begins[at], ends[at + length - 1] - begins[at]));
    return length;
  }

  /** {@return what all lists say; empty if there was none} */
  Optional<DecodedText> text() {
    endList();
    return view.isEmpty() ? Optional.empty() : Optional.of(view.build());
  }
}
