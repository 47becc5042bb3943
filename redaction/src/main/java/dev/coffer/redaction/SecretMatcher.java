package dev.coffer.redaction;

import dev.coffer.redaction.ExposedSecret.SecretPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds values in texts, in whatever letter case. How long that takes does not depend on how many
 * values there are: each text is gone through once, and looked at more closely where its last eight
 * characters are those that a pattern begins with. Threads may share it.
 */
final class SecretMatcher {
  private static final int WINDOW = ExposedSecret.SHORTEST_INSIDE;
  private static final long FRACTION = 0x9e3779b97f4a7c15L;
  private static final int FILTER_BITS = 16;

  /** The names of values by their whole texts. */
  private final Map<String, String> values = new HashMap<>();

  private final Beginnings plain = new Beginnings();
  private final Beginnings coded = new Beginnings();
  private int longest;

  /** Part of a text, in which a value stands. */
  record Match(int begin, int end, String name) {}

  private record Found(int begin, SecretPattern pattern) {}

  SecretMatcher(Collection<ExposedSecret> exposed) {
    for (ExposedSecret value : exposed) {
      values.putIfAbsent(value.value(), value.name());
      longest = Math.max(longest, value.value().length());
      value.patterns().forEach(pattern -> (pattern.coded() ? coded : plain).add(pattern));
    }
  }

  /** Returns the same for a letter in upper and in lower case. */
  static char folded(char character) {
    return Character.toLowerCase(Character.toUpperCase(character));
  }

  /** Returns the name of the value that a text is, but for white space around it. */
  private Optional<String> valueNamed(String text) {
    String stripped = text.strip();
    return stripped.length() > longest
        ? Optional.empty()
        : Optional.ofNullable(values.get(stripped));
  }

  /**
   * Returns where values stand in a text, from its beginning to its end; of two at a place the
   * longer first.
   */
  List<Match> matchesIn(String text) {
    return valueNamed(text)
        .map(name -> List.of(new Match(0, text.length(), name)))
        .orElseGet(() -> matchesInside(DecodedText.as(text)));
  }

  /** Returns the same without short values, in terms of what the text was decoded from. */
  List<Match> matchesInside(DecodedText text) {
    List<Match> matches = new ArrayList<>();
    if (text.text().length() >= WINDOW && !plain.isEmpty()) {
      for (DecodedText view : text.views()) {
        plain.in(view.text()).forEach(found -> matches.add(match(found, view)));
        DecodedText inBase64 = view.asBase64();
        coded.in(inBase64.text()).forEach(found -> matches.add(match(found, inBase64)));
      }
    }
    matches.sort(
        Comparator.comparingInt(Match::begin)
            .thenComparing(Comparator.comparingInt(Match::end).reversed()));
    return matches;
  }

  private static Match match(Found found, DecodedText view) {
    SecretPattern pattern = found.pattern();
    int end = found.begin() + pattern.text().length() + pattern.after();
    return new Match(
        view.begin(Math.max(0, found.begin() - pattern.before())),
        view.end(Math.min(view.text().length(), end) - 1),
        pattern.name());
  }

  /** Patterns by the characters that they begin with. */
  private static final class Beginnings {
    private final Map<Long, List<SecretPattern>> patterns = new HashMap<>();
    private final long[] filter = new long[1 << (FILTER_BITS - 6)];

    boolean isEmpty() {
      return patterns.isEmpty();
    }

    void add(SecretPattern pattern) {
      long window = 0;
      for (int i = 0; i < WINDOW; i++) {
        window = next(window, pattern.text().charAt(i));
      }
      patterns.computeIfAbsent(window, absent -> new ArrayList<>()).add(pattern);
      filter[place(window) >> 6] |= 1L << place(window);
    }

    List<Found> in(String text) {
      List<Found> found = new ArrayList<>();
      Map<SecretPattern, Integer> ends = new HashMap<>();
      long window = 0;
      for (int i = 0; i < text.length(); i++) {
        window = next(window, text.charAt(i));
        if (isBeginning(window)) {
          int begin = i - WINDOW + 1;
          for (SecretPattern pattern : patterns.getOrDefault(window, List.of())) {
            int length = pattern.text().length();
            if (begin >= ends.getOrDefault(pattern, 0)
                && text.regionMatches(true, begin, pattern.text(), 0, length)) {
              found.add(new Found(begin, pattern));
              ends.put(pattern, begin + length);
            }
          }
        }
      }
      return found;
    }

    private boolean isBeginning(long window) {
      return (filter[place(window) >> 6] & (1L << place(window))) != 0;
    }

    /** Returns the last eight characters, a byte of each, the same in upper and lower case. */
    private static long next(long window, char character) {
      char folded = folded(character);
      return (window << 8) | ((folded ^ (folded >>> 8)) & 0xff);
    }

    private static int place(long window) {
      return (int) ((window * FRACTION) >>> (64 - FILTER_BITS));
    }
  }
}
