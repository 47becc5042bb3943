package dev.coffer.velo.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a site's files say while they are loaded: each file's words once, though its code runs again
 * when a later file that imports it is loaded with new variables. One thread uses it.
 */
final class LoadConsole {
  private static final int MOST_LINES = 1_000;
  private static final int MOST_CHARACTERS = 1 << 20;

  private final Map<String, List<ConsoleLine>> lines = new HashMap<>();
  private final Map<String, String> firstHeard = new HashMap<>();
  private int count;
  private int characters;

  /** Keeps a line, up to a thousand with a million characters together. */
  void add(String loading, ConsoleLine line) {
    if (!firstHeard.computeIfAbsent(line.file(), _ -> loading).equals(loading)) {
      return;
    }
    characters += line.text().length();
    if (++count <= MOST_LINES && characters <= MOST_CHARACTERS) {
      lines.computeIfAbsent(loading, _ -> new ArrayList<>()).add(line);
    }
  }

  /** Returns what was said while that file was loaded. */
  List<ConsoleLine> of(String path) {
    return List.copyOf(lines.getOrDefault(path, List.of()));
  }
}
