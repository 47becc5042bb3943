package dev.coffer.velo.host;

import dev.coffer.velo.host.GivenValue.Sign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds values in texts. How long that takes does not depend on how many values there are: each
 * text is gone through once, and looked at more closely where its last eight characters are those
 * that a sign begins with. Threads may share it.
 */
final class Signs {
  private static final int WINDOW = GivenValue.SHORTEST_INSIDE;
  private static final long FRACTION = 0x9e3779b97f4a7c15L;
  private static final int FILTER_BITS = 16;

  /** The names of values by their whole texts. */
  private final Map<String, String> values = new HashMap<>();

  private final Beginnings plain = new Beginnings();
  private final Beginnings coded = new Beginnings();
  private int longest;

  /** Part of a text, in which a value stands. */
  record Trace(int begin, int end, String name) {}

  private record Found(int begin, Sign sign) {}

  Signs(Collection<GivenValue> given) {
    for (GivenValue value : given) {
      values.putIfAbsent(value.value(), value.name());
      longest = Math.max(longest, value.value().length());
      value.signs().forEach(sign -> (sign.coded() ? coded : plain).add(sign));
    }
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
  List<Trace> tracesIn(String text) {
    Optional<String> whole = valueNamed(text);
    if (whole.isPresent()) {
      return List.of(new Trace(0, text.length(), whole.get()));
    }
    List<Trace> traces = new ArrayList<>();
    if (text.length() >= WINDOW && !plain.isEmpty()) {
      for (View view : View.of(text)) {
        plain.in(view.text()).forEach(found -> traces.add(trace(found, view)));
        View inBase64 = view.asBase64();
        coded.in(inBase64.text()).forEach(found -> traces.add(trace(found, inBase64)));
      }
    }
    traces.sort(
        Comparator.comparingInt(Trace::begin)
            .thenComparing(Comparator.comparingInt(Trace::end).reversed()));
    return traces;
  }

  private static Trace trace(Found found, View view) {
    Sign sign = found.sign();
    int end = found.begin() + sign.text().length() + sign.after();
    return new Trace(
        view.begin(Math.max(0, found.begin() - sign.before())),
        view.end(Math.min(view.text().length(), end) - 1),
        sign.name());
  }

  /** Signs by the characters that they begin with. */
  private static final class Beginnings {
    private final Map<Long, List<Sign>> signs = new HashMap<>();
    private final long[] filter = new long[1 << (FILTER_BITS - 6)];

    boolean isEmpty() {
      return signs.isEmpty();
    }

    void add(Sign sign) {
      long window = 0;
      for (int i = 0; i < WINDOW; i++) {
        window = next(window, sign.text().charAt(i));
      }
      signs.computeIfAbsent(window, absent -> new ArrayList<>()).add(sign);
      filter[place(window) >> 6] |= 1L << place(window);
    }

    List<Found> in(String text) {
      List<Found> found = new ArrayList<>();
      Map<Sign, Integer> ends = new HashMap<>();
      long window = 0;
      for (int i = 0; i < text.length(); i++) {
        window = next(window, text.charAt(i));
        if (isBeginning(window)) {
          int begin = i - WINDOW + 1;
          for (Sign sign : signs.getOrDefault(window, List.of())) {
            if (begin >= ends.getOrDefault(sign, 0) && text.startsWith(sign.text(), begin)) {
              found.add(new Found(begin, sign));
              ends.put(sign, begin + sign.text().length());
            }
          }
        }
      }
      return found;
    }

    private boolean isBeginning(long window) {
      return (filter[place(window) >> 6] & (1L << place(window))) != 0;
    }

    /** Returns the last eight characters, a byte of each. */
    private static long next(long window, char character) {
      return (window << 8) | ((character ^ (character >>> 8)) & 0xff);
    }

    private static int place(long window) {
      return (int) ((window * FRACTION) >>> (64 - FILTER_BITS));
    }
  }
}
