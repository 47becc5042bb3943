package dev.coffer.velo.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last input and output of each function, for each log-in, in memory alone: an input may hold
 * the value of a secret. Threads may share it.
 */
final class LastRuns {
  /** The most log-ins that something is kept for, and the most functions for each. */
  private static final int MOST = 64;

  /** The last run of a function. */
  record Last(Input input, Run run) {}

  private record Function(String file, String name) {}

  private final Map<String, Map<Function, Last>> sessions = new Recent<>();

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST;
    }
  }

  synchronized Optional<Last> of(String session, String file, String function) {
    return Optional.ofNullable(sessions.get(session))
        .map(runs -> runs.get(new Function(file, function)));
  }

  synchronized void keep(String session, String file, String function, Last last) {
    sessions
        .computeIfAbsent(session, absent -> new Recent<>())
        .put(new Function(file, function), last);
  }

  synchronized void forget(String session, String file, String function) {
    Optional.ofNullable(sessions.get(session))
        .ifPresent(runs -> runs.remove(new Function(file, function)));
  }

  synchronized void forget(String session) {
    sessions.remove(session);
  }
}
